// What an adult's tie to a pupil gives at an instant. The one place that weighs links, approvals with an end date and
// contact restrictions against each other.
#pragma once

#include "projections/state/school.h"

namespace hometime {

/// `reading`: linked, but no message about the pupil passes in either direction.
enum class LinkAccess : std::uint8_t { none, reading, whole };

/// Restrictions beat everything else; then a link must exist, and one by approval lasts as long as the approval (S21).
/// `none` for pupils who are not on the roll.
[[nodiscard]] LinkAccess link_access(const School& school, GuardianId guardian, PupilId pupil, UtcTime now);

/// The restriction in force that takes most away; empty: there is none.
[[nodiscard]] std::optional<Restriction> restriction_in_force(const School& school, GuardianId guardian, PupilId pupil,
                                                              UtcTime now);
[[nodiscard]] bool in_force(const Restriction& restriction, UtcTime now);
/// In force, or with a beginning still to come.
[[nodiscard]] bool is_current(const Restriction& restriction, UtcTime now);

/// The newest approval of this adult for this pupil; empty: never approved.
[[nodiscard]] const PupilApproval* approval_for(const PupilRow& pupil, GuardianId guardian);
[[nodiscard]] bool holds(const PupilApproval& approval, UtcTime now);

}  // namespace hometime

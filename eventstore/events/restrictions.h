// Facts about contact restrictions: recorded limits on an adult's contact with a pupil's school, or access to what
// concerns the pupil, by an order of a court or a decision of the school.
#pragma once

#include <optional>

#include "eventstore/base/json.h"
#include "eventstore/events/people.h"
#include "eventstore/events/sealing_types.h"
#include "eventstore/events/tags.h"

namespace hometime {

/// `no_contact`: no message about the pupil passes, in either direction; what is there can be read. The other two give
/// nothing at all; `court_order` says on whose word.
enum class RestrictionKind : std::uint8_t { no_contact = 1, no_data_access = 2, court_order = 3 };
BOOST_DESCRIBE_ENUM(RestrictionKind, no_contact, no_data_access, court_order)

/// Beats every link, approval and code, from one instant to another. Who decided is the actor.
struct ContactRestricted {
    static constexpr EventTag kTag = EventTag::contact_restricted;
    static constexpr std::uint16_t kSchema = 1;
    PupilId pupil;
    GuardianId guardian;
    RestrictionKind kind{};
    UtcTime from;
    std::optional<UtcTime> until;  ///< empty: until it is lifted
    Private reason;
    [[nodiscard]] SealScope seal_scope() const { return {{SubjectKind::pupil, pupil.value}, RetentionClass::links}; }
    friend bool operator==(const ContactRestricted&, const ContactRestricted&) = default;
};
BOOST_DESCRIBE_STRUCT(ContactRestricted, (), (pupil, guardian, kind, from, until, reason))

/// It no longer holds.
struct RestrictionLifted {
    static constexpr EventTag kTag = EventTag::restriction_lifted;
    static constexpr std::uint16_t kSchema = 1;
    RestrictionId restriction;
    PupilId pupil;
    GuardianId guardian;
    Private reason;
    [[nodiscard]] SealScope seal_scope() const { return {{SubjectKind::pupil, pupil.value}, RetentionClass::links}; }
    friend bool operator==(const RestrictionLifted&, const RestrictionLifted&) = default;
};
BOOST_DESCRIBE_STRUCT(RestrictionLifted, (), (restriction, pupil, guardian, reason))

}  // namespace hometime

// Who stands in for whom at an instant. Cover is by local dates of the school, both included: it ends at midnight
// there.
#pragma once

#include <optional>

#include "projections/state/school.h"

namespace hometime {

/// The local date of the school at that instant.
[[nodiscard]] LocalDate school_date(const School& school, UtcTime now);

/// Who stands in for this member of staff now; empty: nobody, they are there.
[[nodiscard]] std::optional<Cover> cover_for(const School& school, StaffId absent, UtcTime now);

/// The staff member's row, with the classes of everybody for whom they stand in now: for that time they teach, and
/// assist in, those too. Empty: there is no such member of staff.
[[nodiscard]] std::shared_ptr<const StaffRow> staff_at(const School& school, StaffId id, UtcTime now);

}  // namespace hometime

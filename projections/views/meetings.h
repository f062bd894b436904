// Whose meetings there are, and which message or reply carries a step of one. How a meeting stands is decision state.
#pragma once

#include <vector>

#include "projections/views/page.h"

namespace hometime::views {

/// The meetings of one person; a page's place is a meeting's id. A teacher's begin with the release of the request.
[[nodiscard]] std::vector<MeetingId> meetings_of(const ViewSource& source, SchoolId school, GuardianId guardian,
                                                 const Page& page = {});
[[nodiscard]] std::vector<MeetingId> meetings_of(const ViewSource& source, SchoolId school, StaffId staff,
                                                 const Page& page = {});
/// The meeting of which this message or reply carries a step; 0: it carries none.
[[nodiscard]] MeetingId meeting_carried_by(const ViewSource& source, SchoolId school, Sequence item);

}  // namespace hometime::views

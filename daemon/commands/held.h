// Moving held messages to where the calendar now opens. Shared by everything that changes a calendar.
#pragma once

#include <vector>

#include "daemon/commands/commands.h"

namespace hometime {

/// Whether this member of staff has not left. What is held for somebody who has stays held, without a date: its writer
/// is told so, for nobody would ever see it.
[[nodiscard]] bool is_there(const School& school, StaffId staff);
/// Whether there is such a member of staff, who has not left.
[[nodiscard]] bool is_employed(const School& school, StaffId staff);

/// The new place of what is held for one staff member, or (0) for everybody, as of `now`: one fact for
/// each message whose release, due or window changed, at most `most`. `more`: some were left.
struct Moves {
    std::vector<Event> events;
    bool more = false;
};
[[nodiscard]] Moves moves(const School& school, StaffId staff, UtcTime now, std::size_t most = kRescheduleMax);

/// The facts that change a calendar, followed by those that move what is held under the new one (S59): the decision
/// looks at the state as it will be. `staff` 0: of several people, or everybody. The reply gets "moved", how many.
[[nodiscard]] Accepted with_moves(const School& school, std::vector<Event> events, StaffId staff,
                                  const Context& context, boost::json::object reply);

}  // namespace hometime

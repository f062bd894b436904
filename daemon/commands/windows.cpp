// A staff member's own weekly windows.
#include "daemon/commands/calendars.h"
#include "daemon/commands/commands.h"
#include "daemon/commands/guardian_hours.h"
#include "daemon/commands/held.h"
#include "daemon/commands/text.h"

namespace hometime {

namespace {

/// Windows of one person. Beyond them it is refused. Source: ours, several a day and no more.
constexpr std::size_t kWindowsMax = 50;

/// What is wrong with them as weekly windows, then with where they lie, then under the person's quiet hours: a window
/// in which nothing reaches them is none.
json::FieldErrors wrong_with(const School& school, const SetStaffWindows& command) {
    const auto& policy = school.policy()->policy;
    const auto own = school.calendar(command.staff);
    Calendar calendar;
    calendar.zone = school.school()->zone;
    calendar.weekly_windows = *command.windows;
    auto errors = check(calendar);
    const bool well_formed = errors.empty();
    for (std::size_t i = 0; well_formed && i < command.windows->size(); ++i) {
        if (lies_within({(*command.windows)[i]}, policy.working_hours)) continue;
        json::detail::add_error(errors, "/windows/" + std::to_string(i), "outside-working-hours",
                                "must lie within the school's working hours");
    }
    calendar.quiet_hours = own && own->quiet_hours ? *own->quiet_hours : outside_of(policy.working_hours);
    if (errors.empty()) errors = check(calendar);
    for (auto& error : errors) {
        if (error.code == "never-reachable") error.pointer = "/windows";
        if (error.code != "no-window" && error.code != "never-reachable") continue;
        error.message = "must leave at least one window in a week open; for a longer absence, have cover arranged";
    }
    return prefixed(std::move(errors), "/weekly_windows", "/windows");
}

}  // namespace

Decision decide(const School& school, const SetStaffWindows& command, const Context& context) {
    if (!is_employed(school, command.staff)) return Refused{Refusal::unknown_staff, {}, {}};
    if (command.windows) {
        if (command.windows->size() > kWindowsMax) {
            return Refused{Refusal::too_many_changes, {}, {{"most", kWindowsMax}}};
        }
        auto errors = wrong_with(school, command);
        if (!errors.empty()) return Refused{Refusal::windows_invalid, std::move(errors), {}};
    }
    const auto row = school.calendar(command.staff);
    const auto in_force = row ? row->windows : std::nullopt;
    boost::json::object reply{{"staff", command.staff.value}};
    if (in_force == command.windows) {
        reply["moved"] = 0;
        return Accepted{{}, std::move(reply), {}};
    }
    return with_moves(school, {StaffWindowsSet{command.staff, command.windows}}, command.staff, context,
                      std::move(reply));
}

}  // namespace hometime

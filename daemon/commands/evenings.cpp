// Parents' evenings: announced by the school, and open for whoever joins.
#include <algorithm>

#include "daemon/commands/calendars.h"
#include "daemon/commands/commands.h"
#include "daemon/commands/held.h"
#include "daemon/commands/text.h"

namespace hometime {

namespace {

constexpr std::size_t kLabelBytesMax = 200;
/// Evenings that are not over. Beyond them it is refused. Source: ours, one a day of a school year.
constexpr std::size_t kEveningsMax = 200;

const Evening* find_evening(const SchoolCalendarRow* row, EveningId id) {
    if (row == nullptr || !row->evenings) return nullptr;
    const auto found =
        std::find_if(row->evenings->begin(), row->evenings->end(), [&](const Evening& one) { return one.id == id; });
    return found == row->evenings->end() ? nullptr : &*found;
}

UtcTime start_of(const TimeZone& zone, const DatedSpan& when) {
    return zone.endpoint(when.date, when.start);
}
UtcTime end_of(const TimeZone& zone, const DatedSpan& when) {
    const auto last = when.end <= when.start ? when.date + std::chrono::days{1} : when.date;
    return zone.endpoint(last, when.end);
}

bool closed_on(const SchoolCalendarRow& row, LocalDate date) {
    return std::any_of(row.closures.begin(), row.closures.end(),
                       [&](const Closure& closure) { return closure.from <= date && date <= closure.to; });
}

json::FieldErrors wrong_with(const School& school, const AnnounceEvening& command, const SchoolCalendarRow* row,
                             const TimeZone& zone, UtcTime now) {
    Calendar calendar;
    calendar.zone = school.school()->zone;
    calendar.weekly_windows = school.policy()->policy.weekly_windows;
    calendar.joined = {command.when};
    auto errors = prefixed(check(calendar), "/joined/0", "");
    check_text("/label", command.label, true, kLabelBytesMax, errors);
    if (start_of(zone, command.when) <= now) {
        errors.push_back({"/date", "past", "must begin in the future"});
    }
    if (!zone.has_date(command.when.date)) errors.push_back({"/date", "no-date", "must be a day that happens"});
    if (row != nullptr && closed_on(*row, command.when.date)) {
        errors.push_back({"/date", "closed", "must not be a day on which the school is closed"});
    }
    return errors;
}

}  // namespace

Decision decide(const School& school, const AnnounceEvening& command, const Context& context) {
    const auto row = school.calendar();
    const auto zone = calendar_of(school, {}).zone();
    auto errors = wrong_with(school, command, row.get(), zone, context.now);
    if (!errors.empty()) return Refused{Refusal::dates_invalid, std::move(errors), {}};
    const auto to_come =
        row && row->evenings
            ? std::count_if(row->evenings->begin(), row->evenings->end(),
                            [&](const Evening& evening) { return end_of(zone, evening.when) > context.now; })
            : 0;
    if (static_cast<std::size_t>(to_come) >= kEveningsMax) {
        return Refused{Refusal::too_many_changes, {}, {{"most", kEveningsMax}}};
    }
    return Accepted{{EveningAnnounced{command.when, Private{command.label}}}, {{"evening", context.next.value}}, {}};
}

Decision decide(const School& school, const CancelEvening& command, const Context& context) {
    const auto row = school.calendar();
    if (find_evening(row.get(), command.evening) == nullptr) return Refused{Refusal::unknown_evening, {}, {}};
    return with_moves(school, {EveningCancelled{command.evening}}, {}, context, {{"evening", command.evening.value}});
}

Decision decide(const School& school, const JoinEvening& command, const Context& context) {
    const StaffId staff{context.actor.id};
    const auto row = school.calendar();
    const auto* evening = find_evening(row.get(), command.evening);
    if (evening == nullptr) return Refused{Refusal::unknown_evening, {}, {}};
    if (end_of(calendar_of(school, {}).zone(), evening->when) <= context.now) {
        return Refused{Refusal::evening_over, {}, {}};
    }
    boost::json::object reply{{"evening", command.evening.value}, {"joins", command.joins}};
    if (evening->joined.contains(staff) == command.joins) {
        reply["moved"] = 0;
        return Accepted{{}, std::move(reply), {}};
    }
    const Event fact =
        command.joins ? Event(EveningJoined{command.evening, staff}) : Event(EveningLeft{command.evening, staff});
    return with_moves(school, {fact}, staff, context, std::move(reply));
}

}  // namespace hometime

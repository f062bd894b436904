#include <algorithm>
#include <set>

#include "daemon/commands/calendars.h"
#include "daemon/commands/commands.h"
#include "daemon/commands/held.h"
#include "daemon/commands/text.h"
#include "daemon/commands/today.h"

namespace hometime {

namespace {

constexpr std::size_t kLabelBytesMax = 200;
constexpr std::size_t kUidBytesMax = 200;
constexpr std::size_t kClosuresMax = 500;
constexpr std::size_t kTermsMax = 50;
constexpr std::size_t kQuietMax = 50;
/// Members of a group that trains together. Beyond them it is refused. Source: ours, the staff of a large school.
constexpr std::size_t kGroupMax = 300;

bool withdrawn_or_moved(const Closure& known, const ClosureDates& dates) {
    return known.from != dates.from || known.to != dates.to || known.kind != dates.kind;
}

/// The closure that stands under the same uid; null: none.
const Closure* known_closure(const SchoolCalendarRow* row, const ClosureDates& dates) {
    if (row == nullptr || dates.uid.empty()) return nullptr;
    const auto found = std::find_if(row->closures.begin(), row->closures.end(),
                                    [&](const Closure& closure) { return closure.uid == dates.uid; });
    return found == row->closures.end() ? nullptr : &*found;
}

boost::json::object dates_json(const Closure& closure) {
    return {{"closure", closure.id.value},
            {"from", to_string(closure.from)},
            {"to", to_string(closure.to)},
            {"kind", boost::describe::enum_to_string(closure.kind, "?")}};
}

/// What would become of one that was sent: it is new, known with other dates, or known as it is.
boost::json::object change_json(const Closure* known, bool changed) {
    if (known == nullptr) return {{"change", "new"}};
    return {{"change", changed ? "changed" : "unchanged"}, {"was", dates_json(*known)}};
}

/// Closures to come that an earlier file had, and these have not. They stay: nobody withdraws them but by hand.
boost::json::array gone_json(const SchoolCalendarRow* row, const std::vector<ClosureDates>& sent, LocalDate now) {
    boost::json::array gone;
    if (row == nullptr) return gone;
    std::set<std::string> uids;
    for (const auto& dates : sent) uids.insert(dates.uid);
    for (const auto& closure : row->closures) {
        if (closure.uid.empty() || uids.contains(closure.uid) || closure.to < now) continue;
        gone.push_back(dates_json(closure));
    }
    return gone;
}

}  // namespace

Decision decide(const School& school, const SetTermDates& command, const Context& context) {
    Calendar calendar;
    calendar.zone = school.school()->zone;
    calendar.weekly_windows = school.policy()->policy.weekly_windows;
    calendar.term_dates = command.terms;
    auto errors = prefixed(check(calendar), "/term_dates", "/terms");
    if (command.terms.size() > kTermsMax) errors.push_back({"/terms", "too-many", "must have at most 50 entries"});
    if (!errors.empty()) return Refused{Refusal::dates_invalid, std::move(errors), {}};
    const auto row = school.calendar();
    if (row && row->terms == command.terms) return Accepted{{}, {{"moved", 0}}, {}};
    return with_moves(school, {TermDatesSet{command.terms}}, {}, context, {});
}

Decision decide(const School& school, const AnnounceClosures& command, const Context& context) {
    json::FieldErrors errors;
    if (command.closures.size() > kClosuresMax) return Refused{Refusal::too_many_changes, {}, {{"most", kClosuresMax}}};
    for (std::size_t i = 0; i < command.closures.size(); ++i) {
        const auto& dates = command.closures[i];
        const auto pointer = "/closures/" + std::to_string(i);
        if (dates.to < dates.from)
            errors.push_back({pointer + "/to", "before-from", "must not be before the first day"});
        check_text(pointer + "/label", dates.label, true, kLabelBytesMax, errors);
        check_text(pointer + "/uid", dates.uid, false, kUidBytesMax, errors);
    }
    if (errors.size() > json::kFieldErrorsMax) errors.resize(json::kFieldErrorsMax);
    if (!errors.empty()) return Refused{Refusal::dates_invalid, std::move(errors), {}};

    const auto row = school.calendar();
    std::vector<Event> events;
    std::size_t announced = 0;
    boost::json::array changes;
    for (const auto& dates : command.closures) {
        const auto* known = known_closure(row.get(), dates);
        const bool changed = known == nullptr || withdrawn_or_moved(*known, dates);
        changes.push_back(change_json(known, changed));
        if (!changed) continue;
        if (known != nullptr) events.push_back(ClosureWithdrawn{known->id});
        events.push_back(ClosureAnnounced{dates.from, dates.to, dates.kind, dates.uid, Private{dates.label}});
        ++announced;
    }
    boost::json::object reply{{"announced", announced}, {"known", command.closures.size() - announced}};
    if (command.dry_run) {
        reply["changes"] = std::move(changes);
        reply["gone"] = gone_json(row.get(), command.closures, today(school, context.now));
        reply["would_move"] = events.empty() ? boost::json::value(0)
                                             : with_moves(school, std::move(events), {}, context, {}).reply.at("moved");
        return Accepted{{}, std::move(reply), {}};
    }
    if (events.empty()) return Accepted{{}, std::move(reply), {}};
    return with_moves(school, std::move(events), {}, context, std::move(reply));
}

Decision decide(const School& school, const WithdrawClosure& command, const Context& context) {
    const auto row = school.calendar();
    const auto known = [&](const Closure& closure) { return closure.id == command.closure; };
    if (!row || std::none_of(row->closures.begin(), row->closures.end(), known))
        return Refused{Refusal::unknown_closure, {}, {}};
    return with_moves(school, {ClosureWithdrawn{command.closure}}, {}, context, {{"closure", command.closure.value}});
}

Decision decide(const School& school, const ScheduleTraining& command, const Context& context) {
    if (command.group.size() > kGroupMax) return Refused{Refusal::too_many_changes, {}, {{"most", kGroupMax}}};
    const std::set<StaffId> members(command.group.begin(), command.group.end());
    if (command.staff && !is_employed(school, command.staff)) return Refused{Refusal::unknown_staff, {}, {}};
    for (const auto member : members) {
        if (!is_employed(school, member)) return Refused{Refusal::unknown_staff, {}, {{"staff", member.value}}};
    }
    Calendar calendar;
    calendar.zone = school.school()->zone;
    calendar.weekly_windows = school.policy()->policy.weekly_windows;
    calendar.busy = {command.period};
    auto errors = prefixed(check(calendar), "/busy/0", "");
    if (!errors.empty()) return Refused{Refusal::dates_invalid, std::move(errors), {}};
    if (members.empty()) {
        return with_moves(school, {TrainingScheduled{command.staff, command.period}}, command.staff, context,
                          {{"training", context.next.value}});
    }
    std::vector<Event> events;
    boost::json::array trainings;
    for (const auto member : members) {
        trainings.push_back({{"training", context.next.value + events.size()}, {"staff", member.value}});
        events.push_back(TrainingScheduled{member, command.period});
    }
    return with_moves(school, std::move(events), {}, context, {{"trainings", std::move(trainings)}});
}

Decision decide(const School& school, const CancelTraining& command, const Context& context) {
    const auto known = [&](const auto& row) {
        return row && std::any_of(row->trainings.begin(), row->trainings.end(),
                                  [&](const Training& training) { return training.id == command.training; });
    };
    if (!(command.staff ? known(school.calendar(command.staff)) : known(school.calendar()))) {
        return Refused{Refusal::unknown_training, {}, {}};
    }
    return with_moves(school, {TrainingCancelled{command.training, command.staff}}, command.staff, context,
                      {{"training", command.training.value}});
}

Decision decide(const School& school, const SetQuietHours& command, const Context& context) {
    const StaffId staff{context.actor.id};
    if (command.quiet_hours.size() > kQuietMax) return Refused{Refusal::too_many_changes, {}, {{"most", kQuietMax}}};
    const auto row = school.calendar(staff);
    Calendar calendar;
    calendar.zone = school.school()->zone;
    calendar.weekly_windows = weekly_windows_of(school.policy()->policy, row.get());
    calendar.quiet_hours = command.quiet_hours;
    auto errors = check(calendar);
    if (!errors.empty()) return Refused{Refusal::quiet_hours_invalid, std::move(errors), {}};
    if (row && row->quiet_hours == command.quiet_hours) return Accepted{{}, {{"moved", 0}}, {}};
    return with_moves(school, {QuietHoursSet{staff, command.quiet_hours}}, staff, context, {});
}

}  // namespace hometime

#include <algorithm>

#include "daemon/commands/calendars.h"
#include "daemon/commands/commands.h"
#include "daemon/commands/held.h"
#include "daemon/commands/text.h"

namespace hometime {

namespace {

constexpr std::size_t kLabelBytesMax = 200;
constexpr std::size_t kUidBytesMax = 200;
constexpr std::size_t kClosuresMax = 500;
constexpr std::size_t kTermsMax = 50;
constexpr std::size_t kQuietMax = 50;

/// The facts that change the calendar, followed by those that move what is held under the new calendar
/// (S59): the decision looks at the state as it will be.
Accepted with_moves(const School& school, std::vector<Event> events, StaffId staff, const Context& context,
                    boost::json::object reply) {
    Overlay after(school.rows());
    RecordHeader header;
    header.sequence = context.next;
    header.recorded_at = context.now;
    header.actor = context.actor;
    for (const auto& event : events) {
        header.tag = tag_of(event);
        evolve(after, school.id(), header, event);
        header.sequence = header.sequence.next();
    }
    auto moved = moves(School(school.id(), after), staff, context.now);
    reply["moved"] = moved.events.size();
    events.insert(events.end(), std::make_move_iterator(moved.events.begin()),
                  std::make_move_iterator(moved.events.end()));
    return Accepted{std::move(events), std::move(reply), {}};
}

json::FieldErrors prefixed(json::FieldErrors errors, const std::string& from, const std::string& to) {
    for (auto& error : errors) {
        if (error.pointer.starts_with(from)) error.pointer = to + error.pointer.substr(from.size());
    }
    return errors;
}

bool withdrawn_or_moved(const Closure& known, const ClosureDates& dates) {
    return known.from != dates.from || known.to != dates.to || known.kind != dates.kind;
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
    for (const auto& dates : command.closures) {
        const Closure* known = nullptr;
        if (row && !dates.uid.empty()) {
            const auto found = std::find_if(row->closures.begin(), row->closures.end(),
                                            [&](const Closure& closure) { return closure.uid == dates.uid; });
            known = found == row->closures.end() ? nullptr : &*found;
        }
        if (known != nullptr && !withdrawn_or_moved(*known, dates)) continue;
        if (known != nullptr) events.push_back(ClosureWithdrawn{known->id});
        events.push_back(ClosureAnnounced{dates.from, dates.to, dates.kind, dates.uid, Private{dates.label}});
        ++announced;
    }
    boost::json::object reply{{"announced", announced}, {"known", command.closures.size() - announced}};
    if (command.dry_run || events.empty()) return Accepted{{}, std::move(reply), {}};
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
    const auto staff = command.staff ? school.staff(command.staff) : nullptr;
    if (command.staff && (!staff || !staff->active)) return Refused{Refusal::unknown_staff, {}, {}};
    Calendar calendar;
    calendar.zone = school.school()->zone;
    calendar.weekly_windows = school.policy()->policy.weekly_windows;
    calendar.busy = {command.period};
    auto errors = prefixed(check(calendar), "/busy/0", "");
    if (!errors.empty()) return Refused{Refusal::dates_invalid, std::move(errors), {}};
    return with_moves(school, {TrainingScheduled{command.staff, command.period}}, command.staff, context,
                      {{"training", context.next.value}});
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
    Calendar calendar;
    calendar.zone = school.school()->zone;
    calendar.weekly_windows = school.policy()->policy.weekly_windows;
    calendar.quiet_hours = command.quiet_hours;
    auto errors = check(calendar);
    if (!errors.empty()) return Refused{Refusal::quiet_hours_invalid, std::move(errors), {}};
    const auto row = school.calendar(staff);
    if (row && row->quiet_hours == command.quiet_hours) return Accepted{{}, {{"moved", 0}}, {}};
    return with_moves(school, {QuietHoursSet{staff, command.quiet_hours}}, staff, context, {});
}

}  // namespace hometime

#include "daemon/commands/commands.h"
#include "daemon/commands/today.h"

namespace hometime {

namespace {

/// Days that one absence spans at most: a term. A longer one is recorded again.
constexpr std::chrono::days kAwayDaysMax{100};
/// How far from today its dates may be: what lies further away is a slip of the pen.
constexpr std::chrono::days kAwayReach{366};

/// The office's own threads are those with nobody of the staff on the other side.
bool is_of_office(const School& school, ThreadId id) {
    const auto thread = school.thread(id);
    return thread && !thread->staff;
}

void check_dates(const DateRange& dates, LocalDate now, json::FieldErrors& errors) {
    if (dates.from < now - kAwayReach) errors.push_back({"/from", "too-early", "must not be more than a year ago"});
    if (dates.to > now + kAwayReach) errors.push_back({"/to", "too-late", "must not be more than a year ahead"});
    if (dates.to < dates.from) {
        errors.push_back({"/to", "before-from", "must not be before the first day"});
    } else if (dates.to - dates.from >= kAwayDaysMax) {
        errors.push_back({"/to", "too-long", "must be 100 days at most: record the rest once more"});
    }
}

void check_time(const RecordAway& command, json::FieldErrors& errors) {
    if (!command.at) return;
    if (command.kind == AwayKind::absent)
        errors.push_back({"/at", "not-with-absent", "goes with late or leaves_early"});
    if (command.at->value >= 1440) errors.push_back({"/at", "not-a-time", "must be before midnight"});
}

/// Whoever wrote it, it went to the office, and is about this pupil.
bool fits(const School& school, const RecordAway& command) {
    if (!command.message) return true;
    const auto thread = school.thread(command.thread);
    return thread && !thread->staff && thread->pupil == command.pupil;
}

json::FieldErrors check(const School& school, const RecordAway& command, UtcTime now) {
    json::FieldErrors errors;
    check_dates(command.dates, today(school, now), errors);
    check_time(command, errors);
    if (!fits(school, command))
        errors.push_back({"/message", "not-about-this-pupil", "must be a message to the office about this pupil"});
    return errors;
}

}  // namespace

Decision decide(const School& school, const HandleMessage& command, const Context& context) {
    if (!is_of_office(school, command.thread)) return Refused{Refusal::unknown_message, {}, {}};
    const bool handled = school.handled(command.message) != nullptr;
    if (handled && command.handled) return Refused{Refusal::already_handled, {}, {}};
    if (!handled && !command.handled) return Refused{Refusal::not_handled, {}, {}};
    return Accepted{{MessageHandled{command.message, command.thread, StaffId{context.actor.id}, command.handled}},
                    {{"message", command.message.value}, {"handled", command.handled}},
                    command.message.sequence()};
}

/// The message from which the office knows is dealt with by it.
Decision decide(const School& school, const RecordAway& command, const Context& context) {
    const auto pupil = school.pupil(command.pupil);
    if (!pupil || !pupil->active) return Refused{Refusal::unknown_person, {}, {}};
    auto errors = check(school, command, context.now);
    if (!errors.empty()) return Refused{Refusal::away_invalid, std::move(errors), {}};
    Accepted accepted{{AwayRecorded{command.pupil, command.dates, command.kind, command.at, command.message}},
                      {{"away", context.next.value}, {"pupil", command.pupil.value}},
                      command.message.sequence()};
    if (command.message && !school.handled(command.message)) {
        accepted.events.push_back(MessageHandled{command.message, command.thread, StaffId{context.actor.id}, true});
    }
    return accepted;
}

Decision decide(const School& school, const WithdrawAway& command, const Context&) {
    const auto away = school.away(command.away);
    if (!away || away->pupil != command.pupil) return Refused{Refusal::unknown_away, {}, {}};
    return Accepted{
        {AwayWithdrawn{command.away, command.pupil}}, {{"away", command.away.value}}, command.away.sequence()};
}

}  // namespace hometime

#include "daemon/commands/meeting_times.h"

#include <algorithm>

#include "notifier/calendar.h"

namespace hometime {

namespace {

/// The hours in which people may meet, on school days. No teacher's own time is in it: a refusal would tell of it.
EffectiveCalendar hours_of(const School& school, const MeetingRules& rules) {
    Calendar calendar;
    calendar.zone = school.school()->zone;
    calendar.weekly_windows = rules.hours ? *rules.hours : school.policy()->policy.working_hours;
    if (const auto shared = school.calendar()) {
        calendar.term_dates = shared->terms;
        for (const auto& closure : shared->closures) {
            calendar.exceptions.push_back({closure.from, closure.to, ExceptionKind::closed, std::nullopt});
        }
    }
    auto hours = EffectiveCalendar::make(std::move(calendar));
    if (!hours) throw StateError("the school's time zone is not on this computer");
    return std::move(*hours);
}

bool is_possible(const MeetingRules& rules, std::uint32_t minutes) {
    return minutes >= rules.minutes_least && minutes <= rules.minutes_most;
}

const char* wrong_with(const EffectiveCalendar& hours, const MeetingRules& rules, UtcTime time, std::uint32_t minutes,
                       UtcTime now) {
    if (time <= now) return "must be in the future";
    if (time > now + std::chrono::days{rules.days_ahead}) return "must not be so far away";
    const auto opening = hours.next_open(time);
    if (!opening || opening->release != time || opening->close < time + std::chrono::minutes{minutes}) {
        return "must be within the school's hours for meetings, on a school day, to its end";
    }
    return nullptr;
}

}  // namespace

MeetingRules meeting_rules(const School& school) {
    return school.policy()->policy.meetings.value_or(MeetingRules{});
}

void check_length(const MeetingRules& rules, std::uint32_t minutes, json::FieldErrors& errors) {
    if (is_possible(rules, minutes)) return;
    errors.push_back({"/minutes", "out-of-range",
                      "must be " + std::to_string(rules.minutes_least) + " to " + std::to_string(rules.minutes_most)});
}

void check_times(const School& school, const MeetingRules& rules, const std::vector<UtcTime>& times,
                 std::uint32_t minutes, UtcTime now, json::FieldErrors& errors) {
    if (times.empty() || times.size() > rules.times_most) {
        errors.push_back({"/times", "how-many", "must be 1 to " + std::to_string(rules.times_most) + " times"});
        return;
    }
    const auto hours = hours_of(school, rules);
    const auto length = is_possible(rules, minutes) ? minutes : rules.minutes_least;  // A wrong length is said once.
    for (auto at = times.begin(); at != times.end(); ++at) {
        const auto pointer = "/times/" + std::to_string(at - times.begin());
        if (std::find(times.begin(), at, *at) != at) errors.push_back({pointer, "twice", "must not be there twice"});
        const auto* wrong = wrong_with(hours, rules, *at, length, now);
        if (wrong != nullptr) errors.push_back({pointer, "not-possible", wrong});
    }
}

}  // namespace hometime

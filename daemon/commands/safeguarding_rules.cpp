#include "daemon/commands/safeguarding_rules.h"

#include "notifier/calendar.h"

namespace hometime {

namespace {

/// The public numbers of the United Kingdom: emergency services, Childline, the NSPCC's helpline.
constexpr const char* kEmergency =
    "If a child is in danger now, call 999 (or 112). Childline: 0800 1111. NSPCC helpline: 0808 800 5000. "
    "The school is told at once, and does not watch this channel all the time.";

}  // namespace

SafeguardingRules safeguarding_rules(const School& school) {
    auto rules = school.policy()->policy.safeguarding.value_or(SafeguardingRules{});
    if (rules.emergency.empty()) rules.emergency = kEmergency;
    return rules;
}

UtcTime escalates_at(const School& school, bool by_guardian, UtcTime raised) {
    const auto rules = safeguarding_rules(school);
    std::chrono::microseconds left = std::chrono::minutes{rules.acknowledge_minutes};
    if (by_guardian) return raised + left;
    Calendar calendar;  // Not of school days: a child's safety has no holidays.
    calendar.zone = school.school()->zone;
    calendar.weekly_windows = rules.hours ? *rules.hours : school.policy()->policy.working_hours;
    const auto hours = EffectiveCalendar::make(std::move(calendar));
    if (!hours) throw StateError("the school's time zone is not on this computer");
    auto at = raised;
    while (const auto opening = hours->next_open(at)) {
        if (opening->release + left <= opening->close) return opening->release + left;
        left -= opening->close - opening->release;
        at = opening->close;
    }
    return raised + left;
}

}  // namespace hometime

#include "daemon/commands/conduct_rules.h"

#include "eventstore/base/time_zone.h"

namespace hometime {

namespace {

std::vector<PolicyRule> default_rules() {
    return {{1, "Questions about a child's progress are for a meeting with the teacher, not for messages."},
            {2, "Absence and attendance go through the school office."},
            {3, "Appointments go through the school office."},
            {4, "Concerns go through the school office."},
            {5, "Messages are polite. Nobody abuses, threatens or discriminates."},
            {6, "A sign-in is for its owner alone. Children do not use it, and nobody writes in another's name."},
            {7, "Teachers answer in their response windows. Nobody is pressed to answer sooner."},
            {8, "Messages are about the writer's own child."}};
}

}  // namespace

ConductRules conduct_rules(const School& school) {
    auto rules = school.policy()->policy.conduct.value_or(ConductRules{});
    if (rules.rules.empty()) rules.rules = default_rules();
    return rules;
}

std::optional<std::string> rule_text(const School& school, std::uint32_t rule) {
    for (const auto& one : conduct_rules(school).rules) {
        if (one.number == rule) return one.text;
    }
    return std::nullopt;
}

UtcTime year_began(const School& school, UtcTime now) {
    const auto zone = TimeZone::load(school.school()->zone);
    if (!zone) throw StateError("the school's time zone is not on this computer");
    const auto rules = conduct_rules(school);
    const std::chrono::year_month_day today{zone->local(now).date};
    const std::chrono::month_day begins{std::chrono::month{rules.year_begins_month},
                                        std::chrono::day{rules.year_begins_day}};
    const auto year = std::chrono::month_day{today.month(), today.day()} < begins ? today.year() - std::chrono::years{1}
                                                                                  : today.year();
    return zone->endpoint(LocalDate{year / begins}, LocalMinute{0});
}

}  // namespace hometime

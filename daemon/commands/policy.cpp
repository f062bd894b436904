#include "daemon/commands/policy.h"

#include <algorithm>
#include <set>

#include "daemon/commands/commands.h"
#include "daemon/commands/guardian_hours.h"
#include "daemon/commands/text.h"
#include "notifier/calendar.h"

namespace hometime {

namespace {

constexpr std::size_t kNameBytesMax = 200;
constexpr std::size_t kRuleBytesMax = 500;
constexpr std::size_t kStatementsMax = 20;

void check_meetings(const MeetingRules& rules, const std::string& at, json::FieldErrors& errors) {
    if (rules.times_most == 0) errors.push_back({at + "/times_most", "too-few", "must be at least 1"});
    if (rules.days_ahead == 0) errors.push_back({at + "/days_ahead", "too-few", "must be at least 1"});
    if (rules.steps_most < 2) errors.push_back({at + "/steps_most", "too-few", "must be at least 2"});
    if (rules.minutes_least == 0 || rules.minutes_least > rules.minutes_most || rules.minutes_most > 24 * 60) {
        errors.push_back({at + "/minutes_least", "out-of-range", "must be at least 1 and at most minutes_most"});
    }
}

void check_conduct(const ConductRules& rules, const std::string& at, json::FieldErrors& errors) {
    if (rules.reminders == 0) errors.push_back({at + "/reminders", "too-few", "must be at least 1"});
    const std::chrono::month_day begins{std::chrono::month{rules.year_begins_month},
                                        std::chrono::day{rules.year_begins_day}};
    const bool leap_day = begins == std::chrono::February / 29;
    if (!begins.ok() || leap_day) errors.push_back({at + "/year_begins_day", "no-date", "must be a day of every year"});
    std::set<std::uint32_t> numbers;
    for (std::size_t i = 0; i < rules.rules.size(); ++i) {
        const auto place = at + "/rules/" + std::to_string(i);
        const auto& rule = rules.rules[i];
        check_text((place + "/text").c_str(), rule.text, true, kRuleBytesMax, errors);
        if (rule.number == 0 || !numbers.insert(rule.number).second) {
            errors.push_back({place + "/number", "not-unique", "must be a number that no other rule has"});
        }
    }
}

void check_statements(const std::vector<std::string>& statements, const std::string& at, json::FieldErrors& errors) {
    if (statements.size() > kStatementsMax) errors.push_back({at, "too-many", "must be at most 20"});
    for (std::size_t i = 0; i < statements.size(); ++i) {
        check_text((at + '/' + std::to_string(i)).c_str(), statements[i], true, kRuleBytesMax, errors);
    }
}

void check_routes(const Policy& policy, const std::string& at, json::FieldErrors& errors) {
    for (const auto category : {Category::general, Category::meeting, Category::attendance, Category::appointment,
                                Category::concern, Category::progress}) {
        const auto count = std::count_if(policy.routes.begin(), policy.routes.end(),
                                         [&](const CategoryRoute& route) { return route.category == category; });
        if (count == 1) continue;
        errors.push_back({at + "/routes", "incomplete", "must have exactly one route for every category"});
    }
}

/// Each class at most once.
void check_retention(const std::vector<RetentionRule>& rules, const std::string& at, json::FieldErrors& errors) {
    std::set<RetentionClass> named;
    for (std::size_t i = 0; i < rules.size(); ++i) {
        const auto place = at + '/' + std::to_string(i);
        if (!named.insert(rules[i].retention).second) {
            errors.push_back({place + "/retention", "not-unique", "must be a class that no other rule has"});
        }
        if (rules[i].years > kRetentionYearsMax) {
            errors.push_back({place + "/years", "out-of-range", "must be 0 (for good) to 30"});
        }
    }
}

}  // namespace

json::FieldErrors check_figures(const Policy& policy, const std::string& zone, const std::string& at) {
    Calendar calendar;
    calendar.zone = zone;
    calendar.weekly_windows = policy.weekly_windows;
    auto errors = check(calendar);
    for (auto& error : errors) error.pointer = error.pointer == "/zone" ? error.pointer : at + error.pointer;
    check_routes(policy, at, errors);
    if (policy.guardians_per_pupil == 0) {
        errors.push_back({at + "/guardians_per_pupil", "too-few", "must be at least 1"});
    }
    if (policy.invite_days == 0 || policy.invite_days > 90) {
        errors.push_back({at + "/invite_days", "out-of-range", "must be 1 to 90"});
    }
    if (policy.working_hours.empty()) errors.push_back({at + "/working_hours", "required", "must not be empty"});
    if (policy.guardian_hours) {
        check_reachable_hours(*policy.guardian_hours, zone, at + "/guardian_hours", errors);
    }
    if (policy.meetings) check_meetings(*policy.meetings, at + "/meetings", errors);
    if (policy.conduct) check_conduct(*policy.conduct, at + "/conduct", errors);
    if (policy.safeguarding && policy.safeguarding->acknowledge_minutes == 0) {
        errors.push_back({at + "/safeguarding/acknowledge_minutes", "too-few", "must be at least 1"});
    }
    if (policy.texts) {
        check_statements(policy.texts->guardians_accept, at + "/texts/guardians_accept", errors);
        check_statements(policy.texts->staff_accept, at + "/texts/staff_accept", errors);
    }
    if (policy.retention) check_retention(*policy.retention, at + "/retention", errors);
    return errors;
}

json::FieldErrors check_policy(const Policy& policy, const OfficeContact& office, const std::string& zone,
                               const std::string& at) {
    auto errors = check_figures(policy, zone, at);
    check_text("/office/email", office.email, true, kNameBytesMax, errors);  // S10: no school without an office
    check_text("/office/phone", office.phone, true, kNameBytesMax, errors);
    check_text("/office/hours", office.hours, true, kNameBytesMax, errors);
    return errors;
}

Decision decide(const School& school, const SetPolicy& command, const Context& context) {
    const auto in_force = school.school()->policy;
    if (command.replaces != in_force) return Refused{Refusal::policy_changed, {}, {{"policy", in_force.value}}};
    auto errors = check_policy(command.policy, command.office, school.school()->zone, "/policy");
    if (!errors.empty()) return Refused{Refusal::policy_invalid, std::move(errors), {}};
    return Accepted{{PolicySet{command.policy, Private{json::to_string(command.office)}}},
                    {{"policy", context.next.value}},
                    in_force.sequence()};
}

Decision decide(const School& school, const AcceptPolicy& command, const Context& context) {
    const auto in_force = school.school()->policy;
    if (command.policy != in_force) return Refused{Refusal::policy_changed, {}, {{"policy", in_force.value}}};
    const auto kind = context.actor.kind == ActorKind::guardian ? PersonKind::guardian : PersonKind::staff;
    boost::json::object reply{{"policy", in_force.value}};
    if (school.accepted(kind, context.actor.id) == in_force) return Accepted{{}, std::move(reply), {}};
    return Accepted{{PolicyAccepted{kind, context.actor.id, in_force}}, std::move(reply), in_force.sequence()};
}

}  // namespace hometime

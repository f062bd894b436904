#include <algorithm>

#include "daemon/commands/commands.h"
#include "daemon/commands/text.h"
#include "notifier/calendar.h"

namespace hometime {

namespace {

constexpr std::size_t kNameBytesMax = 200;

bool is_recorded(const School& school, const RecordRestrictedRead& read) {
    const auto row = school.restrictions(read.pupil);
    return row && std::any_of(row->all.begin(), row->all.end(),
                              [&](const Restriction& one) { return one.id.value == read.object; });
}

json::FieldErrors check_policy(const OpenSchool& command) {
    Calendar calendar;
    calendar.zone = command.zone;
    calendar.weekly_windows = command.policy.weekly_windows;
    auto errors = check(calendar);
    for (auto& error : errors) error.pointer = error.pointer == "/zone" ? error.pointer : "/policy" + error.pointer;
    const auto add = [&](const char* pointer, const char* code, const char* message) {
        errors.push_back({pointer, code, message});
    };
    for (const auto category : {Category::general, Category::meeting, Category::attendance, Category::appointment,
                                Category::concern, Category::progress}) {
        const auto count = std::count_if(command.policy.routes.begin(), command.policy.routes.end(),
                                         [&](const CategoryRoute& route) { return route.category == category; });
        if (count != 1) add("/policy/routes", "incomplete", "must have exactly one route for every category");
    }
    if (command.policy.guardians_per_pupil == 0) add("/policy/guardians_per_pupil", "too-few", "must be at least 1");
    if (command.policy.invite_days == 0 || command.policy.invite_days > 90) {
        add("/policy/invite_days", "out-of-range", "must be 1 to 90");
    }
    if (command.policy.working_hours.empty()) add("/policy/working_hours", "required", "must not be empty");
    check_text("/name", command.name, true, kNameBytesMax, errors);
    check_text("/office/email", command.office.email, true, kNameBytesMax, errors);  // S10: no school without an office
    check_text("/office/phone", command.office.phone, true, kNameBytesMax, errors);
    check_text("/office/hours", command.office.hours, true, kNameBytesMax, errors);
    return errors;
}

}  // namespace

Decision decide(const School& school, const OpenSchool& command, const Context&) {
    if (school.school()) return Refused{Refusal::school_exists, {}, {}};
    auto errors = check_policy(command);
    if (!errors.empty()) {
        const bool zone = errors.front().pointer == "/zone";
        return Refused{zone ? Refusal::zone_unknown : Refusal::policy_invalid, std::move(errors), {}};
    }
    return Accepted{{LogOpened{command.school, command.log}, SchoolOpened{command.zone, Private{command.name}},
                     PolicySet{command.policy, Private{json::to_string(command.office)}}},
                    {{"school", to_string(command.school)}},
                    {}};
}

Decision decide(const School& school, const RecordRestrictedRead& command, const Context&) {
    switch (command.kind) {
        case RestrictedKind::report:
            if (!school.report(ReportId{command.object})) return Refused{Refusal::unknown_report, {}, {}};
            break;
        case RestrictedKind::restriction:
            if (!is_recorded(school, command)) return Refused{Refusal::unknown_restriction, {}, {}};
            break;
    }
    return Accepted{
        {RestrictedRead{command.kind, command.object}}, {{"object", command.object}}, Sequence{command.object}};
}

}  // namespace hometime

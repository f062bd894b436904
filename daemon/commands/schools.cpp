#include <algorithm>

#include "daemon/commands/commands.h"
#include "daemon/commands/policy.h"
#include "daemon/commands/text.h"

namespace hometime {

namespace {

constexpr std::size_t kNameBytesMax = 200;

bool is_recorded(const School& school, const RecordRestrictedRead& read) {
    const auto row = school.restrictions(read.pupil);
    return row && std::any_of(row->all.begin(), row->all.end(),
                              [&](const Restriction& one) { return one.id.value == read.object; });
}

json::FieldErrors check_school(const OpenSchool& command) {
    auto errors = check_policy(command.policy, command.office, command.zone, "/policy");
    check_text("/name", command.name, true, kNameBytesMax, errors);
    return errors;
}

}  // namespace

Decision decide(const School& school, const OpenSchool& command, const Context&) {
    if (school.school()) return Refused{Refusal::school_exists, {}, {}};
    auto errors = check_school(command);
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
        case RestrictedKind::concern:
            if (!school.concern(ConcernId{command.object})) return Refused{Refusal::unknown_concern, {}, {}};
            break;
        case RestrictedKind::conduct:
            if (!school.guardian(GuardianId{command.object})) return Refused{Refusal::unknown_person, {}, {}};
            break;
        case RestrictedKind::message: break;  // Messages have no row: the table has found it by its record.
    }
    return Accepted{
        {RestrictedRead{command.kind, command.object}}, {{"object", command.object}}, Sequence{command.object}};
}

}  // namespace hometime

#include <algorithm>

#include "daemon/commands/commands.h"
#include "daemon/commands/text.h"

namespace hometime {

Decision decide(const School& school, const AwardPoint& command, const Context& context) {
    const auto pupil = school.pupil(command.pupil);
    if (!pupil || !pupil->active) return Refused{Refusal::unknown_person, {}, {}};
    const auto& skills = school.policy()->policy.skills;
    if (std::find(skills.begin(), skills.end(), command.skill) == skills.end()) {
        boost::json::array known(skills.begin(), skills.end());
        return Refused{Refusal::skill_unknown, {}, {{"skills", std::move(known)}}};
    }
    return Accepted{{PointAwarded{command.pupil, pupil->class_id, StaffId{context.actor.id}, command.skill}},
                    {{"award", context.next.value}, {"pupil", command.pupil.value}},
                    {}};
}

Decision decide(const School& school, const RetractPoint& command, const Context& context) {
    constexpr std::size_t kReasonBytesMax = 2000;
    const auto award = school.award(command.award);
    if (!award) return Refused{Refusal::unknown_award, {}, {}};
    if (award->retracted) return Refused{Refusal::already_retracted, {}, {}};
    json::FieldErrors errors;
    check_text("/reason", command.reason, true, kReasonBytesMax, errors);
    if (!errors.empty()) return Refused{Refusal::text_required, std::move(errors), {}};
    return Accepted{{PointRetracted{command.award, award->pupil, StaffId{context.actor.id}, Private{command.reason}}},
                    {{"award", command.award.value}, {"pupil", award->pupil.value}},
                    command.award.sequence()};
}

}  // namespace hometime

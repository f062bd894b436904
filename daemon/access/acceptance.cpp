#include "daemon/access/acceptance.h"

#include <algorithm>
#include <array>

namespace hometime {

namespace {

bool waits_for_acceptance(Operation operation) {
    using enum Operation;
    static constexpr std::array kOperations{send_message,   request_meeting, propose_meeting_times,
                                            accept_meeting, send_reply,      publish_post,
                                            edit_post,      award_point,     mark_misuse};
    return std::find(kOperations.begin(), kOperations.end(), operation) != kOperations.end();
}

}  // namespace

std::optional<Refused> not_accepted(const School& school, const Actor& actor, Operation operation) {
    if (!waits_for_acceptance(operation)) return std::nullopt;
    const auto kind = actor.kind == ActorKind::guardian ? PersonKind::guardian : PersonKind::staff;
    const auto version = school.school()->policy;
    if (school.accepted(kind, actor.id) == version) return std::nullopt;
    return Refused{Refusal::policy_not_accepted, {}, {{"policy", version.value}}};
}

}  // namespace hometime

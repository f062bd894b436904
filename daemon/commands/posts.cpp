#include "daemon/commands/commands.h"
#include "daemon/commands/post_rules.h"
#include "daemon/commands/text.h"

namespace hometime {

namespace {

constexpr std::size_t kReasonBytesMax = 2000;

}  // namespace

Decision decide(const School& school, const EditPost& command, const Context& context) {
    const auto post = school.post(command.post);
    if (!post) return Refused{Refusal::unknown_post, {}, {}};
    if (post->retracted) return Refused{Refusal::post_retracted, {}, {}};
    if (command.replaces != post->version) {
        return Refused{Refusal::post_changed, {}, {{"version", post->version.value}}};
    }
    if (auto wrong = wrong_with_post(post->kind, command.starts_at, command.ends_at, command.content)) return *wrong;
    return Accepted{{PostEdited{command.post, post->class_id, StaffId{context.actor.id}, command.starts_at,
                                command.ends_at, Private{json::to_string(command.content)}}},
                    {{"post", command.post.value}, {"version", context.next.value}},
                    post->version};
}

Decision decide(const School& school, const RetractPost& command, const Context& context) {
    const auto post = school.post(command.post);
    if (!post) return Refused{Refusal::unknown_post, {}, {}};
    if (post->retracted) return Refused{Refusal::post_retracted, {}, {}};
    json::FieldErrors errors;
    check_text("/reason", command.reason, true, kReasonBytesMax, errors);
    if (!errors.empty()) return Refused{Refusal::text_required, std::move(errors), {}};
    return Accepted{{PostRetracted{command.post, post->class_id, StaffId{context.actor.id}, Private{command.reason}}},
                    {{"post", command.post.value}},
                    command.post.sequence()};
}

}  // namespace hometime

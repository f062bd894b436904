#include "daemon/commands/commands.h"
#include "daemon/commands/text.h"

namespace hometime {

namespace {

constexpr std::size_t kTitleBytesMax = 200;

bool feed_exists(const School& school, ClassId id) {
    if (!id) return true;
    const auto row = school.school_class(id);
    return row && row->active;
}

}  // namespace

Decision decide(const School& school, const PublishPost& command, const Context& context) {
    if (!feed_exists(school, command.class_id)) return Refused{Refusal::unknown_feed, {}, {}};
    json::FieldErrors errors;
    check_text("/title", command.content.title, true, kTitleBytesMax, errors);
    check_text("/body", command.content.body, false, kTextBytesMax, errors);
    check_text("/place", command.content.place, false, kTitleBytesMax, errors);
    if (!errors.empty()) return Refused{Refusal::text_required, std::move(errors), {}};
    const bool event = command.kind == PostKind::event;
    if (event && !command.starts_at)
        return Refused{Refusal::event_time_required, {{"/starts_at", "required", "is required"}}, {}};
    if (!event && (command.starts_at || command.ends_at)) return Refused{Refusal::event_time_not_allowed, {}, {}};
    if (command.ends_at && *command.ends_at <= *command.starts_at) {
        return Refused{Refusal::event_time_required, {{"/ends_at", "before-start", "must be after the start"}}, {}};
    }
    return Accepted{{Posted{command.class_id, StaffId{context.actor.id}, command.kind, command.starts_at,
                            command.ends_at, Private{json::to_string(command.content)}}},
                    {{"post", context.next.value}},
                    {}};
}

Decision decide(const School& school, const MarkFeedSeen& command, const Context& context) {
    if (!feed_exists(school, command.class_id)) return Refused{Refusal::unknown_feed, {}, {}};
    const auto kind = context.actor.kind == ActorKind::guardian ? PersonKind::guardian : PersonKind::staff;
    const auto up_to = std::min(command.up_to, school.newest_post(command.class_id));
    boost::json::object reply{{"up_to", up_to.value}};
    if (up_to <= school.seen(kind, context.actor.id, command.class_id)) return Accepted{{}, std::move(reply), {}};
    return Accepted{{FeedSeen{kind, context.actor.id, command.class_id, up_to}}, std::move(reply), {}};
}

}  // namespace hometime

#include <algorithm>

#include "daemon/commands/commands.h"
#include "daemon/commands/post_rules.h"
#include "projections/state/feed_standing.h"

namespace hometime {

namespace {

bool feed_exists(const School& school, ClassId id) {
    if (!id) return true;
    const auto row = school.school_class(id);
    return row && row->active;
}

/// A closure or a matter of safety is for those to announce who answer for the whole school.
bool may_press(const School& school, const Actor& actor) {
    const auto staff = school.staff(StaffId{actor.id});
    return staff && (staff->granted.contains(StaffRole::office) || staff->granted.contains(StaffRole::slt));
}

std::optional<bool> only_if(bool flag) {
    return flag ? std::optional(true) : std::nullopt;
}

/// The newest post that this person sees of the feed.
PostId newest_seen_by(const School& school, const Actor& actor, ClassId id, UtcTime now) {
    if (actor.kind != ActorKind::guardian) return school.newest_post(id);
    const auto feed = school.feed(id);
    if (!feed) return {};
    const auto newest = std::find_if(feed->recent.rbegin(), feed->recent.rend(), [&](PostId one) {
        const auto post = school.post(one);
        return post && is_shown(*post, now);
    });
    return newest == feed->recent.rend() ? PostId{} : *newest;
}

/// Some post up to `up_to` came to be shown only after this person looked.
bool shown_since(const School& school, const SeenRow& seen, ClassId id, UtcTime now) {
    const auto feed = school.feed(id);
    return feed && std::any_of(feed->recent.begin(), feed->recent.end(), [&](PostId one) {
               const auto post = one <= seen.up_to ? school.post(one) : nullptr;
               return post && !post->retracted && is_shown(*post, now) && !has_seen(&seen, *post);
           });
}

}  // namespace

Decision decide(const School& school, const PublishPost& command, const Context& context) {
    if (!feed_exists(school, command.class_id)) return Refused{Refusal::unknown_feed, {}, {}};
    if (auto wrong = wrong_with_post(command.kind, command.starts_at, command.ends_at, command.content)) return *wrong;
    if (command.pressing && !may_press(school, context.actor)) {
        return Refused{Refusal::pressing_not_permitted,
                       {{"/pressing", "not-permitted", "is for the office and the senior leadership team"}},
                       {}};
    }
    Posted fact{command.class_id,  StaffId{context.actor.id}, command.kind,
                command.starts_at, command.ends_at,           Private{json::to_string(command.content)}};
    fact.pressing = only_if(command.pressing);
    fact.also_email = only_if(command.also_email);
    boost::json::object reply{{"post", context.next.value}};
    if (const auto at = shown_at(school, command.pressing, context.now); at > context.now) {
        fact.shown_at = at;
        reply["shown_at"] = to_string(at);
    }
    return Accepted{{std::move(fact)}, std::move(reply), {}};
}

/// What was shown after somebody looked makes them look again, although they had seen a newer post.
Decision decide(const School& school, const MarkFeedSeen& command, const Context& context) {
    if (!feed_exists(school, command.class_id)) return Refused{Refusal::unknown_feed, {}, {}};
    const bool guardian = context.actor.kind == ActorKind::guardian;
    const auto kind = guardian ? PersonKind::guardian : PersonKind::staff;
    const auto seen = school.seen_row(kind, context.actor.id, command.class_id);
    const auto newest = newest_seen_by(school, context.actor, command.class_id, context.now);
    const auto up_to = std::max(std::min(command.up_to, newest), seen ? seen->up_to : PostId{});
    boost::json::object reply{{"up_to", up_to.value}};
    const bool further = !seen ? up_to.value != 0 : up_to > seen->up_to;
    const bool again = guardian && seen && shown_since(school, *seen, command.class_id, context.now);
    if (!further && !again) return Accepted{{}, std::move(reply), {}};
    return Accepted{{FeedSeen{kind, context.actor.id, command.class_id, up_to}}, std::move(reply), {}};
}

}  // namespace hometime

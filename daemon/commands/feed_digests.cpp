#include <algorithm>

#include "daemon/commands/commands.h"
#include "daemon/commands/guardian_hours.h"
#include "daemon/commands/not_before.h"
#include "projections/state/feed_standing.h"

namespace hometime {

namespace {

/// When the digest of the present day or week is due, and the one after it.
struct DigestTimes {
    std::optional<UtcTime> due;
    std::optional<UtcTime> next;
};

std::optional<UtcTime> first_opening(const EffectiveCalendar& calendar, LocalDate from) {
    const auto opening = calendar.next_open(calendar.zone().endpoint(from, LocalMinute{0}));
    return opening ? std::optional(opening->release) : std::nullopt;
}

/// The first opening of the guardian's hours of each day, or of each week from its Monday on.
DigestTimes times_of(FeedDigest how_often, const EffectiveCalendar& calendar, UtcTime now) {
    using std::chrono::days;
    const auto today = calendar.zone().local(now).date;
    const bool weekly = how_often == FeedDigest::weekly;
    const auto begin = weekly ? today - days{weekday_index(today)} : today;
    return {first_opening(calendar, begin), first_opening(calendar, begin + days{weekly ? 7 : 1})};
}

Refused nothing(std::optional<UtcTime> again_at) {
    return not_before(Refusal::nothing_new, again_at);
}

bool was_told(const PreferencesRow& row, const PostRow& post) {
    return post.id <= row.digested && row.digested_at && post.shown_at <= *row.digested_at;
}

/// What guardians see of this guardian's feeds, that they have neither seen nor been told of; by number.
std::vector<std::shared_ptr<const PostRow>> untold(const School& school, const PreferencesRow& row, UtcTime now) {
    std::vector<std::shared_ptr<const PostRow>> posts;
    for (const auto id : feeds_of(school, row.guardian, now)) {
        const auto feed = school.feed(id);
        const auto seen = school.seen_row(PersonKind::guardian, row.guardian.value, id);
        for (const auto one : feed ? feed->recent : std::vector<PostId>{}) {
            const auto post = school.post(one);
            const bool there = post && !post->retracted && is_shown(*post, now);
            if (there && !has_seen(seen.get(), *post) && !was_told(row, *post)) posts.push_back(post);
        }
    }
    std::sort(posts.begin(), posts.end(), [](const auto& a, const auto& b) { return a->id < b->id; });
    return posts;
}

/// Those that were to be seen when the digest was due, so that it says the same however late it is made; and with them
/// older ones that were shown since, which the next digest would take for told.
std::vector<PostId> posts_for(const School& school, const PreferencesRow& row, UtcTime due, UtcTime now) {
    const auto posts = untold(school, row, now);
    const auto last =
        std::find_if(posts.rbegin(), posts.rend(), [&](const auto& post) { return post->shown_at <= due; });
    std::vector<PostId> chosen;
    for (auto post = posts.begin(); post != last.base() && chosen.size() < kFeedDigestPostsMax; ++post) {
        chosen.push_back((*post)->id);
    }
    return chosen;
}

}  // namespace

Decision decide(const School& school, const SealFeedDigest& command, const Context& context) {
    const auto row = school.preferences(command.guardian);
    if (!row || row->feed_digest == FeedDigest::off) return nothing({});
    const auto calendar = guardian_calendar(school, command.guardian);
    const auto times = times_of(row->feed_digest, calendar, context.now);
    if (!times.due || context.now < *times.due) return nothing(times.due);
    if (row->digested_at && *row->digested_at >= *times.due) return nothing(times.next);
    const auto open = calendar.next_open(context.now);
    if (!open || open->release > context.now) return nothing(open ? std::optional(open->release) : std::nullopt);
    auto posts = posts_for(school, *row, *times.due, context.now);
    if (posts.empty()) return nothing(times.next);
    boost::json::object reply{{"digest", context.next.value}, {"posts", posts.size()}};
    if (times.next) reply["again_at"] = to_string(*times.next);
    return Accepted{{FeedDigestSealed{command.guardian, std::move(posts)}}, std::move(reply), {}};
}

}  // namespace hometime

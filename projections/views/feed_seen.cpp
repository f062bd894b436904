#include "projections/views/feed_seen.h"

#include "projections/views/feed_rows.h"
#include "projections/views/fold.h"

namespace hometime::views {

std::optional<UtcTime> seen_at(const ViewSource& source, SchoolId school, GuardianId guardian, const PostItem& post) {
    std::optional<UtcTime> first;
    const auto feed = keys::of(school, Kind::feed_seen_step, guardian, post.feed);
    source.read(kFeed)->scan(keys::feed_seen_step(school, guardian, post.feed, post.post), keys::after_prefix(feed),
                             Direction::forward, [&](std::string_view, std::string_view value) {
                                 const auto at = decode_row<LookedRow>(value).at;
                                 if (at >= post.shown_at) first = at;
                                 return !first;
                             });
    return first;
}

std::optional<UtcTime> looked_at(const ViewSource& source, SchoolId school, GuardianId guardian) {
    const auto row = find_row<LookedRow>(*source.read(kFeed), keys::of(school, Kind::feed_looked, guardian));
    return row ? std::optional(row->at) : std::nullopt;
}

std::vector<FeedDigestItem> feed_digests(const ViewSource& source, SchoolId school, GuardianId guardian,
                                         const Page& page) {
    std::vector<FeedDigestItem> found;
    each_of_page(*source.read(kFeed), keys::of(school, Kind::feed_digest, guardian), page,
                 [&](std::string_view, std::string_view value) {
                     found.push_back(decode_row<FeedDigestItem>(value));
                     return true;
                 });
    return found;
}

}  // namespace hometime::views

#include "projections/views/feed.h"

#include <tuple>

#include "projections/views/feed_rows.h"
#include "projections/views/fold.h"

namespace hometime::views {

namespace {

std::optional<PostItem> find_post(const ViewRows& rows, SchoolId school, ClassId feed, PostId post) {
    return find_row<PostItem>(rows, keys::of(school, Kind::post, feed, post));
}

/// Posts of a feed that do not count like the others.
template <class Visit>
void each_apart(const ViewRows& rows, SchoolId school, ClassId feed, const Visit& visit) {
    const auto prefix = keys::of(school, Kind::post_apart, feed);
    rows.scan(prefix, keys::after_prefix(prefix), Direction::forward, [&](std::string_view key, std::string_view) {
        const auto item = find_post(rows, school, feed, PostId{keys::number_after(key, prefix.size())});
        if (item) visit(*item);
        return true;
    });
}

PostId newest_shown(const ViewRows& rows, SchoolId school, ClassId feed, const FeedReader& reader) {
    PostId newest;
    each_of_page(rows, keys::of(school, Kind::post, feed), {0, 1, Direction::backward},
                 [&](std::string_view, std::string_view value) {
                     const auto item = decode_row<PostItem>(value);
                     const bool shown = is_shown(item, reader);
                     if (shown) newest = item.post;
                     return shown;
                 });
    return newest;
}

/// All posts behind the last one seen are unread, but for those that are not shown or were taken back; and so is one
/// before it that was shown only after the person looked.
FeedState state_of(const ViewRows& rows, SchoolId school, const FeedReader& reader, ClassId feed) {
    const auto row = find_row<FeedRow>(rows, keys::of(school, Kind::feed, feed)).value_or(FeedRow{});
    const auto seen =
        find_row<FeedSeenRow>(rows, keys::feed_seen(school, reader.kind, reader.person, feed)).value_or(FeedSeenRow{});
    FeedState state{feed, row.posts, row.newest, row.posts - std::min(row.posts, seen.number)};
    bool newest_hidden = false;
    each_apart(rows, school, feed, [&](const PostItem& item) {
        const bool shown = is_shown(item, reader);
        const bool counts = shown && !item.retracted_at;
        const bool late = reader.kind == PersonKind::guardian && item.shown_at > seen.at;
        if (!shown) --state.posts;
        if (item.post > seen.up_to && !counts) --state.unread;
        if (item.post <= seen.up_to && counts && late) ++state.unread;
        newest_hidden = newest_hidden || (!shown && item.post == row.newest);
    });
    if (newest_hidden) state.newest = newest_shown(rows, school, feed, reader);
    return state;
}

std::vector<PostItem> events_of(const ViewSource& source, SchoolId school, Kind kind, std::span<const ClassId> feeds,
                                const FeedReader& reader, UtcTime from, UtcTime to) {
    std::vector<PostItem> found;
    const auto rows = source.read(kFeed);
    for (const auto feed : feeds) {
        std::size_t left = kPageMax;
        const auto begin = keys::feed_event(school, kind, feed, from);
        rows->scan(begin, keys::feed_event(school, kind, feed, to), Direction::forward,
                   [&](std::string_view key, std::string_view) {
                       const PostId id{keys::number_after(key, begin.size() - sizeof(std::uint64_t))};
                       const auto item = find_post(*rows, school, feed, id);
                       if (!item || !is_shown(*item, reader)) return true;
                       found.push_back(*item);
                       return --left > 0;
                   });
    }
    std::sort(found.begin(), found.end(), [](const PostItem& a, const PostItem& b) {
        return std::tie(a.starts_at, a.post) < std::tie(b.starts_at, b.post);
    });
    if (found.size() > kPageMax) found.resize(kPageMax);
    return found;
}

}  // namespace

bool is_shown(const PostItem& item, const FeedReader& reader) {
    if (reader.kind == PersonKind::staff) return true;
    return item.shown_at <= reader.now && (!item.retracted_at || item.shown_at <= *item.retracted_at);
}

std::vector<PostItem> feed(const ViewSource& source, SchoolId school, ClassId feed, const FeedReader& reader,
                           const Page& page) {
    std::vector<PostItem> found;
    each_of_page(*source.read(kFeed), keys::of(school, Kind::post, feed), page,
                 [&](std::string_view, std::string_view value) {
                     auto item = decode_row<PostItem>(value);
                     if (!is_shown(item, reader)) return false;
                     found.push_back(std::move(item));
                     return true;
                 });
    return found;
}

std::optional<PostItem> post(const ViewSource& source, SchoolId school, ClassId feed, PostId post) {
    return find_post(*source.read(kFeed), school, feed, post);
}

std::vector<PostVersion> post_versions(const ViewSource& source, SchoolId school, PostId post) {
    std::vector<PostVersion> found;
    const auto prefix = keys::of(school, Kind::post_version, post);
    source.read(kFeed)->scan(prefix, keys::after_prefix(prefix), Direction::forward,
                             [&](std::string_view, std::string_view value) {
                                 found.push_back(decode_row<PostVersion>(value));
                                 return true;
                             });
    return found;
}

std::vector<FeedState> feed_states(const ViewSource& source, SchoolId school, const FeedReader& reader,
                                   std::span<const ClassId> feeds) {
    std::vector<FeedState> states;
    const auto rows = source.read(kFeed);
    for (const auto feed : feeds) states.push_back(state_of(*rows, school, reader, feed));
    return states;
}

std::vector<PostItem> events_between(const ViewSource& source, SchoolId school, std::span<const ClassId> feeds,
                                     const FeedReader& reader, UtcTime from, UtcTime to) {
    return events_of(source, school, Kind::feed_event, feeds, reader, from, to);
}

std::vector<PostItem> events_called_off(const ViewSource& source, SchoolId school, std::span<const ClassId> feeds,
                                        const FeedReader& reader, UtcTime from, UtcTime to) {
    return events_of(source, school, Kind::feed_event_off, feeds, reader, from, to);
}

std::vector<PostItem> email_posts(const ViewSource& source, SchoolId school, const std::optional<PostItem>& after,
                                  UtcTime until, std::size_t limit) {
    std::vector<PostItem> found;
    const auto rows = source.read(kFeed);
    const auto begin = after ? keys::email_post(school, after->shown_at, PostId{after->post.value + 1})
                             : keys::email_post(school, UtcTime::min());
    rows->scan(begin, keys::email_post(school, until), Direction::forward,
               [&](std::string_view key, std::string_view value) {
                   const PostId id{keys::number_after(key, begin.size() - sizeof(std::uint64_t))};
                   const auto item = find_post(*rows, school, decode_row<EmailRow>(value).feed, id);
                   if (item && !item->retracted_at) found.push_back(*item);
                   return found.size() < limit;
               });
    return found;
}

}  // namespace hometime::views

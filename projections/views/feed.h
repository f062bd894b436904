// The class feeds and the school feed (class 0): posts, event items by date, and what is unread (S3, S35, S36).
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "eventstore/events/feed.h"
#include "projections/views/page.h"

namespace hometime::views {

/// A post. Its words are the private part of the record at `post`.
struct PostItem {
    PostId post;
    ClassId feed;              ///< 0: the school feed
    std::uint64_t number = 0;  ///< place in its feed, from 1 without holes
    StaffId author;
    PostKind kind{};
    UtcTime posted_at;
    std::optional<UtcTime> starts_at;  ///< event items
    std::optional<UtcTime> ends_at;
};
BOOST_DESCRIBE_STRUCT(PostItem, (), (post, feed, number, author, kind, posted_at, starts_at, ends_at))

struct FeedState {
    ClassId feed;
    std::uint64_t posts = 0;
    PostId newest;             ///< 0: nothing posted yet
    std::uint64_t unread = 0;  ///< posts that the person has not seen
};

/// Posts of one feed, oldest first unless the page goes backward; a page's place is a post id.
[[nodiscard]] std::vector<PostItem> feed(const ViewSource& source, SchoolId school, ClassId feed,
                                         const Page& page = {});
[[nodiscard]] std::optional<PostItem> post(const ViewSource& source, SchoolId school, ClassId feed, PostId post);
/// What is unread of each of `feeds` for one person, in their order.
[[nodiscard]] std::vector<FeedState> feed_states(const ViewSource& source, SchoolId school, PersonKind kind,
                                                 std::uint64_t person, std::span<const ClassId> feeds);
/// The event items of `feeds` that begin in [from, to), by beginning; at most kPageMax.
[[nodiscard]] std::vector<PostItem> events_between(const ViewSource& source, SchoolId school,
                                                   std::span<const ClassId> feeds, UtcTime from, UtcTime to);

}  // namespace hometime::views

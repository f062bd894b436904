// The class feeds and the school feed (class 0): posts, event items by date, and what is unread (S3, S35, S36).
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "eventstore/events/feed.h"
#include "projections/views/page.h"

namespace hometime::views {

/// A post as it stands now. Its words are the private part of the record at `version`.
struct PostItem {
    PostId post;
    ClassId feed;              ///< 0: the school feed
    std::uint64_t number = 0;  ///< place in its feed, from 1 without holes
    StaffId author;
    PostKind kind{};
    UtcTime posted_at;
    std::optional<UtcTime> starts_at;  ///< event items
    std::optional<UtcTime> ends_at;
    UtcTime shown_at;  ///< when guardians see it; with `posted_at` unless it waits for their hours (D15)
    Sequence version;  ///< the fact that says what it says now
    std::uint32_t edits = 0;
    std::optional<UtcTime> edited_at;     ///< the last time
    std::optional<UtcTime> retracted_at;  ///< nothing of its words is shown any longer
    bool pressing = false;
    bool also_email = false;
};
BOOST_DESCRIBE_STRUCT(PostItem, (),
                      (post, feed, number, author, kind, posted_at, starts_at, ends_at, shown_at, version, edits,
                       edited_at, retracted_at, pressing, also_email))

/// What a post said from `at` on. The words are the private part of the record at `version`.
struct PostVersion {
    Sequence version;
    StaffId staff;
    UtcTime at;
    std::optional<UtcTime> starts_at;
    std::optional<UtcTime> ends_at;
};
BOOST_DESCRIBE_STRUCT(PostVersion, (), (version, staff, at, starts_at, ends_at))

struct FeedState {
    ClassId feed;
    std::uint64_t posts = 0;
    PostId newest;             ///< 0: nothing posted yet
    std::uint64_t unread = 0;  ///< posts that the person has not seen; none that was taken back
};

/// Who looks. Staff see every post; guardians see those whose time has come.
struct FeedReader {
    PersonKind kind{};
    std::uint64_t person = 0;
    UtcTime now;
};
[[nodiscard]] bool is_shown(const PostItem& item, const FeedReader& reader);

/// Posts of one feed that the reader sees, oldest first unless the page goes backward; a page's place is a post id.
[[nodiscard]] std::vector<PostItem> feed(const ViewSource& source, SchoolId school, ClassId feed,
                                         const FeedReader& reader, const Page& page = {});
[[nodiscard]] std::optional<PostItem> post(const ViewSource& source, SchoolId school, ClassId feed, PostId post);
/// Everything that a post has said, oldest first.
[[nodiscard]] std::vector<PostVersion> post_versions(const ViewSource& source, SchoolId school, PostId post);
/// What is unread of each of `feeds` for one person, in their order.
[[nodiscard]] std::vector<FeedState> feed_states(const ViewSource& source, SchoolId school, const FeedReader& reader,
                                                 std::span<const ClassId> feeds);
/// The event items of `feeds` that begin in [from, to), by beginning; at most kPageMax.
[[nodiscard]] std::vector<PostItem> events_between(const ViewSource& source, SchoolId school,
                                                   std::span<const ClassId> feeds, const FeedReader& reader,
                                                   UtcTime from, UtcTime to);
/// The same of those that were taken back.
[[nodiscard]] std::vector<PostItem> events_called_off(const ViewSource& source, SchoolId school,
                                                      std::span<const ClassId> feeds, const FeedReader& reader,
                                                      UtcTime from, UtcTime to);
/// Posts for the e-mail bridge (S9) that guardians have seen since before `until`, in the order in which they came to
/// see them, behind `after` (empty: from the beginning); none that was taken back.
[[nodiscard]] std::vector<PostItem> email_posts(const ViewSource& source, SchoolId school,
                                                const std::optional<PostItem>& after, UtcTime until,
                                                std::size_t limit = kPageMax);

}  // namespace hometime::views

// The rows of the view of the feeds, beside those that queries return. Internal to projections/views.
#pragma once

#include "projections/views/feed.h"

namespace hometime::views {

struct FeedRow {
    std::uint64_t posts = 0;
    PostId newest;
};
BOOST_DESCRIBE_STRUCT(FeedRow, (), (posts, newest))

struct FeedSeenRow {
    PostId up_to;
    std::uint64_t number = 0;  ///< of the newest post seen
    UtcTime at;
};
BOOST_DESCRIBE_STRUCT(FeedSeenRow, (), (up_to, number, at))

struct EmailRow {
    ClassId feed;
};
BOOST_DESCRIBE_STRUCT(EmailRow, (), (feed))

struct LookedRow {
    UtcTime at;
};
BOOST_DESCRIBE_STRUCT(LookedRow, (), (at))

}  // namespace hometime::views

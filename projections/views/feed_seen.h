// Who has looked at the feeds, for the office, and what each guardian was told together (S35). Ids and instants only.
#pragma once

#include <optional>
#include <vector>

#include "projections/views/feed.h"

namespace hometime::views {

/// When the guardian had first seen this post; nullopt: not yet.
[[nodiscard]] std::optional<UtcTime> seen_at(const ViewSource& source, SchoolId school, GuardianId guardian,
                                             const PostItem& post);
/// When the guardian last saw anything new in any feed; nullopt: never.
[[nodiscard]] std::optional<UtcTime> looked_at(const ViewSource& source, SchoolId school, GuardianId guardian);

/// Posts that a guardian was told of together.
struct FeedDigestItem {
    Sequence digest;
    UtcTime at;
    std::vector<PostId> posts;
};
BOOST_DESCRIBE_STRUCT(FeedDigestItem, (), (digest, at, posts))

/// The guardian's digests, oldest first unless the page goes backward; a page's place is a digest.
[[nodiscard]] std::vector<FeedDigestItem> feed_digests(const ViewSource& source, SchoolId school, GuardianId guardian,
                                                       const Page& page = {});

}  // namespace hometime::views

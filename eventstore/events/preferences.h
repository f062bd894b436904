// Facts about what a guardian wants: hours to be left in peace (D15), a digest of the feeds (S35), a calendar file.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "eventstore/base/json.h"
#include "eventstore/events/calendar_types.h"
#include "eventstore/events/tags.h"

namespace hometime {

/// How often a guardian is told together what is new in their feeds. Written to disk by name.
enum class FeedDigest : std::uint8_t { off = 1, daily = 2, weekly = 3 };
BOOST_DESCRIBE_ENUM(FeedDigest, off, daily, weekly)

/// A guardian's own settings, whole; they replace the ones before.
struct GuardianPreferencesSet {
    static constexpr EventTag kTag = EventTag::guardian_preferences_set;
    static constexpr std::uint16_t kSchema = 1;
    GuardianId guardian;
    /// When replies and posts may reach them, inside the policy's guardian hours; empty: the policy's.
    std::optional<std::vector<WeeklyWindow>> hours;
    FeedDigest feed_digest = FeedDigest::off;
    friend bool operator==(const GuardianPreferencesSet&, const GuardianPreferencesSet&) = default;
};
BOOST_DESCRIBE_STRUCT(GuardianPreferencesSet, (), (guardian, hours, feed_digest))

/// What is new in a guardian's feeds, told together.
struct FeedDigestSealed {
    static constexpr EventTag kTag = EventTag::feed_digest_sealed;
    static constexpr std::uint16_t kSchema = 1;
    GuardianId guardian;
    std::vector<PostId> posts;  ///< oldest first; at most kFeedDigestPostsMax
    friend bool operator==(const FeedDigestSealed&, const FeedDigestSealed&) = default;
};
BOOST_DESCRIBE_STRUCT(FeedDigestSealed, (), (guardian, posts))

/// Posts in one feed digest at most; the rest follow in the next.
inline constexpr std::size_t kFeedDigestPostsMax = 200;

/// A secret link under which a calendar program reads the guardian's events. A newer one replaces an older one.
struct CalendarLinkIssued {
    static constexpr EventTag kTag = EventTag::calendar_link_issued;
    static constexpr std::uint16_t kSchema = 1;
    GuardianId guardian;
    std::string secret_hash;  ///< SHA-256 of the link's secret (256 random bits), hexadecimal
    friend bool operator==(const CalendarLinkIssued&, const CalendarLinkIssued&) = default;
};
BOOST_DESCRIBE_STRUCT(CalendarLinkIssued, (), (guardian, secret_hash))

struct CalendarLinkRevoked {
    static constexpr EventTag kTag = EventTag::calendar_link_revoked;
    static constexpr std::uint16_t kSchema = 1;
    GuardianId guardian;
    friend bool operator==(const CalendarLinkRevoked&, const CalendarLinkRevoked&) = default;
};
BOOST_DESCRIBE_STRUCT(CalendarLinkRevoked, (), (guardian))

}  // namespace hometime

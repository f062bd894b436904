// Facts about the class and school feeds.
#pragma once

#include <optional>
#include <string>

#include "eventstore/base/json.h"
#include "eventstore/events/schools.h"
#include "eventstore/events/sealing_types.h"
#include "eventstore/events/tags.h"

namespace hometime {

/// S36. Event items have a time and usually a place.
enum class PostKind : std::uint8_t { notice = 1, event = 2, information = 3 };
BOOST_DESCRIBE_ENUM(PostKind, notice, event, information)

/// The sealed part of a post.
struct PostContent {
    std::string title;
    std::string body;
    std::string place;
    friend bool operator==(const PostContent&, const PostContent&) = default;
};
BOOST_DESCRIBE_STRUCT(PostContent, (), (title, body, place))

struct Posted {
    static constexpr EventTag kTag = EventTag::posted;
    static constexpr std::uint16_t kSchema = 1;
    ClassId class_id;  ///< 0: the school feed
    StaffId author;
    PostKind kind{};
    std::optional<UtcTime> starts_at;  ///< event items only
    std::optional<UtcTime> ends_at;
    Private content;  ///< JSON of PostContent
    /// When guardians see it; absent: at once. A post made in their quiet hours waits, unless it is `pressing` (D15).
    std::optional<UtcTime> shown_at{};
    std::optional<bool> pressing{};    ///< a closure or a matter of safety
    std::optional<bool> also_email{};  ///< for the e-mail bridge too (S9)
    [[nodiscard]] SealScope seal_scope() const {
        if (!class_id) return {{SubjectKind::school, 0}, RetentionClass::feed};
        return {{SubjectKind::school_class, class_id.value}, RetentionClass::feed};
    }
    friend bool operator==(const Posted&, const Posted&) = default;
};
BOOST_DESCRIBE_STRUCT(Posted, (), (class_id, author, kind, starts_at, ends_at, content, shown_at, pressing, also_email))

/// A post has other words or times. What it said before stays in the log, and in its history.
struct PostEdited {
    static constexpr EventTag kTag = EventTag::post_edited;
    static constexpr std::uint16_t kSchema = 1;
    PostId post;
    ClassId class_id;  ///< of the post
    StaffId staff;     ///< who changed it
    std::optional<UtcTime> starts_at;
    std::optional<UtcTime> ends_at;
    Private content;  ///< JSON of PostContent
    [[nodiscard]] SealScope seal_scope() const {
        if (!class_id) return {{SubjectKind::school, 0}, RetentionClass::feed};
        return {{SubjectKind::school_class, class_id.value}, RetentionClass::feed};
    }
    friend bool operator==(const PostEdited&, const PostEdited&) = default;
};
BOOST_DESCRIBE_STRUCT(PostEdited, (), (post, class_id, staff, starts_at, ends_at, content))

/// A post is taken back: its feed says that there was one, and no more.
struct PostRetracted {
    static constexpr EventTag kTag = EventTag::post_retracted;
    static constexpr std::uint16_t kSchema = 1;
    PostId post;
    ClassId class_id;
    StaffId staff;
    Private reason;
    [[nodiscard]] SealScope seal_scope() const {
        if (!class_id) return {{SubjectKind::school, 0}, RetentionClass::feed};
        return {{SubjectKind::school_class, class_id.value}, RetentionClass::feed};
    }
    friend bool operator==(const PostRetracted&, const PostRetracted&) = default;
};
BOOST_DESCRIBE_STRUCT(PostRetracted, (), (post, class_id, staff, reason))

/// A person has seen a feed up to a post. Only ever moves forward; coalesced per feed (S35).
struct FeedSeen {
    static constexpr EventTag kTag = EventTag::feed_seen;
    static constexpr std::uint16_t kSchema = 1;
    PersonKind person_kind{};
    std::uint64_t person = 0;
    ClassId class_id;  ///< 0: the school feed
    PostId up_to;
    friend bool operator==(const FeedSeen&, const FeedSeen&) = default;
};
BOOST_DESCRIBE_STRUCT(FeedSeen, (), (person_kind, person, class_id, up_to))

}  // namespace hometime

// Why a message is seen when it is, for whoever is asked: without its words, and without anybody's name.
#pragma once

#include <vector>

#include "daemon/http/app.h"

namespace hometime::http {

/// Why a message's time was set or moved. What is somebody's own (leave, training, hours) is not said: `not_available`.
enum class MoveCause : std::uint8_t {
    sent,
    terms,
    closure,
    evening,
    policy,
    not_available,
    recomputed,  ///< at a start, or since the window passed unserved
};
BOOST_DESCRIBE_ENUM(MoveCause, sent, terms, closure, evening, policy, not_available, recomputed)

/// One time that its sender was told.
struct Told {
    UtcTime at;
    MoveCause cause{};
    std::optional<UtcTime> release_at;
    std::optional<UtcTime> due;
    std::optional<Occurrence> occurrence;
    CalendarVersion calendar;
};

struct MessageStory {
    MessageId message;
    StaffId staff;  ///< 0: the office
    hometime::Route route{};
    PolicyVersion policy;    ///< under which it was sent
    std::vector<Told> told;  ///< oldest first
    bool complete = true;    ///< false: more facts than kStorySearchMax were behind it, and later moves may be missing
    std::optional<UtcTime> shown_at;
    std::optional<UtcTime> withdrawn_at;
    std::optional<UtcTime> undelivered_at;
};

/// Facts behind a message that are looked through at most. Source: ours, some weeks of a large school, about a second.
inline constexpr std::size_t kStorySearchMax = 200'000;

/// nullopt: there is no such message. Throws when a record is damaged.
[[nodiscard]] std::optional<MessageStory> story_of(App& app, SchoolId school, MessageId message);
/// The whole answer: where it stands, what was told, and what decides now.
[[nodiscard]] boost::json::object why_json(const Call& call, const MessageStory& story);

}  // namespace hometime::http

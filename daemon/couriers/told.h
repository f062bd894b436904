// What a notification tells of: counts, categories and instants, without a name and without a word that somebody wrote.
#pragma once

#include <optional>
#include <vector>

#include "eventstore/log.h"
#include "projections/state/school.h"

namespace hometime {

/// Messages of one conversation.
struct ToldThread {
    std::uint32_t messages = 0;
    Category category{};         ///< of the newest
    std::optional<UtcTime> due;  ///< the earliest instant by which an answer is expected
};

struct Told {
    NotificationSealed fact;
    UtcTime sealed_at;
    std::uint32_t things = 0;         ///< messages, replies or posts
    std::uint32_t families = 0;       ///< about how many pupils messages are
    std::vector<ToldThread> threads;  ///< of messages, oldest first
    std::optional<UtcTime> oldest;    ///< of messages: when the first of them was written
};

/// Messages that are looked at one by one; of more only the number is told.
inline constexpr std::size_t kToldMessagesMax = 200;

/// Reads the facts that the notification names. The same notification gives the same, always. Throws when the log
/// cannot be read, or when there is no such notification.
[[nodiscard]] Told told_of(const EventLog& log, Position notification);
/// The same, unless the person's window has closed meanwhile: for a calendar may have changed since it was sealed.
/// Throws as told_of().
[[nodiscard]] std::optional<Told> told_now(const EventLog& log, const School& school, NotificationId notification,
                                           UtcTime now);

}  // namespace hometime

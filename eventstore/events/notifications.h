// Facts about telling people outside the application, by e-mail or push: what was decided to be told, and what came of
// it.
#pragma once

#include <optional>
#include <vector>

#include "eventstore/base/json.h"
#include "eventstore/events/calendar_types.h"
#include "eventstore/events/digests.h"
#include "eventstore/events/schools.h"
#include "eventstore/events/tags.h"

namespace hometime {

/// What somebody is told of. Written to disk by name.
enum class NotificationKind : std::uint8_t {
    inbox = 1,        ///< messages that reached a member of staff
    reply = 2,        ///< replies that reached a guardian
    feed_digest = 3,  ///< what is new in a guardian's feeds
    duty = 4,         ///< a child's safety: it waits for no window (D14)
};
BOOST_DESCRIBE_ENUM(NotificationKind, inbox, reply, feed_digest, duty)

/// One person is to be told on one channel. Immutable once sealed: every attempt hands over the same.
/// Apart from `duty`: at most one with each counter per person, channel and occurrence, and one at a time.
struct NotificationSealed {
    static constexpr EventTag kTag = EventTag::notification_sealed;
    static constexpr std::uint16_t kSchema = 1;
    PersonKind person_kind{};
    std::uint64_t person = 0;
    Channel channel{};
    NotificationKind kind{};
    std::optional<Occurrence> occurrence;  ///< of the person's own windows or hours; absent: `duty`
    std::uint32_t counter = 0;             ///< of `duty`: the round
    /// The facts by which it reached them, oldest first; at most kNotificationFactsMax. Of `duty`: the concern.
    std::vector<Sequence> about;
    UtcTime closes_at;  ///< from then on nothing of it is handed over
    friend bool operator==(const NotificationSealed&, const NotificationSealed&) = default;
};
BOOST_DESCRIBE_STRUCT(NotificationSealed, (),
                      (person_kind, person, channel, kind, occurrence, counter, about, closes_at))

/// Facts that one notification tells of; the text says "and more" beyond them.
inline constexpr std::size_t kNotificationFactsMax = 20;

enum class NotificationOutcome : std::uint8_t {
    delivered = 1,    ///< the channel's server took it
    rolled = 2,       ///< its time was over; what it told of joins the next one
    dead = 3,         ///< it will not be tried again: somebody has to look
    unaddressed = 4,  ///< the person has no address or device for this channel
};
BOOST_DESCRIBE_ENUM(NotificationOutcome, delivered, rolled, dead, unaddressed)

/// Why a notification is dead.
enum class DeadReason : std::uint8_t {
    refused = 1,    ///< the server will never take it for this address
    exhausted = 2,  ///< it went through in no window of several in a row
};
BOOST_DESCRIBE_ENUM(DeadReason, refused, exhausted)

/// What came of it. One for each NotificationSealed.
struct NotificationSettled {
    static constexpr EventTag kTag = EventTag::notification_settled;
    static constexpr std::uint16_t kSchema = 1;
    NotificationId notification;
    PersonKind person_kind{};
    std::uint64_t person = 0;
    Channel channel{};
    NotificationKind kind{};
    NotificationOutcome outcome{};
    std::optional<DeadReason> reason;  ///< of `dead`
    std::uint32_t attempts = 0;        ///< since the last start
    LocalDate date;  ///< in the school's zone: an address that refuses on two of them is not used again
    friend bool operator==(const NotificationSettled&, const NotificationSettled&) = default;
};
BOOST_DESCRIBE_STRUCT(NotificationSettled, (),
                      (notification, person_kind, person, channel, kind, outcome, reason, attempts, date))

/// A person's own choice of channels, whole; it replaces the one before. Absent: the default. In the application
/// everything is always there, and a child's safety asks nobody.
struct ChannelsChosen {
    static constexpr EventTag kTag = EventTag::channels_chosen;
    static constexpr std::uint16_t kSchema = 1;
    PersonKind person_kind{};
    std::uint64_t person = 0;
    std::optional<bool> email;
    std::optional<bool> push;
    std::optional<bool> follow_ups;  ///< also what comes while a window is open, after its first digest
    friend bool operator==(const ChannelsChosen&, const ChannelsChosen&) = default;
};
BOOST_DESCRIBE_STRUCT(ChannelsChosen, (), (person_kind, person, email, push, follow_ups))

/// Somebody looked at a dead notification: the address is tried again (`retry`), or left alone.
struct DeadLetterClosed {
    static constexpr EventTag kTag = EventTag::dead_letter_closed;
    static constexpr std::uint16_t kSchema = 1;
    NotificationId notification;
    PersonKind person_kind{};
    std::uint64_t person = 0;
    Channel channel{};
    bool retry = false;
    friend bool operator==(const DeadLetterClosed&, const DeadLetterClosed&) = default;
};
BOOST_DESCRIBE_STRUCT(DeadLetterClosed, (), (notification, person_kind, person, channel, retry))

}  // namespace hometime

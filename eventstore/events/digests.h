// Facts about delivery: what reached whom, when, on which channel.
#pragma once

#include <vector>

#include "eventstore/base/json.h"
#include "eventstore/events/calendar_types.h"
#include "eventstore/events/tags.h"

namespace hometime {

enum class Channel : std::uint8_t { in_app = 1, email = 2, push = 3 };
BOOST_DESCRIBE_ENUM(Channel, in_app, email, push)

/// A window opened and these messages reached the teacher together. Immutable once sealed.
/// At most one with counter 0 per staff member, occurrence and channel; follow-ups count up.
struct DigestSealed {
    static constexpr EventTag kTag = EventTag::digest_sealed;
    static constexpr std::uint16_t kSchema = 1;
    StaffId staff;
    Channel channel{};
    Occurrence occurrence;
    std::uint32_t counter = 0;
    std::vector<MessageId> messages;  ///< oldest first; at most kDigestMessagesMax
    friend bool operator==(const DigestSealed&, const DigestSealed&) = default;
};
BOOST_DESCRIBE_STRUCT(DigestSealed, (), (staff, channel, occurrence, counter, messages))

/// Messages in one digest; the rest follow in the next (counter + 1). Keeps a record under 48 KiB.
inline constexpr std::size_t kDigestMessagesMax = 1000;

enum class DeliveryOutcome : std::uint8_t { delivered = 1, failed = 2 };
BOOST_DESCRIBE_ENUM(DeliveryOutcome, delivered, failed)

/// What the channel said of a sealed digest.
struct DigestDelivered {
    static constexpr EventTag kTag = EventTag::digest_delivered;
    static constexpr std::uint16_t kSchema = 1;
    DigestId digest;
    Channel channel{};
    DeliveryOutcome outcome{};
    friend bool operator==(const DigestDelivered&, const DigestDelivered&) = default;
};
BOOST_DESCRIBE_STRUCT(DigestDelivered, (), (digest, channel, outcome))

}  // namespace hometime

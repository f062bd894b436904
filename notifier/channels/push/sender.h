// Hands a payload to a browser's push service: RFC 8030, encrypted and signed.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "notifier/channels/https_post.h"
#include "notifier/channels/push/encryption.h"
#include "notifier/channels/push/vapid.h"
#include "notifier/channels/sent.h"

namespace hometime::push {

/// RFC 8030 section 5.3: what a device that saves its battery may put off.
enum class Urgency : std::uint8_t { very_low, low, normal, high };

/// Longest time that a push may wait for its browser. Beyond a day nothing of ours is still true.
inline constexpr std::chrono::seconds kTtlMax{86'400};

struct PushHow {
    std::chrono::seconds ttl{};  ///< how long the push service may keep it: from now to the window's close
    std::string topic{};         ///< topic_of(): at most 32 characters of base64url; empty: it replaces nothing
    Urgency urgency = Urgency::normal;
};

class PushSender {
public:
    /// `contact`: is_vapid_contact(), or std::invalid_argument. `poster` and `random` must outlive it; any thread, if
    /// theirs may be used from any thread.
    PushSender(Poster& poster, Random& random, VapidKey key, std::string contact);

    /// Sends one push, once, and waits `patience` at most. Handing the same over again is harmless with a topic: the
    /// browser that has not seen the first gets one.
    /// `accepted` 2xx. `later` 429, 5xx, 408, no answer, or no time left (`ttl` not above 0; nothing was sent).
    /// `gone` 404, 410: forget the subscription. `refused` 413, a redirect, an address that is not public, a payload
    /// above kPayloadMax, a ttl above kTtlMax, or a subscription or topic that is none (nothing was sent).
    /// `at_fault` any other 4xx: key, claims or clock are wrong, *as this endpoint's server says*. A stranger's server
    /// can say so too: it is a reason to stop sending to its origin, not to everybody's.
    [[nodiscard]] Sent send(const Subscription& subscription, std::string_view payload, const PushHow& how, UtcTime now,
                            std::chrono::milliseconds patience);

private:
    Poster& poster_;
    Random& random_;
    VapidKey key_;
    std::string contact_;
};

/// What an answer of a push service means.
[[nodiscard]] Sent push_outcome(const PostResult& posted);

}  // namespace hometime::push

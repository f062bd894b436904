// What a browser gives a web site so that it can be told of something: where, and for whose eyes.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "eventstore/base/result.h"
#include "notifier/channels/push/p256.h"

namespace hometime::push {

/// As PushSubscription.toJSON() has it (W3C Push API section 8). All of it is a stranger's word. `endpoint` and `auth`
/// are secrets of that browser: never in a journal.
struct Subscription {
    std::string endpoint;  ///< where its push service takes messages for it
    std::string p256dh;    ///< the browser's public key, base64url
    std::string auth;      ///< what it shares with those it gave it to, base64url
    friend bool operator==(const Subscription&, const Subscription&) = default;
};

/// Source: RFC 8291 section 3.2.
using AuthSecret = std::array<std::uint8_t, 16>;

/// The two keys, decoded.
struct ReceiverKeys {
    Point p256dh{};
    AuthSecret auth{};
};

/// Errors: `invalid` the endpoint is none (web_url.h), p256dh is not a point of the curve, or auth is not 16 bytes.
/// A subscription that passes may still lead anywhere: that is looked at when something is sent.
[[nodiscard]] Result<ReceiverKeys> check(const Subscription& subscription);

}  // namespace hometime::push

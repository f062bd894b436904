// The test before the bus opens: a key that nobody knows gets nothing, and one that is known is served. Both, or no
// start.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "eventstore/base/result.h"
#include "notifier/bus/curve.h"

namespace hometime::bus {

/// What a canary subscribes to. It is no stream: one heartbeat comes on it, and nothing else ever.
inline constexpr std::string_view kCanaryTopic = "e1/(canary)/";

struct SelfTestTarget {
    std::string events;  ///< as it was bound
    std::string replay;  ///< empty: there is none
    std::string server_key;
    std::function<std::uint64_t()> denied;  ///< handshakes that the bus has denied so far
};
/// Connects to each endpoint with a fresh key, which must be turned away without a byte, and with the canary's, which
/// must hear a heartbeat and get an answer. All of it within `patience`.
/// Errors: `invalid` the fresh key was let in; `busy` something did not happen in time: a busy machine, or something
/// wrong with the bus.
[[nodiscard]] Result<void> self_test(const SelfTestTarget& target, const KeyPair& canary,
                                     std::chrono::milliseconds patience);

/// The endpoint at which this machine reaches a socket that was bound there: any address becomes loopback.
[[nodiscard]] std::string reachable(const std::string& bound);

}  // namespace hometime::bus

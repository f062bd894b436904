// A small subscriber: prints what it hears and says where events are missing. `hometime subscribe` uses it.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "notifier/bus/message.h"

namespace hometime::bus {

struct Heard {
    std::string topic;
    Header header;
    std::string body;
    std::uint64_t missing = 0;  ///< events of this stream that should have come before it
};

/// Subscribes to the exact prefixes, and hands over events and heartbeats until `take` returns false or nothing
/// was heard for `idle` (0: wait for ever). What is not of this wire is dropped. Returns how much was dropped.
/// Errors: `invalid` the endpoint.
[[nodiscard]] Result<std::uint64_t> listen(const std::string& endpoint, const std::vector<std::string>& prefixes,
                                           std::chrono::milliseconds idle,
                                           const std::function<bool(const Heard&)>& take);

}  // namespace hometime::bus

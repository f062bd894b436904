// The browsers and telephones that a person wants to be told on. What they gave us is a secret that dies with the
// account.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "eventstore/base/json.h"

namespace hometime {

/// As a browser's PushSubscription has it, and how it went.
struct PushDevice {
    std::uint64_t number = 0;  ///< push_device_number() of the endpoint
    std::string endpoint;
    std::string p256dh;
    std::string auth;
    UtcTime added_at;
    std::optional<UtcTime> last_success;  ///< the last push that its service took
};
BOOST_DESCRIBE_STRUCT(PushDevice, (), (number, endpoint, p256dh, auth, added_at, last_success))

/// Devices of one account; of more, the one that was added first is forgotten.
inline constexpr std::size_t kPushDevicesMax = 10;

/// By which its owner names it; says nothing of the endpoint. Fits a JSON number exactly.
[[nodiscard]] std::uint64_t push_device_number(std::string_view endpoint);

}  // namespace hometime

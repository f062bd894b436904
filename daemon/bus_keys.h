// The bus's keys and subscribers, as the configuration names them; and what the bus says of itself in numbers.
#pragma once

#include <memory>
#include <optional>

#include "daemon/config.h"
#include "daemon/metrics.h"
#include "notifier/bus/publisher.h"

namespace hometime {

/// The server's key and who may hear what. Null: the configuration asks for no keys.
/// Errors: `invalid` a file is wrong, and the detail names each mistake with its line; `permission`; `key_missing`
/// there is no secret key.
[[nodiscard]] Result<std::shared_ptr<const bus::BusKeys>> load_bus_keys(
    const Config& config, const std::optional<std::filesystem::path>& credential);
/// Errors: `invalid`, as above.
[[nodiscard]] Result<bus::Subscribers> read_bus_subscribers(const std::filesystem::path& folder);

[[nodiscard]] BusMetrics bus_metrics(const bus::Publisher& publisher);

}  // namespace hometime

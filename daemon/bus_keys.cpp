#include "daemon/bus_keys.h"

namespace hometime {

namespace {

/// Mistakes that are named at once.
constexpr std::size_t kNamedMax = 20;

}  // namespace

Result<bus::Subscribers> read_bus_subscribers(const std::filesystem::path& folder) {
    auto read = bus::read_subscribers(folder);
    if (read.errors.empty()) return std::move(read.subscribers);
    std::string all = "the bus's subscribers cannot be used:";
    for (std::size_t i = 0; i < std::min(read.errors.size(), kNamedMax); ++i) all += "\n" + to_string(read.errors[i]);
    return fail(ErrorCode::invalid, all);
}

Result<std::shared_ptr<const bus::BusKeys>> load_bus_keys(const Config& config,
                                                          const std::optional<std::filesystem::path>& credential) {
    if (config.bus_subscribers.empty()) return std::shared_ptr<const bus::BusKeys>();
    if (config.bus_key.empty() && !credential) {
        return fail(ErrorCode::key_missing,
                    "the bus has subscribers and no key of its own: hand over the credential 'bus.key', or name a file "
                    "as 'key' under [bus]. `hometime subscriber keygen` makes one");
    }
    auto server = bus::load_secret_key(posix_files(), credential.value_or(config.bus_key), credential.has_value());
    if (!server) {
        const bool absent = server.error().code == ErrorCode::not_found;
        return fail(absent ? ErrorCode::key_missing : server.error().code, "the bus's key: " + server.error().detail);
    }
    auto subscribers = read_bus_subscribers(config.bus_subscribers);
    if (!subscribers) return tl::unexpected(subscribers.error());
    auto keys = std::make_shared<bus::BusKeys>();
    keys->server = std::move(*server);
    keys->subscribers = std::move(*subscribers);
    return std::shared_ptr<const bus::BusKeys>(std::move(keys));
}

BusMetrics bus_metrics(const bus::Publisher& publisher) {
    const auto& counters = publisher.counters();
    BusMetrics metrics;
    metrics.events = counters.events.load();
    metrics.heartbeats = counters.heartbeats.load();
    metrics.notices = counters.notices.load();
    metrics.subscriptions_refused = counters.subscriptions_refused.load();
    metrics.replay_requests = counters.replay_requests.load();
    metrics.replay_events = counters.replay_events.load();
    metrics.replay_errors = counters.replay_errors.load();
    metrics.replay_dropped = counters.replay_dropped.load();
    metrics.cuts = counters.cuts.load();
    metrics.handshakes_denied = publisher.handshakes_denied();
    for (const auto& [name, counted] : publisher.subscriber_counters()) {
        metrics.subscribers.push_back({name, counted.connections, counted.subscriptions_refused,
                                       counted.replay_requests, counted.busy, counted.denied});
    }
    return metrics;
}

}  // namespace hometime

// Numbers about the daemon for a monitoring system. Counts, ages and sizes only: never a name, an id of a
// person, or a text.
#pragma once

#include <cstdint>
#include <string>

namespace hometime {

struct MetricsSnapshot {
    std::uint64_t commits = 0;
    std::uint64_t facts = 0;
    std::uint64_t queued = 0;
    std::uint64_t schools = 0;
    std::uint64_t records = 0;
    std::uint64_t held = 0;
    std::uint64_t views_behind = 0;
    std::uint64_t views_stopped = 0;
    std::uint64_t http_connections = 0;
    std::uint64_t http_requests = 0;
    std::uint64_t http_refused = 0;
    std::uint64_t http_failed = 0;
    std::uint64_t http_streams = 0;
    std::uint64_t bus_events = 0;
    std::uint64_t bus_heartbeats = 0;
    std::uint64_t bus_subscriptions_refused = 0;
    std::int64_t release_latest_ms = 0;
    std::string zone_data;  ///< "2025b"
};

/// The Prometheus text format.
[[nodiscard]] std::string render_metrics(const MetricsSnapshot& snapshot);

}  // namespace hometime

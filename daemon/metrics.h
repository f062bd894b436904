// Numbers about the daemon for a monitoring system. Counts, ages and sizes only: never a name, an id of a
// person, or a text.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hometime {

struct ViewMetrics {
    std::string view;  ///< "inbox@1"
    std::uint64_t behind = 0;
    bool stopped = false;
    bool building = false;
};

/// One subscriber of the bus, by its own name: a program's, never a person's.
struct BusSubscriberMetrics {
    std::string subscriber;
    std::uint64_t connections = 0;
    std::uint64_t subscriptions_refused = 0;
    std::uint64_t replay_requests = 0;
    std::uint64_t busy = 0;
    std::uint64_t denied = 0;
};

struct BusMetrics {
    std::uint64_t events = 0;
    std::uint64_t heartbeats = 0;
    std::uint64_t notices = 0;
    std::uint64_t subscriptions_refused = 0;
    std::uint64_t replay_requests = 0;
    std::uint64_t replay_events = 0;
    std::uint64_t replay_errors = 0;
    std::uint64_t replay_dropped = 0;
    std::uint64_t cuts = 0;
    std::uint64_t handshakes_denied = 0;
    std::vector<BusSubscriberMetrics> subscribers;
};

/// One channel outside the application: "email", "push".
struct OutsideMetrics {
    std::string channel;
    std::uint64_t accepted = 0;
    std::uint64_t failed = 0;
    std::uint64_t at_fault = 0;
    std::uint64_t waiting = 0;
    std::uint64_t left_alone = 0;
};

/// One receiver of webhooks, by its own name: a program's, never a person's.
struct WebhookMetrics {
    std::string receiver;
    std::uint64_t accepted = 0;
    std::uint64_t failed = 0;
    std::uint64_t waiting = 0;
    bool switched_off = false;
};

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
    BusMetrics bus;
    std::int64_t release_latest_ms = 0;
    std::optional<std::int64_t> backup_age_s;  ///< of the newest verified backup; absent: there is none
    std::uint64_t notifications = 0;           ///< sealed, and nothing came of them yet
    std::uint64_t dead_letters = 0;
    std::int64_t dead_letter_age_s = 0;  ///< of the oldest
    std::vector<OutsideMetrics> outside;
    std::vector<WebhookMetrics> webhooks;
    std::vector<ViewMetrics> views;
    std::uint64_t disk_free_bytes = 0;
    std::uint64_t disk_bytes = 0;
    std::uint64_t disk_reserve_bytes = 0;
    std::uint64_t disk_refused = 0;
    bool disk_low = false;
    bool disk_full = false;
    std::uint64_t ballast = 0;  ///< bytes held
    bool views_without_room = false;
    bool evidence = false;
    std::string zone_data;           ///< in use: "2025b"
    bool zone_data_changed = false;  ///< the computer has another one by now
    std::uint64_t held_without_date = 0;
};

/// The Prometheus text format.
[[nodiscard]] std::string render_metrics(const MetricsSnapshot& snapshot);

}  // namespace hometime

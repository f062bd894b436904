// The publisher: sends what the streams hold over an XPUB socket, and heartbeats that say how far they are.
// It reads the log and the streams view; it holds nobody up and drops nothing of its own.
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "eventstore/base/clock.h"
#include "eventstore/log.h"
#include "projections/views/sink.h"

namespace hometime::bus {

struct PublisherOptions {
    std::string endpoint = "tcp://127.0.0.1:5601";  ///< loopback TCP (port 0 or *: any free one), ipc or inproc
    std::chrono::milliseconds heartbeat{5000};      ///< jittered by a fifth
    std::chrono::milliseconds after_burst{1000};    ///< a heartbeat so long after the last event
};

struct PublisherCounters {
    std::atomic<std::uint64_t> events{0};
    std::atomic<std::uint64_t> heartbeats{0};
    std::atomic<std::uint64_t> subscriptions_refused{0};
};

class Publisher {
public:
    /// All must outlive it. `views` holds the streams view and how far each stream was published.
    Publisher(PublisherOptions options, const EventLog& log, ViewSink& views, const Clock& clock);
    ~Publisher();
    Publisher(const Publisher&) = delete;
    Publisher& operator=(const Publisher&) = delete;

    /// Binds and begins. Errors: `invalid` an endpoint beyond loopback, which needs keys, or none at all;
    /// `busy` the endpoint is taken; `unavailable` it cannot be bound.
    [[nodiscard]] Result<void> start();
    void stop();
    /// The streams have grown. Quick; from one thread only.
    void wake();
    /// The endpoint as it was bound, with its port.
    [[nodiscard]] const std::string& endpoint() const;
    [[nodiscard]] const PublisherCounters& counters() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// Whether an endpoint stays on this computer.
[[nodiscard]] bool is_local_endpoint(std::string_view endpoint);

}  // namespace hometime::bus

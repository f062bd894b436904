// The publisher: sends what the streams hold over an XPUB socket, and heartbeats that say how far they are; answers on
// a ROUTER socket who wants to have missed events again. One thread owns both sockets. It reads the log and the streams
// view; it holds nobody up and drops nothing of its own.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "eventstore/base/clock.h"
#include "eventstore/log.h"
#include "notifier/bus/curve.h"
#include "notifier/bus/subscribers.h"
#include "projections/views/sink.h"

namespace hometime::bus {

/// With them every connection is encrypted, and only who is named gets one.
struct BusKeys {
    KeyPair server;
    Subscribers subscribers;
};

struct PublisherOptions {
    std::string endpoint =
        "tcp://127.0.0.1:5601";           ///< without keys: loopback TCP (port 0 or *: any free one), ipc or inproc
    std::string replay;                   ///< the same for replay; empty: there is none
    std::shared_ptr<const BusKeys> keys;  ///< null: whoever reaches the endpoint hears everything
    int high_water_mark = 2000;           ///< messages that wait for one subscriber; what is beyond is dropped
    std::chrono::milliseconds heartbeat{5000};    ///< jittered by a fifth
    std::chrono::milliseconds after_burst{1000};  ///< a heartbeat so long after the last event
    std::chrono::milliseconds self_test{60'000};  ///< how long the test of keys may take
};

struct PublisherCounters {
    std::atomic<std::uint64_t> events{0};
    std::atomic<std::uint64_t> heartbeats{0};
    std::atomic<std::uint64_t> notices{0};
    std::atomic<std::uint64_t> subscriptions_refused{0};
    std::atomic<std::uint64_t> replay_requests{0};
    std::atomic<std::uint64_t> replay_events{0};   ///< events and items that were handed over
    std::atomic<std::uint64_t> replay_errors{0};   ///< answers ERR
    std::atomic<std::uint64_t> replay_dropped{0};  ///< answers that nobody took any more
    std::atomic<std::uint64_t> cuts{0};            ///< times that everybody was cut off because of somebody
};

/// Of one subscriber, since the start.
struct SubscriberCounters {
    std::uint64_t connections = 0;  ///< now, to both sockets
    std::uint64_t subscriptions_refused = 0;
    std::uint64_t replay_requests = 0;
    std::uint64_t busy = 0;    ///< told BUSY
    std::uint64_t denied = 0;  ///< handshakes: its time has passed, it came from elsewhere, or it is barred
};

class Publisher {
public:
    /// All must outlive it. `views` holds the streams view and how far each stream was published.
    Publisher(PublisherOptions options, const EventLog& log, ViewSink& views, const Clock& clock);
    ~Publisher();
    Publisher(const Publisher&) = delete;
    Publisher& operator=(const Publisher&) = delete;

    /// Binds and begins. With keys it first proves that a stranger's key gets nothing and a known one is served.
    /// Errors: `invalid` an endpoint beyond loopback without keys, none at all, or a stranger's key was let in;
    /// `busy` an endpoint is taken, or the test did not come to its end in time: another start may; `unavailable` it
    /// cannot be bound.
    [[nodiscard]] Result<void> start();
    /// Tells subscribers that it restarts, and ends.
    void stop();
    /// The streams have grown. Quick. Any thread.
    void wake();
    /// Who may do what from now on. When it returns, nobody is sent what they may have no more: if anybody may do less,
    /// all connections were cut, and whoever may comes back and repairs. Needs keys; one thread at a time.
    /// Errors: `unavailable` it did not come about within 10 seconds; the new rules hold for new requests all the same.
    [[nodiscard]] Result<void> reload(Subscribers subscribers);
    /// The endpoints as they were bound, with their ports.
    [[nodiscard]] const std::string& endpoint() const;
    [[nodiscard]] const std::string& replay_endpoint() const;
    [[nodiscard]] const PublisherCounters& counters() const;
    /// Handshakes that were denied altogether; and by subscriber, their own names only. Any thread.
    [[nodiscard]] std::uint64_t handshakes_denied() const;
    [[nodiscard]] std::map<std::string, SubscriberCounters> subscriber_counters() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// Whether an endpoint stays on this computer.
[[nodiscard]] bool is_local_endpoint(std::string_view endpoint);

}  // namespace hometime::bus

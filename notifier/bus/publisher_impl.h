// The inside of Publisher, for its sources alone: publisher.cpp begins and ends it, publisher_loop.cpp is its thread,
// publisher_subscriptions.cpp lets subscribers in, publisher_requests.cpp answers them.
#pragma once

#include <condition_variable>
#include <mutex>
#include <random>
#include <thread>
#include <zmq.hpp>

#include "notifier/bus/gatekeeper.h"
#include "notifier/bus/outgoing.h"
#include "notifier/bus/publisher.h"
#include "notifier/bus/replay.h"
#include "notifier/bus/side.h"

namespace hometime::bus {

using Steady = std::chrono::steady_clock;
using Key = std::pair<SchoolId, Stream>;

/// Without keys all are one asker.
inline constexpr const char* kAnybody = "(local)";
/// After an error that nothing explains.
inline constexpr std::chrono::milliseconds kAfterFailure{1000};

/// A property of the connection that a message came over; empty: it has none.
inline std::string property(const zmq::message_t& message, const char* name) {
    const char* value = zmq_msg_gets(message.handle(), name);
    return value == nullptr ? std::string() : std::string(value);
}
/// The connection that a message came over; -1: it has none of its own (inproc).
inline int connection_of(const zmq::message_t& message) {
    const auto text = property(message, "__fd");
    return text.empty() ? -1 : std::atoi(text.c_str());
}

/// What the thread does is the thread's alone, but for what `mutex` and `waking` guard.
struct Publisher::Impl {
    Impl(PublisherOptions given, const EventLog& log, ViewSink& views, const Clock& source_of_time)
        : options(std::move(given)),
          clock(source_of_time),
          outgoing(log, views, clock),
          answers(log, views, clock, options.heartbeat) {}

    [[nodiscard]] Result<void> bind();
    [[nodiscard]] Result<void> prove();
    void run();
    void loop();
    void failed(const char* what);
    void say_goodbye();
    void take_changes();
    void cut(const std::string& why);
    bool bind_again();
    void bar(const std::string& user, const char* why);
    [[nodiscard]] bool endings();
    [[nodiscard]] bool publish();
    void notices();
    [[nodiscard]] bool subscriptions();
    [[nodiscard]] bool subscription(const zmq::message_t& request);
    void subscribe(const zmq::message_t& request, const std::string& user, const std::string& topic);
    [[nodiscard]] bool asks_too_much(const zmq::message_t& request, const std::string& user);
    [[nodiscard]] bool grants(const zmq::message_t& request, const std::string& user, const std::string& topic,
                              const std::optional<Key>& stream);
    [[nodiscard]] bool requests();
    void answer(const std::vector<zmq::message_t>& frames);
    [[nodiscard]] bool may(const std::string& user, const std::string& topic) const;
    void heartbeats();
    void send(const Message& message);
    [[nodiscard]] bool send(const std::string& identity, const Reply& reply);
    void wait(bool more);
    [[nodiscard]] std::size_t connections_of(const std::string& user) const {
        return events->connections().count(user) + (replay ? replay->connections().count(user) : 0);
    }
    void count_connections() {
        const std::scoped_lock lock(mutex);
        for (auto& [user, counted] : by_name) counted.connections = connections_of(user);
    }
    template <class Change>
    void count(const std::string& user, Change change) {
        if (user == kAnybody || user == kCanary) return;
        const std::scoped_lock lock(mutex);
        change(by_name[user]);
    }
    [[nodiscard]] Steady::duration jittered() {
        const auto fifth = options.heartbeat.count() / 5;
        std::uniform_int_distribution<std::int64_t> spread(-fifth, fifth);
        return options.heartbeat + std::chrono::milliseconds(spread(jitter));
    }

    PublisherOptions options;
    const Clock& clock;
    Outgoing outgoing;
    Replay answers;
    PublisherCounters counters;
    zmq::context_t context{1};
    std::optional<Gatekeeper> gatekeeper;
    std::optional<Side> events;
    std::optional<Side> replay;
    std::string events_endpoint;  ///< as they were bound; the same until the end
    std::string replay_endpoint;
    zmq::socket_t woken{context, zmq::socket_type::pair};
    zmq::socket_t waker{context, zmq::socket_type::pair};
    std::mutex waking;
    std::map<Key, Steady::time_point> next_heartbeat;
    std::minstd_rand jitter{std::random_device{}()};  // Spreads heartbeats; nothing depends on it.
    bool silent = false;
    Subscribers subscribers;        ///< the bus's thread only
    std::set<std::string> expired;  ///< those of them whose time has passed
    mutable std::mutex mutex;       ///< of what follows
    std::condition_variable changed;
    std::optional<Subscribers> wanted;  ///< to be taken over
    std::map<std::string, SubscriberCounters> by_name;
    bool ended = false;
    std::atomic<bool> stopping{false};
    std::thread thread;
};

}  // namespace hometime::bus

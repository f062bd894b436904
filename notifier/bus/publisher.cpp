#include "notifier/bus/publisher.h"

#include "eventstore/base/mutants.h"
#include "notifier/bus/publisher_impl.h"
#include "notifier/bus/self_test.h"
#include "notifier/bus/socket_options.h"

namespace hometime::bus {

namespace {

constexpr const char* kWake = "inproc://hometime.publisher.wake";
constexpr std::chrono::seconds kReload{10};

}  // namespace

bool is_local_endpoint(std::string_view endpoint) {
    if (endpoint.starts_with("inproc://") || endpoint.starts_with("ipc://")) return true;
    return endpoint.starts_with("tcp://127.") || endpoint.starts_with("tcp://localhost:") ||
           endpoint.starts_with("tcp://[::1]:");
}

Publisher::Publisher(PublisherOptions options, const EventLog& log, ViewSink& views, const Clock& clock)
    : impl_(std::make_unique<Impl>(std::move(options), log, views, clock)) {}

Publisher::~Publisher() {
    stop();
}

Result<void> Publisher::start() {
    if (auto bound = impl_->bind(); !bound) return bound;
    impl_->outgoing.begin();
    impl_->answers.begin();
    impl_->thread = std::thread([this] { impl_->run(); });
    if (!impl_->options.keys) return {};
    auto proved = impl_->prove();
    if (!proved) stop();
    return proved;
}

Result<void> Publisher::Impl::bind() {
    const bool local =
        is_local_endpoint(options.endpoint) && (options.replay.empty() || is_local_endpoint(options.replay));
    if (!local && (!options.keys || options.endpoint.empty())) {
        return fail(ErrorCode::invalid, "the bus binds to loopback only until subscribers have keys");
    }
    try {
        if (options.keys && !mutant(Mutant::bus_without_gatekeeper)) {
            gatekeeper.emplace(context, clock);
            if (auto started = gatekeeper->start(); !started) return started;
            gatekeeper->admit(options.keys->subscribers);
        }
        events.emplace(context, zmq::socket_type::xpub, "events", [this](zmq::socket_t& socket) {
            set_events_options(socket, options.high_water_mark);
            if (options.keys) set_server_key(socket, options.keys->server, "events");
        });
        events->bind(options.endpoint);
        events_endpoint = events->endpoint();
        if (!options.replay.empty()) {
            replay.emplace(context, zmq::socket_type::router, "replay", [this](zmq::socket_t& socket) {
                set_replay_options(socket);
                if (options.keys) set_server_key(socket, options.keys->server, "replay");
            });
            replay->bind(options.replay);
            replay_endpoint = replay->endpoint();
        }
        woken.set(zmq::sockopt::linger, 0);
        waker.set(zmq::sockopt::linger, 0);
        woken.bind(kWake);
        waker.connect(kWake);
    } catch (const zmq::error_t& error) {
        context.shutdown();
        const auto code = error.num() == EADDRINUSE ? ErrorCode::busy : ErrorCode::unavailable;
        return fail(code, std::string("the bus cannot be bound: ") + error.what());
    }
    if (!options.keys) return {};
    subscribers = options.keys->subscribers;
    for (const auto& one : subscribers) {
        if (has_expired(one, clock.now())) expired.insert(one.name);
    }
    return {};
}

/// Until it has passed, known subscribers are told to come again and nobody else is let in.
Result<void> Publisher::Impl::prove() {
    const auto canary = make_key_pair();
    if (gatekeeper) gatekeeper->admit_canary(canary.public_key);
    const SelfTestTarget target{events_endpoint, replay_endpoint, options.keys->server.public_key,
                                [this] { return gatekeeper ? gatekeeper->counters().denied.load() : 0; }};
    // Without a gatekeeper it cannot pass, and need not be given long to say so.
    auto passed =
        self_test(target, canary, gatekeeper ? options.self_test : std::min(options.self_test, kAfterFailure));
    if (!gatekeeper) return passed ? fail(ErrorCode::invalid, "the bus has no gatekeeper") : passed;
    gatekeeper->admit_canary({});
    if (passed) gatekeeper->open();
    return passed;
}

void Publisher::stop() {
    impl_->stopping.store(true);
    if (impl_->thread.joinable()) {
        wake();
        impl_->thread.join();
    }
    impl_->context.shutdown();
    if (impl_->gatekeeper) impl_->gatekeeper->stop();
}

void Publisher::wake() {
    const std::scoped_lock lock(impl_->waking);
    try {
        std::ignore = impl_->waker.send(zmq::message_t(), zmq::send_flags::dontwait);  // Full: it is awake already.
    } catch (const zmq::error_t&) {
        // The context is shutting down: there is nobody left to wake.
    }
}

Result<void> Publisher::reload(Subscribers subscribers) {
    if (!impl_->gatekeeper) return fail(ErrorCode::invalid, "the bus has no keys");
    impl_->gatekeeper->admit(subscribers);
    std::unique_lock lock(impl_->mutex);
    impl_->wanted = std::move(subscribers);
    lock.unlock();
    wake();
    lock.lock();
    const bool done = impl_->changed.wait_for(lock, kReload, [&] { return !impl_->wanted || impl_->ended; });
    if (!done || impl_->ended) return fail(ErrorCode::unavailable, "the bus did not take over its subscribers");
    return {};
}

const std::string& Publisher::endpoint() const {
    return impl_->events_endpoint;
}
const std::string& Publisher::replay_endpoint() const {
    return impl_->replay_endpoint;
}
const PublisherCounters& Publisher::counters() const {
    return impl_->counters;
}
std::uint64_t Publisher::handshakes_denied() const {
    return impl_->gatekeeper ? impl_->gatekeeper->counters().denied.load() : 0;
}
std::map<std::string, SubscriberCounters> Publisher::subscriber_counters() const {
    std::unique_lock lock(impl_->mutex);
    auto all = impl_->by_name;
    lock.unlock();
    if (!impl_->gatekeeper) return all;
    for (const auto& [name, times] : impl_->gatekeeper->denied_by_name()) all[name].denied = times;
    return all;
}

}  // namespace hometime::bus

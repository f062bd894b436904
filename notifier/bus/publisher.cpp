#include "notifier/bus/publisher.h"

#include <spdlog/spdlog.h>

#include <random>
#include <thread>
#include <zmq.hpp>
#include <zmq_addon.hpp>

#include "notifier/bus/outgoing.h"

namespace hometime::bus {

namespace {

using Steady = std::chrono::steady_clock;
using Key = std::pair<SchoolId, Stream>;

/// Source of the numbers: the bus contract, section 1.
void set_options(zmq::socket_t& socket) {
    socket.set(zmq::sockopt::xpub_manual, 1);
    socket.set(zmq::sockopt::sndhwm, 2000);
    socket.set(zmq::sockopt::maxmsgsize, std::int64_t{1024});
    socket.set(zmq::sockopt::handshake_ivl, 5000);
    socket.set(zmq::sockopt::backlog, 32);
    socket.set(zmq::sockopt::heartbeat_ivl, 10'000);
    socket.set(zmq::sockopt::heartbeat_timeout, 30'000);
    socket.set(zmq::sockopt::heartbeat_ttl, 30'000);
    socket.set(zmq::sockopt::tcp_keepalive, 1);
    socket.set(zmq::sockopt::linger, 0);
}

constexpr const char* kWake = "inproc://hometime.publisher.wake";

}  // namespace

struct Publisher::Impl {
    Impl(PublisherOptions given, const EventLog& log, ViewSink& views, const Clock& clock)
        : options(std::move(given)), outgoing(log, views, clock) {}

    void run();
    [[nodiscard]] bool publish();
    void subscriptions();
    void subscription(const std::string& request);
    void heartbeats();
    void send(const Message& message);
    [[nodiscard]] Steady::duration jittered() {
        const auto fifth = options.heartbeat.count() / 5;
        std::uniform_int_distribution<std::int64_t> spread(-fifth, fifth);
        return options.heartbeat + std::chrono::milliseconds(spread(jitter));
    }

    PublisherOptions options;
    Outgoing outgoing;
    PublisherCounters counters;
    std::string endpoint;
    zmq::context_t context{1};
    zmq::socket_t events{context, zmq::socket_type::xpub};
    zmq::socket_t woken{context, zmq::socket_type::pair};
    zmq::socket_t waker{context, zmq::socket_type::pair};
    std::map<Key, Steady::time_point> next_heartbeat;
    std::minstd_rand jitter{std::random_device{}()};  // Spreads heartbeats; nothing depends on it.
    bool silent = false;
    std::atomic<bool> stopping{false};
    std::thread thread;
};

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
    if (!is_local_endpoint(impl_->options.endpoint)) {
        return fail(ErrorCode::invalid, "the bus binds to loopback only until subscribers have keys");
    }
    try {
        set_options(impl_->events);
        if (impl_->options.endpoint.find('[') != std::string::npos) impl_->events.set(zmq::sockopt::ipv6, 1);
        impl_->events.bind(impl_->options.endpoint);
        impl_->endpoint = impl_->events.get(zmq::sockopt::last_endpoint);
        impl_->woken.set(zmq::sockopt::linger, 0);
        impl_->waker.set(zmq::sockopt::linger, 0);
        impl_->woken.bind(kWake);
        impl_->waker.connect(kWake);
    } catch (const zmq::error_t& error) {
        const auto code = error.num() == EADDRINUSE ? ErrorCode::busy : ErrorCode::unavailable;
        return fail(code, std::string("the bus cannot be bound: ") + error.what());
    }
    impl_->outgoing.begin();
    impl_->thread = std::thread([this] { impl_->run(); });
    return {};
}

void Publisher::stop() {
    if (!impl_->thread.joinable()) return;
    impl_->stopping.store(true);
    impl_->context.shutdown();
    impl_->thread.join();
}

void Publisher::wake() {
    try {
        std::ignore = impl_->waker.send(zmq::message_t(), zmq::send_flags::dontwait);  // Full: it is awake already.
    } catch (const zmq::error_t&) {
        // The context is shutting down: there is nobody left to wake.
    }
}

const std::string& Publisher::endpoint() const {
    return impl_->endpoint;
}
const PublisherCounters& Publisher::counters() const {
    return impl_->counters;
}

void Publisher::Impl::run() {
    try {
        while (!stopping.load()) {
            subscriptions();
            const bool more = publish();
            auto next = Steady::now() + options.heartbeat;
            for (const auto& [key, at] : next_heartbeat) next = std::min(next, at);
            const auto left = std::chrono::ceil<std::chrono::milliseconds>(next - Steady::now());
            std::array<zmq::pollitem_t, 2> items{
                {{events.handle(), 0, ZMQ_POLLIN, 0}, {woken.handle(), 0, ZMQ_POLLIN, 0}}};
            zmq::poll(items, std::clamp(more ? std::chrono::milliseconds(0) : left, std::chrono::milliseconds(0),
                                        options.heartbeat));
            zmq::message_t ignored;
            while (woken.recv(ignored, zmq::recv_flags::dontwait)) continue;
        }
    } catch (const zmq::error_t& error) {
        if (error.num() != ETERM) spdlog::error("bus: stopped: {}", error.what());
    }
    events.close();
    woken.close();
}

/// While the streams cannot be read nothing is sent; once they are built anew it goes on where it was.
bool Publisher::Impl::publish() try {
    const bool more = outgoing.send_new([this](const Message& message) {
        send(message);
        counters.events.fetch_add(1);
    });
    heartbeats();
    silent = false;
    return more;
} catch (const ViewError& error) {
    if (!std::exchange(silent, true)) spdlog::error("bus: silent, the streams cannot be read: {}", error.what());
    return false;
}

void Publisher::Impl::send(const Message& message) {
    events.send(zmq::buffer(message.topic), zmq::send_flags::sndmore);
    events.send(zmq::buffer(message.header), zmq::send_flags::sndmore);
    events.send(zmq::buffer(message.body), zmq::send_flags::none);
}

void Publisher::Impl::subscriptions() {
    zmq::message_t request;
    while (events.recv(request, zmq::recv_flags::dontwait)) subscription(request.to_string());
}

/// The first byte says whether it begins or ends; a grant counts for the peer whose request was read last.
void Publisher::Impl::subscription(const std::string& request) {
    if (request.empty()) return;
    const std::string topic = request.substr(1);
    const auto stream = outgoing.named(topic);
    if (request.front() == 0) {
        if (stream) events.set(zmq::sockopt::unsubscribe, topic);
        return;
    }
    if (!stream) {
        counters.subscriptions_refused.fetch_add(1);
        return;
    }
    events.set(zmq::sockopt::subscribe, topic);
    next_heartbeat[*stream] = Steady::now();
}

void Publisher::Impl::heartbeats() {
    const auto now = Steady::now();
    for (const auto& key : outgoing.take_active()) {
        const auto soon = now + options.after_burst;
        const auto planned = next_heartbeat.find(key);
        if (planned == next_heartbeat.end() || planned->second > soon) next_heartbeat[key] = soon;
    }
    for (const auto& key : outgoing.streams()) {
        const auto [at, added] = next_heartbeat.try_emplace(key, now);
        if (at->second > now) continue;
        outgoing.send_heartbeat(key.first, key.second, [this](const Message& message) { send(message); });
        counters.heartbeats.fetch_add(1);
        at->second = now + jittered();
    }
}

}  // namespace hometime::bus

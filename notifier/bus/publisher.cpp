#include "notifier/bus/publisher.h"

#include <spdlog/spdlog.h>

#include <condition_variable>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <random>
#include <thread>
#include <zmq.hpp>
#include <zmq_addon.hpp>

#include "eventstore/base/mutants.h"
#include "notifier/bus/connections.h"
#include "notifier/bus/gatekeeper.h"
#include "notifier/bus/outgoing.h"
#include "notifier/bus/replay.h"
#include "notifier/bus/self_test.h"
#include "notifier/bus/socket_options.h"

namespace hometime::bus {

namespace {

using Steady = std::chrono::steady_clock;
using Key = std::pair<SchoolId, Stream>;

constexpr const char* kWake = "inproc://hometime.publisher.wake";
/// Without keys all are one asker.
constexpr const char* kAnybody = "(local)";
/// Requests that are answered before events get their turn.
constexpr int kRequestTurn = 4;
/// How long an endpoint that was given up stays taken, at most.
constexpr std::chrono::milliseconds kRebind{5000};
constexpr std::chrono::seconds kReload{10};
/// What is said at the end has so long to leave.
constexpr int kLastWordsMs = 200;

std::string property(const zmq::message_t& message, const char* name) {
    const char* value = zmq_msg_gets(message.handle(), name);
    return value == nullptr ? std::string() : std::string(value);
}

/// The connection that a message came over; -1: it has none of its own (inproc).
int connection_of(const zmq::message_t& message) {
    const auto text = property(message, "__fd");
    return text.empty() ? -1 : std::atoi(text.c_str());
}

/// Tells of connections that ended.
class Endings {
public:
    Endings(zmq::context_t& context, zmq::socket_t& socket, const std::string& name)
        : events_(context, zmq::socket_type::pair) {
        const auto endpoint = "inproc://hometime.publisher." + name;
        if (zmq_socket_monitor(socket.handle(), endpoint.c_str(), ZMQ_EVENT_DISCONNECTED) != 0) throw zmq::error_t();
        events_.set(zmq::sockopt::linger, 0);
        events_.connect(endpoint);
    }
    [[nodiscard]] zmq::socket_t& socket() { return events_; }
    /// True: some have ended.
    bool take(Connections& connections) {
        bool some = false;
        std::vector<zmq::message_t> frames;
        while (zmq::recv_multipart(events_, std::back_inserter(frames), zmq::recv_flags::dontwait)) {
            std::int32_t descriptor = -1;
            if (frames[0].size() >= 6) {
                std::memcpy(&descriptor, frames[0].data<char>() + 2, sizeof descriptor);
                connections.ended(descriptor);
            }
            some = true;
            frames.clear();
        }
        return some;
    }

private:
    zmq::socket_t events_;
};

/// One of the two sockets, with what is known of its connections.
struct Side {
    Side(zmq::context_t& context, zmq::socket_type type, const std::string& name)
        : socket(context, type), endings(context, socket, name) {}
    void bind(const std::string& wanted) {
        if (wanted.find('[') != std::string::npos) socket.set(zmq::sockopt::ipv6, 1);
        socket.bind(wanted);
        endpoint = socket.get(zmq::sockopt::last_endpoint);
    }
    /// All connections end; new ones may come. Waits until the endpoint is free again.
    void cut() {
        socket.unbind(endpoint);
        connections.clear();
        const auto until = Steady::now() + kRebind;
        for (;;) {
            try {
                socket.bind(endpoint);
                return;
            } catch (const zmq::error_t& error) {
                if (error.num() != EADDRINUSE || Steady::now() > until) throw;
                std::this_thread::sleep_for(std::chrono::milliseconds(5));
            }
        }
    }

    zmq::socket_t socket;
    Endings endings;
    Connections connections;
    std::string endpoint;
};

}  // namespace

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
    void say_goodbye();
    void take_changes();
    void cut(const char* why);
    [[nodiscard]] bool publish();
    void notices();
    void subscriptions();
    void subscription(const zmq::message_t& request);
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
        return events->connections.count(user) + (replay ? replay->connections.count(user) : 0);
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
        }
        events.emplace(context, zmq::socket_type::xpub, "events");
        set_events_options(events->socket, options.high_water_mark);
        if (options.keys) set_server_key(events->socket, options.keys->server, "events");
        events->bind(options.endpoint);
        if (!options.replay.empty()) {
            replay.emplace(context, zmq::socket_type::router, "replay");
            set_replay_options(replay->socket);
            if (options.keys) set_server_key(replay->socket, options.keys->server, "replay");
            replay->bind(options.replay);
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
    if (gatekeeper) gatekeeper->admit(options.keys->subscribers);
    if (gatekeeper) gatekeeper->admit_canary(canary.public_key);
    const SelfTestTarget target{events->endpoint, replay ? replay->endpoint : std::string(),
                                options.keys->server.public_key};
    auto passed = self_test(target, canary, options.self_test);
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
    static const std::string none;
    return impl_->events ? impl_->events->endpoint : none;
}
const std::string& Publisher::replay_endpoint() const {
    static const std::string none;
    return impl_->replay ? impl_->replay->endpoint : none;
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

void Publisher::Impl::run() {
    try {
        loop();
        say_goodbye();
    } catch (const zmq::error_t& error) {
        if (error.num() != ETERM) spdlog::error("bus: stopped: {}", error.what());
    }
    events.reset();
    replay.reset();
    woken.close();
    const std::scoped_lock lock(mutex);
    ended = true;
    changed.notify_all();
}

void Publisher::Impl::loop() {
    while (!stopping.load()) {
        take_changes();
        bool ended_some = events->endings.take(events->connections);
        if (replay) ended_some = replay->endings.take(replay->connections) || ended_some;
        if (ended_some) count_connections();
        subscriptions();
        const bool unsent = publish();
        const bool unanswered = requests();
        wait(unsent || unanswered);
    }
}

void Publisher::Impl::wait(bool more) {
    auto next = Steady::now() + options.heartbeat;
    for (const auto& [key, at] : next_heartbeat) next = std::min(next, at);
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(next - Steady::now());
    std::vector<zmq::pollitem_t> items{{events->socket.handle(), 0, ZMQ_POLLIN, 0},
                                       {woken.handle(), 0, ZMQ_POLLIN, 0},
                                       {events->endings.socket().handle(), 0, ZMQ_POLLIN, 0}};
    if (replay) {
        items.push_back({replay->socket.handle(), 0, ZMQ_POLLIN, 0});
        items.push_back({replay->endings.socket().handle(), 0, ZMQ_POLLIN, 0});
    }
    zmq::poll(items,
              std::clamp(more ? std::chrono::milliseconds(0) : left, std::chrono::milliseconds(0), options.heartbeat));
    zmq::message_t ignored;
    while (woken.recv(ignored, zmq::recv_flags::dontwait)) continue;
}

void Publisher::Impl::say_goodbye() try {
    for (const auto& key : outgoing.streams()) {
        outgoing.send_notice(key.first, key.second, Notice::restarting,
                             [this](const Message& message) { send(message); });
    }
    events->socket.set(zmq::sockopt::linger, kLastWordsMs);
} catch (const ViewError&) {
    // Whoever listens notices soon enough.
}

/// Other rules, from outside or because somebody's time has passed.
void Publisher::Impl::take_changes() {
    std::unique_lock lock(mutex);
    const auto next = wanted;
    lock.unlock();
    std::set<std::string> gone;
    for (const auto& one : next ? *next : subscribers) {
        if (has_expired(one, clock.now())) gone.insert(one.name);
    }
    const bool passed = !std::includes(expired.begin(), expired.end(), gone.begin(), gone.end());
    const bool narrowed = next && is_narrowed(subscribers, *next);
    if (next) subscribers = *next;
    expired = std::move(gone);
    if (narrowed || passed) cut(narrowed ? "somebody may do less than before" : "somebody's time has passed");
    if (!next) return;
    lock.lock();
    wanted.reset();
    changed.notify_all();
}

void Publisher::Impl::cut(const char* why) {
    events->cut();
    if (replay) replay->cut();
    count_connections();
    counters.cuts.fetch_add(1);
    spdlog::info("bus: all connections were cut, for {}", why);
}

/// While the streams cannot be read nothing is sent; once they are built anew it goes on where it was.
bool Publisher::Impl::publish() try {
    const bool more = outgoing.send_new([this](const Message& message) {
        send(message);
        counters.events.fetch_add(1);
    });
    notices();
    heartbeats();
    silent = false;
    return more;
} catch (const ViewError& error) {
    if (!std::exchange(silent, true)) spdlog::error("bus: silent, the streams cannot be read: {}", error.what());
    return false;
}

void Publisher::Impl::notices() {
    for (const auto& [school, stream] : outgoing.take_restored()) {
        outgoing.send_notice(school, stream, Notice::epoch_changed, [this](const Message& message) { send(message); });
        counters.notices.fetch_add(1);
    }
}

void Publisher::Impl::send(const Message& message) {
    events->socket.send(zmq::buffer(message.topic), zmq::send_flags::sndmore);
    events->socket.send(zmq::buffer(message.header), zmq::send_flags::sndmore);
    events->socket.send(zmq::buffer(message.body), zmq::send_flags::none);
}

void Publisher::Impl::subscriptions() {
    zmq::message_t request;
    while (events->socket.recv(request, zmq::recv_flags::dontwait)) subscription(request);
}

/// The first byte says whether it begins or ends; a grant counts for the peer whose request was read last. What ended
/// with its connection says no more whose it was.
void Publisher::Impl::subscription(const zmq::message_t& request) {
    const auto text = request.to_string();
    if (text.empty()) return;
    const std::string topic = text.substr(1);
    const auto stream = outgoing.named(topic);
    if (text.front() == 0) {
        if (stream) events->socket.set(zmq::sockopt::unsubscribe, topic);
        return;
    }
    const auto user = options.keys ? property(request, "User-Id") : std::string(kAnybody);
    if (user == kCanary && topic == kCanaryTopic) {
        events->socket.set(zmq::sockopt::subscribe, topic);
        send({topic, encode({FrameKind::heartbeat, 0, {}, 0, clock.now()}), {}});
        return;
    }
    if (!grants(request, user, topic, stream)) {
        counters.subscriptions_refused.fetch_add(1);
        count(user, [](SubscriberCounters& counted) { ++counted.subscriptions_refused; });
        return;
    }
    events->socket.set(zmq::sockopt::subscribe, topic);
    next_heartbeat[*stream] = Steady::now();
}

bool Publisher::Impl::grants(const zmq::message_t& request, const std::string& user, const std::string& topic,
                             const std::optional<Key>& stream) {
    if (!stream || !may(user, topic)) return false;
    if (!options.keys) return true;
    const bool admitted = events->connections.admits(connection_of(request), user);
    const auto now = connections_of(user);
    count(user, [&](SubscriberCounters& counted) { counted.connections = now; });
    return admitted;
}

bool Publisher::Impl::may(const std::string& user, const std::string& topic) const {
    if (!options.keys) return true;
    const auto* one = find_subscriber(subscribers, user);
    return one != nullptr && one->streams.contains(topic) && !has_expired(*one, clock.now());
}

/// True: more are waiting.
bool Publisher::Impl::requests() {
    if (!replay) return false;
    for (int turn = 0; turn < kRequestTurn; ++turn) {
        std::vector<zmq::message_t> frames;
        if (!zmq::recv_multipart(replay->socket, std::back_inserter(frames), zmq::recv_flags::dontwait)) return false;
        answer(frames);
    }
    return true;
}

void Publisher::Impl::answer(const std::vector<zmq::message_t>& frames) {
    if (frames.size() < 2) return;
    counters.replay_requests.fetch_add(1);
    const auto identity = frames[0].to_string();
    const auto user = options.keys ? property(frames[1], "User-Id") : std::string(kAnybody);
    std::vector<std::string> parts;
    for (std::size_t i = 1; i < frames.size(); ++i) parts.push_back(frames[i].to_string());
    const auto take = [&](const Reply& reply) { return send(identity, reply); };
    if (options.keys && user != kCanary && !replay->connections.admits(connection_of(frames[1]), user)) {
        const auto id = parts.size() >= 3 ? parts[2] : std::string();
        std::ignore = take(error_reply(id, ReplayError::BUSY, R"({"retry_ms":1000})"));
        count(user, [](SubscriberCounters& counted) { ++counted.busy; });
        return;
    }
    const Asker asker{user, [&](const std::string& prefix) { return may(user, prefix); }};
    try {
        answers.answer(asker, parts, take);
    } catch (const ViewError&) {
        const auto id = parts.size() >= 3 ? parts[2] : std::string();
        std::ignore = take(error_reply(id, ReplayError::BUSY, R"({"retry_ms":1000})"));
    } catch (const LogFailed&) {
        return;  // Whoever gave us the log ends the process.
    }
    const auto refused = answers.take_refused();
    const auto now = connections_of(user);
    count(user, [&](SubscriberCounters& counted) {
        ++counted.replay_requests;
        counted.busy += refused;
        counted.connections = now;
    });
}

/// False: nobody takes it, because the connection has gone or is full. The asker asks again.
bool Publisher::Impl::send(const std::string& identity, const Reply& reply) try {
    if (!replay->socket.send(zmq::buffer(identity), zmq::send_flags::sndmore | zmq::send_flags::dontwait)) {
        counters.replay_dropped.fetch_add(1);
        return false;
    }
    const auto frames = reply.frames();
    for (std::size_t i = 0; i < frames.size(); ++i) {
        const bool last = i + 1 == frames.size();
        replay->socket.send(zmq::buffer(frames[i]), last ? zmq::send_flags::none : zmq::send_flags::sndmore);
    }
    if (!reply.header.empty()) counters.replay_events.fetch_add(1);
    if (reply.kind == "ERR") counters.replay_errors.fetch_add(1);
    return true;
} catch (const zmq::error_t& error) {
    if (error.num() != EHOSTUNREACH) throw;
    counters.replay_dropped.fetch_add(1);
    return false;
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

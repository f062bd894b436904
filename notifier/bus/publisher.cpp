#include "notifier/bus/publisher.h"

#include <spdlog/spdlog.h>

#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <random>
#include <thread>
#include <zmq.hpp>
#include <zmq_addon.hpp>

#include "eventstore/base/mutants.h"
#include "notifier/bus/gatekeeper.h"
#include "notifier/bus/outgoing.h"
#include "notifier/bus/replay.h"
#include "notifier/bus/self_test.h"
#include "notifier/bus/side.h"
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
/// An endpoint that was given up is usually free again within that; what takes longer is tried between other work.
constexpr std::chrono::milliseconds kRebind{5000};
constexpr std::chrono::milliseconds kRebindStep{5};
/// While it cannot be bound, or the streams cannot be read.
constexpr std::chrono::milliseconds kUnboundStep{50};
constexpr std::chrono::milliseconds kSilentStep{200};
/// After an error that nothing explains.
constexpr std::chrono::milliseconds kAfterFailure{1000};
/// Whoever sends what no subscriber sends stays away for so long: each time ends everybody's connections.
constexpr std::chrono::minutes kBarred{10};
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

/// What nothing explains ends nothing but the connections: it goes on with new sockets.
void Publisher::Impl::run() {
    while (!stopping.load()) {
        try {
            loop();
            say_goodbye();
        } catch (const zmq::error_t& error) {
            if (error.num() == ETERM) break;
            failed(error.what());
        } catch (const std::exception& error) {
            failed(error.what());
        } catch (const LogFailed&) {
            failed("the log cannot be read");
        }
    }
    events.reset();
    replay.reset();
    woken.close();
    const std::scoped_lock lock(mutex);
    ended = true;
    changed.notify_all();
}

void Publisher::Impl::failed(const char* what) {
    spdlog::error("bus: all connections were cut, for an error that should not be: {}", what);
    events->close();
    if (replay) replay->close();
    const auto until = Steady::now() + kAfterFailure;
    while (!stopping.load() && Steady::now() < until) std::this_thread::sleep_for(kUnboundStep);
}

void Publisher::Impl::loop() {
    while (!stopping.load()) {
        std::ignore = bind_again();
        take_changes();
        bool more = endings();
        more = subscriptions() || more;
        more = publish() || more;
        more = requests() || more;
        wait(more);
    }
}

/// Whether both are bound.
bool Publisher::Impl::bind_again() {
    const bool bound = events->bind_again();
    return (!replay || replay->bind_again()) && bound;
}

/// True: more are waiting.
bool Publisher::Impl::endings() {
    const auto of_events = events->endings().take(events->connections());
    const auto of_replay = replay ? replay->endings().take(replay->connections()) : 0;
    if (of_events + of_replay > 0) count_connections();
    return of_events == kReadTurn || of_replay == kReadTurn;
}

void Publisher::Impl::wait(bool more) {
    auto next = Steady::now() + options.heartbeat;
    for (const auto& [key, at] : next_heartbeat) next = std::min(next, at);
    auto patience = std::clamp(std::chrono::ceil<std::chrono::milliseconds>(next - Steady::now()),
                               std::chrono::milliseconds(0), options.heartbeat);
    if (silent) patience = kSilentStep;  // No heartbeat leaves either.
    if (!events->is_bound() || (replay && !replay->is_bound())) patience = std::min(patience, kUnboundStep);
    std::vector<zmq::pollitem_t> items{{events->socket().handle(), 0, ZMQ_POLLIN, 0},
                                       {woken.handle(), 0, ZMQ_POLLIN, 0},
                                       {events->endings().socket().handle(), 0, ZMQ_POLLIN, 0}};
    if (replay) {
        items.push_back({replay->socket().handle(), 0, ZMQ_POLLIN, 0});
        items.push_back({replay->endings().socket().handle(), 0, ZMQ_POLLIN, 0});
    }
    zmq::poll(items, more ? std::chrono::milliseconds(0) : patience);
    zmq::message_t ignored;
    while (woken.recv(ignored, zmq::recv_flags::dontwait)) continue;
}

void Publisher::Impl::say_goodbye() try {
    for (const auto& key : outgoing.streams()) {
        outgoing.send_notice(key.first, key.second, Notice::restarting,
                             [this](const Message& message) { send(message); });
    }
    events->socket().set(zmq::sockopt::linger, kLastWordsMs);
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

/// Nobody is connected any more when it returns; who may come back finds it bound again then, or a little later.
void Publisher::Impl::cut(const std::string& why) {
    events->cut();
    if (replay) replay->cut();
    count_connections();
    counters.cuts.fetch_add(1);
    spdlog::info("bus: all connections were cut, for {}", why);
    const auto until = Steady::now() + kRebind;
    while (!bind_again() && !stopping.load() && Steady::now() < until) std::this_thread::sleep_for(kRebindStep);
    if (!events->is_bound() || (replay && !replay->is_bound())) {
        spdlog::error("bus: nobody can connect, for its endpoint is not free again; it is tried on");
    }
}

/// Who sends what no subscriber sends, and must not do so again at once.
void Publisher::Impl::bar(const std::string& user, const char* why) {
    if (gatekeeper && !user.empty()) gatekeeper->bar(user, kBarred);
    cut((user.empty() ? "somebody" : user) + std::string(" ") + why);
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
    events->socket().send(zmq::buffer(message.topic), zmq::send_flags::sndmore);
    events->socket().send(zmq::buffer(message.header), zmq::send_flags::sndmore);
    events->socket().send(zmq::buffer(message.body), zmq::send_flags::none);
}

/// True: more are waiting.
bool Publisher::Impl::subscriptions() {
    for (std::size_t turn = 0; turn < kReadTurn && !stopping.load(); ++turn) {
        zmq::message_t request;
        if (!events->socket().recv(request, zmq::recv_flags::dontwait)) return false;
        if (!subscription(request)) return true;
    }
    return true;
}

/// False: everybody was cut off, and what else was waiting has gone.
/// A grant counts for the peer whose subscription was read last. The socket keeps account of that by subscriptions and
/// their ends alone: behind anything else that a peer has sent, a grant would be another peer's. The first byte says
/// which it is. What ended with its connection says no more whose it was.
bool Publisher::Impl::subscription(const zmq::message_t& request) {
    const auto text = request.to_string();
    const auto user = options.keys ? property(request, "User-Id") : std::string(kAnybody);
    const bool begins = !text.empty() && text.front() == 1;
    const bool ends = !text.empty() && text.front() == 0;
    if (request.more() || (!begins && !ends)) {
        bar(user, "sent what is no subscription");
        return false;
    }
    const std::string topic = text.substr(1);
    if (ends) {
        if (outgoing.named(topic)) events->socket().set(zmq::sockopt::unsubscribe, topic);
        return true;
    }
    if (asks_too_much(request, user)) {
        bar(user, "asked for too many subscriptions");
        return false;
    }
    subscribe(request, user, topic);
    return true;
}

/// A descriptor may belong to a newer connection already; the end of the older one has been told by then.
bool Publisher::Impl::asks_too_much(const zmq::message_t& request, const std::string& user) {
    if (!options.keys || user == kCanary) return false;
    const int connection = connection_of(request);
    if (events->connections().may_ask(connection, user)) return false;
    while (events->endings().take(events->connections()) == kReadTurn) continue;
    return !events->connections().may_ask(connection, user);
}

void Publisher::Impl::subscribe(const zmq::message_t& request, const std::string& user, const std::string& topic) {
    if (user == kCanary && topic == kCanaryTopic) {
        events->socket().set(zmq::sockopt::subscribe, topic);
        send({topic, encode({FrameKind::heartbeat, 0, {}, 0, clock.now()}), {}});
        return;
    }
    const auto stream = outgoing.named(topic);
    if (!grants(request, user, topic, stream)) {
        counters.subscriptions_refused.fetch_add(1);
        count(user, [](SubscriberCounters& counted) { ++counted.subscriptions_refused; });
        return;
    }
    events->socket().set(zmq::sockopt::subscribe, topic);
    next_heartbeat[*stream] = Steady::now();
}

bool Publisher::Impl::grants(const zmq::message_t& request, const std::string& user, const std::string& topic,
                             const std::optional<Key>& stream) {
    if (!stream || !may(user, topic)) return false;
    if (!options.keys) return true;
    const bool admitted = events->connections().admits(connection_of(request), user);
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
    for (int turn = 0; turn < kRequestTurn && !stopping.load(); ++turn) {
        std::vector<zmq::message_t> frames;
        if (!zmq::recv_multipart(replay->socket(), std::back_inserter(frames), zmq::recv_flags::dontwait)) return false;
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
    if (options.keys && user != kCanary && !replay->connections().admits(connection_of(frames[1]), user)) {
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
    if (!replay->socket().send(zmq::buffer(identity), zmq::send_flags::sndmore | zmq::send_flags::dontwait)) {
        counters.replay_dropped.fetch_add(1);
        return false;
    }
    const auto frames = reply.frames();
    for (std::size_t i = 0; i < frames.size(); ++i) {
        const bool last = i + 1 == frames.size();
        replay->socket().send(zmq::buffer(frames[i]), last ? zmq::send_flags::none : zmq::send_flags::sndmore);
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

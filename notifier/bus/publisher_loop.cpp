// The bus's thread: what it does in turn, and how it goes on after whatever happens to it.
#include <spdlog/spdlog.h>

#include <algorithm>

#include "notifier/bus/publisher_impl.h"

namespace hometime::bus {

namespace {

/// An endpoint that was given up is usually free again within that; what takes longer is tried between other work.
constexpr std::chrono::milliseconds kRebind{5000};
constexpr std::chrono::milliseconds kRebindStep{5};
/// While it cannot be bound, or the streams cannot be read.
constexpr std::chrono::milliseconds kUnboundStep{50};
constexpr std::chrono::milliseconds kSilentStep{200};
/// Whoever sends what no subscriber sends stays away for so long: each time ends everybody's connections.
constexpr std::chrono::minutes kBarred{10};
/// What is said at the end has so long to leave.
constexpr int kLastWordsMs = 200;

}  // namespace

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

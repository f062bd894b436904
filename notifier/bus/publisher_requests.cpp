// The replay side: requests in, answers out.
#include <zmq_addon.hpp>

#include "notifier/bus/publisher_impl.h"

namespace hometime::bus {

namespace {

/// Requests that are answered before events get their turn.
constexpr int kRequestTurn = 4;

}  // namespace

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

}  // namespace hometime::bus

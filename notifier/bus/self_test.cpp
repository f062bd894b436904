#include "notifier/bus/self_test.h"

#include <array>
#include <vector>
#include <zmq.hpp>
#include <zmq_addon.hpp>

#include "notifier/bus/message.h"
#include "notifier/bus/monitor.h"

namespace hometime::bus {

namespace {

using Steady = std::chrono::steady_clock;

/// How long one look for news takes, and after which silence it is tried with another socket.
constexpr std::chrono::milliseconds kLook{100};
constexpr std::chrono::milliseconds kAskAgain{5000};

void use_keys(zmq::socket_t& socket, const std::string& server_key, const KeyPair& pair) {
    auto secret = to_z85(pair.secret.view());
    socket.set(zmq::sockopt::linger, 0);
    socket.set(zmq::sockopt::ipv6, 1);
    socket.set(zmq::sockopt::curve_serverkey, server_key);
    socket.set(zmq::sockopt::curve_publickey, pair.public_key);
    socket.set(zmq::sockopt::curve_secretkey, secret);
    wipe(secret.data(), secret.size());
}

/// What a socket says about its handshake.
constexpr int kOfHandshakes = ZMQ_EVENT_HANDSHAKE_FAILED_AUTH | ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL |
                              ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL | ZMQ_EVENT_HANDSHAKE_SUCCEEDED |
                              ZMQ_EVENT_DISCONNECTED;

std::chrono::milliseconds left(Steady::time_point until) {
    return std::max(std::chrono::milliseconds(0), std::chrono::ceil<std::chrono::milliseconds>(until - Steady::now()));
}

tl::unexpected<Error> failed(ErrorCode code, const std::string& what) {
    return fail(code, "the bus does not open, for its test of keys failed: " + what);
}

/// Turned away, and not a byte came. A connection that merely ends proves nothing: the socket makes another.
Result<void> is_turned_away(zmq::context_t& context, zmq::socket_t& socket, const std::string& name,
                            const std::string& endpoint, const SelfTestTarget& target, Steady::time_point until) {
    use_keys(socket, target.server_key, make_key_pair());
    Monitor monitor(context, socket, kOfHandshakes, name);
    const auto denied = target.denied();
    socket.connect(endpoint);
    for (;;) {
        const auto said = monitor.next(std::min(left(until), kLook));
        const int event = said ? said->event : 0;
        if (event == ZMQ_EVENT_HANDSHAKE_SUCCEEDED) {
            return failed(ErrorCode::invalid, "a key that nobody knows was let in at " + name);
        }
        if (event == ZMQ_EVENT_HANDSHAKE_FAILED_AUTH || target.denied() > denied) break;
        if (Steady::now() >= until) {
            return failed(ErrorCode::busy, "a key that nobody knows was not turned away in time at " + name);
        }
    }
    zmq::message_t frame;
    if (socket.recv(frame, zmq::recv_flags::dontwait)) {
        return failed(ErrorCode::invalid, "a key that nobody knows was served at " + name);
    }
    return {};
}

/// With another socket now and then: one whose handshake broke off may never try again.
bool hears_heartbeat(zmq::context_t& context, const SelfTestTarget& target, const KeyPair& canary,
                     Steady::time_point until) {
    do {
        zmq::socket_t socket(context, zmq::socket_type::sub);
        use_keys(socket, target.server_key, canary);
        socket.set(zmq::sockopt::subscribe, kCanaryTopic);
        socket.set(zmq::sockopt::rcvtimeo, static_cast<int>(std::min(left(until), kAskAgain).count()));
        socket.connect(reachable(target.events));
        std::vector<zmq::message_t> frames;
        if (!zmq::recv_multipart(socket, std::back_inserter(frames)) || frames.size() < 2) continue;
        const auto header = decode_header(frames[1].to_string_view());
        return header && header->kind == FrameKind::heartbeat;
    } while (Steady::now() < until);
    return false;
}

/// The same.
bool gets_answer(zmq::context_t& context, const SelfTestTarget& target, const KeyPair& canary,
                 Steady::time_point until) {
    const std::string id(16, 's');
    do {
        zmq::socket_t socket(context, zmq::socket_type::dealer);
        use_keys(socket, target.server_key, canary);
        socket.set(zmq::sockopt::sndtimeo, 0);
        socket.set(zmq::sockopt::rcvtimeo, static_cast<int>(std::min(left(until), kAskAgain).count()));
        socket.connect(reachable(target.replay));
        for (const std::string& part : {std::string("R1"), std::string("PING"), id}) {
            std::ignore = socket.send(zmq::buffer(part), zmq::send_flags::sndmore);
        }
        std::ignore = socket.send(zmq::str_buffer("{}"), zmq::send_flags::none);
        std::vector<zmq::message_t> frames;
        if (!zmq::recv_multipart(socket, std::back_inserter(frames))) continue;
        return frames.size() >= 3 && frames[1].to_string() == "OK" && frames[2].to_string() == id;
    } while (Steady::now() < until);
    return false;
}

}  // namespace

std::string reachable(const std::string& bound) {
    for (const auto& [any, loopback] : {std::pair{"tcp://0.0.0.0:", "tcp://127.0.0.1:"},
                                        {"tcp://*:", "tcp://127.0.0.1:"},
                                        {"tcp://[::]:", "tcp://[::1]:"}}) {
        const std::string_view prefix(any);
        if (bound.starts_with(prefix)) return loopback + bound.substr(prefix.size());
    }
    return bound;
}

Result<void> self_test(const SelfTestTarget& target, const KeyPair& canary, std::chrono::milliseconds patience) {
    const auto until = Steady::now() + patience;
    try {
        zmq::context_t context(1);
        zmq::socket_t listener(context, zmq::socket_type::sub);
        listener.set(zmq::sockopt::subscribe, "");
        auto away = is_turned_away(context, listener, "events", reachable(target.events), target, until);
        if (!away) return away;
        if (!hears_heartbeat(context, target, canary, until)) {
            return failed(ErrorCode::busy, "a key that is known heard no heartbeat in time");
        }
        if (target.replay.empty()) return {};
        zmq::socket_t asker(context, zmq::socket_type::dealer);
        away = is_turned_away(context, asker, "replay", reachable(target.replay), target, until);
        if (!away) return away;
        if (!gets_answer(context, target, canary, until)) {
            return failed(ErrorCode::busy, "a key that is known got no answer in time");
        }
    } catch (const zmq::error_t& error) {
        return failed(ErrorCode::busy, error.what());
    }
    return {};
}

}  // namespace hometime::bus

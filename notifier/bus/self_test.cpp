#include "notifier/bus/self_test.h"

#include <array>
#include <vector>
#include <zmq.hpp>
#include <zmq_addon.hpp>

#include "notifier/bus/message.h"

namespace hometime::bus {

namespace {

using Steady = std::chrono::steady_clock;

void use_keys(zmq::socket_t& socket, const std::string& server_key, const KeyPair& pair) {
    auto secret = to_z85(pair.secret.view());
    socket.set(zmq::sockopt::linger, 0);
    socket.set(zmq::sockopt::curve_serverkey, server_key);
    socket.set(zmq::sockopt::curve_publickey, pair.public_key);
    socket.set(zmq::sockopt::curve_secretkey, secret);
    wipe(secret.data(), secret.size());
}

/// What the socket says about its handshake.
class Watch {
public:
    Watch(zmq::context_t& context, zmq::socket_t& socket, const std::string& name)
        : events_(context, zmq::socket_type::pair) {
        const auto endpoint = "inproc://hometime.self-test." + name;
        const int watched = ZMQ_EVENT_HANDSHAKE_FAILED_AUTH | ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL |
                            ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL | ZMQ_EVENT_HANDSHAKE_SUCCEEDED |
                            ZMQ_EVENT_DISCONNECTED;
        if (zmq_socket_monitor(socket.handle(), endpoint.c_str(), watched) != 0) throw zmq::error_t();
        events_.set(zmq::sockopt::linger, 0);
        events_.connect(endpoint);
    }
    /// The next thing that it says; 0: nothing in time.
    int next(std::chrono::milliseconds patience) {
        events_.set(zmq::sockopt::rcvtimeo, static_cast<int>(std::max<std::int64_t>(0, patience.count())));
        std::vector<zmq::message_t> frames;
        if (!zmq::recv_multipart(events_, std::back_inserter(frames)) || frames[0].size() < 2) return 0;
        std::uint16_t event = 0;
        std::memcpy(&event, frames[0].data(), sizeof event);
        return event;
    }

private:
    zmq::socket_t events_;
};

std::chrono::milliseconds left(Steady::time_point until) {
    return std::max(std::chrono::milliseconds(0), std::chrono::ceil<std::chrono::milliseconds>(until - Steady::now()));
}

/// Empty: turned away, and not a byte came.
std::string complain_of_stranger(zmq::context_t& context, zmq::socket_t& socket, const std::string& name,
                                 const std::string& endpoint, const std::string& server_key, Steady::time_point until) {
    use_keys(socket, server_key, make_key_pair());
    Watch watch(context, socket, name);
    socket.connect(endpoint);
    for (;;) {
        const int event = watch.next(left(until));
        if (event == 0) return "a key that nobody knows was not turned away in time at " + name;
        if (event == ZMQ_EVENT_HANDSHAKE_SUCCEEDED) return "a key that nobody knows was let in at " + name;
        if (event == ZMQ_EVENT_HANDSHAKE_FAILED_AUTH || event == ZMQ_EVENT_DISCONNECTED) break;
    }
    zmq::message_t frame;
    if (socket.recv(frame, zmq::recv_flags::dontwait)) return "a key that nobody knows was served at " + name;
    return {};
}

bool hears_heartbeat(zmq::context_t& context, const SelfTestTarget& target, const KeyPair& canary,
                     Steady::time_point until) {
    zmq::socket_t socket(context, zmq::socket_type::sub);
    use_keys(socket, target.server_key, canary);
    socket.set(zmq::sockopt::subscribe, kCanaryTopic);
    socket.set(zmq::sockopt::rcvtimeo, static_cast<int>(left(until).count()));
    socket.connect(reachable(target.events));
    std::vector<zmq::message_t> frames;
    if (!zmq::recv_multipart(socket, std::back_inserter(frames)) || frames.size() < 2) return false;
    const auto header = decode_header(frames[1].to_string_view());
    return header && header->kind == FrameKind::heartbeat;
}

bool gets_answer(zmq::context_t& context, const SelfTestTarget& target, const KeyPair& canary,
                 Steady::time_point until) {
    zmq::socket_t socket(context, zmq::socket_type::dealer);
    use_keys(socket, target.server_key, canary);
    socket.set(zmq::sockopt::rcvtimeo, static_cast<int>(left(until).count()));
    socket.connect(reachable(target.replay));
    const std::string id(16, 's');
    for (const std::string& part : {std::string("R1"), std::string("PING"), id}) {
        socket.send(zmq::buffer(part), zmq::send_flags::sndmore);
    }
    socket.send(zmq::str_buffer("{}"), zmq::send_flags::none);
    std::vector<zmq::message_t> frames;
    if (!zmq::recv_multipart(socket, std::back_inserter(frames)) || frames.size() < 3) return false;
    return frames[1].to_string() == "OK" && frames[2].to_string() == id;
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
    const auto refuse = [](const std::string& what) {
        return fail(ErrorCode::invalid, "the bus does not open, for its test of keys failed: " + what);
    };
    try {
        zmq::context_t context(1);
        zmq::socket_t listener(context, zmq::socket_type::sub);
        listener.set(zmq::sockopt::ipv6, 1);
        listener.set(zmq::sockopt::subscribe, "");
        auto wrong = complain_of_stranger(context, listener, "events", reachable(target.events), target.server_key,
                                          Steady::now() + patience);
        if (!wrong.empty()) return refuse(wrong);
        if (!hears_heartbeat(context, target, canary, Steady::now() + patience)) {
            return refuse("a key that is known heard no heartbeat");
        }
        if (target.replay.empty()) return {};
        zmq::socket_t asker(context, zmq::socket_type::dealer);
        asker.set(zmq::sockopt::ipv6, 1);
        wrong = complain_of_stranger(context, asker, "replay", reachable(target.replay), target.server_key,
                                     Steady::now() + patience);
        if (!wrong.empty()) return refuse(wrong);
        if (!gets_answer(context, target, canary, Steady::now() + patience)) {
            return refuse("a key that is known got no answer");
        }
    } catch (const zmq::error_t& error) {
        return refuse(error.what());
    }
    return {};
}

}  // namespace hometime::bus

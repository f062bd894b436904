#include "notifier/bus/socket_options.h"

#include <zmq.hpp>

namespace hometime::bus {

namespace {

/// ZMQ_ZAP_ENFORCE_DOMAIN: a connection fails when no gatekeeper answers. libzmq 4.3 knows it; its header names it only
/// among what may change.
constexpr int kEnforceDomain = 93;

void set_common(zmq::socket_t& socket) {
    socket.set(zmq::sockopt::ipv6, 1);  // Both: an IPv4 address goes on being one.
    socket.set(zmq::sockopt::handshake_ivl, 5000);
    socket.set(zmq::sockopt::backlog, 32);
    socket.set(zmq::sockopt::heartbeat_ivl, 10'000);
    socket.set(zmq::sockopt::heartbeat_timeout, 30'000);
    socket.set(zmq::sockopt::heartbeat_ttl, 30'000);
    socket.set(zmq::sockopt::tcp_keepalive, 1);
    socket.set(zmq::sockopt::linger, 0);
}

}  // namespace

void set_events_options(zmq::socket_t& socket, int high_water_mark) {
    set_common(socket);
    socket.set(zmq::sockopt::xpub_manual, 1);
    socket.set(zmq::sockopt::sndhwm, high_water_mark);
    socket.set(zmq::sockopt::maxmsgsize, std::int64_t{1024});
}

void set_replay_options(zmq::socket_t& socket) {
    set_common(socket);
    socket.set(zmq::sockopt::router_mandatory, 1);
    socket.set(zmq::sockopt::sndtimeo, 0);
    socket.set(zmq::sockopt::sndhwm, 1000);
    socket.set(zmq::sockopt::maxmsgsize, std::int64_t{8192});
}

void set_server_key(zmq::socket_t& socket, const KeyPair& server, const std::string& domain) {
    auto secret = to_z85(server.secret.view());
    socket.set(zmq::sockopt::curve_server, 1);
    socket.set(zmq::sockopt::curve_secretkey, secret);
    wipe(secret.data(), secret.size());
    socket.set(zmq::sockopt::zap_domain, domain);
    const int on = 1;
    if (zmq_setsockopt(socket.handle(), kEnforceDomain, &on, sizeof on) != 0) throw zmq::error_t();
}

}  // namespace hometime::bus

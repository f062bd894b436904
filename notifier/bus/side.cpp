#include "notifier/bus/side.h"

#include <zmq.hpp>

namespace hometime::bus {

Endings::Endings(zmq::context_t& context, zmq::socket_t& socket, const std::string& name)
    : monitor_(context, socket, ZMQ_EVENT_DISCONNECTED, "publisher." + name) {}

std::size_t Endings::take(Connections& connections) {
    std::size_t taken = 0;
    for (; taken < kReadTurn; ++taken) {
        const auto ended = monitor_.next(std::chrono::milliseconds(0));
        if (!ended) break;
        connections.ended(ended->value);
    }
    return taken;
}

Side::Side(zmq::context_t& context, zmq::socket_type type, std::string name,
           std::function<void(zmq::socket_t&)> prepare)
    : context_(context), type_(type), name_(std::move(name)), prepare_(std::move(prepare)) {
    open();
}

/// An older socket goes away by and by, and keeps the name of its own monitor as long.
void Side::open() {
    auto socket = std::make_unique<zmq::socket_t>(context_, type_);
    prepare_(*socket);
    endings_.emplace(context_, *socket, name_ + "." + std::to_string(++opened_));
    socket_ = std::move(socket);
}

Side::~Side() = default;

void Side::bind(const std::string& wanted) {
    socket_->bind(wanted);
    endpoint_ = plain_endpoint(socket_->get(zmq::sockopt::last_endpoint));
    is_bound_ = true;
}

bool Side::bind_again() {
    if (is_bound_) return true;
    if (!socket_) open();
    try {
        socket_->bind(endpoint_);
    } catch (const zmq::error_t& error) {
        if (error.num() != EADDRINUSE) throw;
        return false;
    }
    is_bound_ = true;
    return true;
}

void Side::cut() {
    close();
    open();
}

void Side::close() {
    is_bound_ = false;
    connections_.clear();
    endings_.reset();
    socket_.reset();
}

std::string plain_endpoint(const std::string& endpoint) {
    constexpr std::string_view kMapped = "tcp://[::ffff:";
    const auto end = endpoint.find("]:");
    if (!endpoint.starts_with(kMapped) || end == std::string::npos) return endpoint;
    return "tcp://" + endpoint.substr(kMapped.size(), end - kMapped.size()) + endpoint.substr(end + 1);
}

}  // namespace hometime::bus

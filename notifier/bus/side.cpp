#include "notifier/bus/side.h"

#include <cstring>
#include <vector>
#include <zmq.hpp>
#include <zmq_addon.hpp>

namespace hometime::bus {

Endings::Endings(zmq::context_t& context, zmq::socket_t& socket, const std::string& name)
    : events_(std::make_unique<zmq::socket_t>(context, zmq::socket_type::pair)) {
    const auto endpoint = "inproc://hometime.publisher." + name;
    if (zmq_socket_monitor(socket.handle(), endpoint.c_str(), ZMQ_EVENT_DISCONNECTED) != 0) throw zmq::error_t();
    events_->set(zmq::sockopt::linger, 0);
    events_->connect(endpoint);
}

Endings::~Endings() = default;

std::size_t Endings::take(Connections& connections) {
    std::size_t taken = 0;
    std::vector<zmq::message_t> frames;
    while (taken < kReadTurn && zmq::recv_multipart(*events_, std::back_inserter(frames), zmq::recv_flags::dontwait)) {
        std::int32_t descriptor = -1;
        if (frames[0].size() >= 6) {
            std::memcpy(&descriptor, frames[0].data<char>() + 2, sizeof descriptor);
            connections.ended(descriptor);
        }
        ++taken;
        frames.clear();
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

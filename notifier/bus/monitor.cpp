#include "notifier/bus/monitor.h"

#include <cstring>
#include <vector>
#include <zmq.hpp>
#include <zmq_addon.hpp>

namespace hometime::bus {

Monitor::Monitor(zmq::context_t& context, zmq::socket_t& socket, int events, const std::string& name)
    : watched_(socket), events_(std::make_unique<zmq::socket_t>(context, zmq::socket_type::pair)) {
    const auto endpoint = "inproc://hometime.monitor." + name;
    events_->set(zmq::sockopt::linger, 0);
    events_->set(zmq::sockopt::rcvhwm, 0);
    if (zmq_socket_monitor(socket.handle(), endpoint.c_str(), events) != 0) throw zmq::error_t();
    events_->connect(endpoint);
}

Monitor::~Monitor() {
    zmq_socket_monitor(watched_.handle(), nullptr, 0);
}

std::optional<MonitorEvent> Monitor::next(std::chrono::milliseconds patience) {
    events_->set(zmq::sockopt::rcvtimeo, static_cast<int>(std::max<std::int64_t>(0, patience.count())));
    std::vector<zmq::message_t> frames;
    MonitorEvent said;
    constexpr std::size_t kLength = sizeof said.event + sizeof said.value;
    if (!zmq::recv_multipart(*events_, std::back_inserter(frames)) || frames[0].size() < kLength) return std::nullopt;
    std::memcpy(&said.event, frames[0].data(), sizeof said.event);
    std::memcpy(&said.value, frames[0].data<char>() + sizeof said.event, sizeof said.value);
    return said;
}

}  // namespace hometime::bus

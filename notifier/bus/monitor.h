// What libzmq tells of a socket's connections.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace zmq {
class context_t;
class socket_t;
}  // namespace zmq

namespace hometime::bus {

struct MonitorEvent {
    std::uint16_t event = 0;  ///< ZMQ_EVENT_...
    std::int32_t value = 0;   ///< what the event's kind says: a file descriptor, an error
};

/// The context's I/O thread hands events over and waits until they are taken; where nobody is left to take them it
/// waits for ever, and with it every socket of the context. So the telling ends before the reader does, and no number
/// of events fills it up.
class Monitor {
public:
    /// `events`: ZMQ_EVENT_..., together. `name`: no other monitor of the context has it. `socket` must outlive this,
    /// and neither be bound nor connected yet. Throws zmq::error_t.
    Monitor(zmq::context_t& context, zmq::socket_t& socket, int events, const std::string& name);
    ~Monitor();
    Monitor(const Monitor&) = delete;
    Monitor& operator=(const Monitor&) = delete;
    /// The next event; nullopt: none within `patience`. Throws zmq::error_t.
    [[nodiscard]] std::optional<MonitorEvent> next(std::chrono::milliseconds patience);
    /// To be polled.
    [[nodiscard]] zmq::socket_t& socket() { return *events_; }

private:
    zmq::socket_t& watched_;
    std::unique_ptr<zmq::socket_t> events_;
};

}  // namespace hometime::bus

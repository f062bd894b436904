// One of the bus's two sockets, with what is known of its connections. The publisher's thread alone.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "notifier/bus/connections.h"
#include "notifier/bus/monitor.h"

namespace zmq {
class context_t;
class socket_t;
enum class socket_type : int;
}  // namespace zmq

namespace hometime::bus {

/// Things that are read from one socket before others get their turn.
inline constexpr std::size_t kReadTurn = 64;

/// Tells of connections that ended.
class Endings {
public:
    /// `name`: no other socket of the context has it. Throws zmq::error_t.
    Endings(zmq::context_t& context, zmq::socket_t& socket, const std::string& name);
    [[nodiscard]] zmq::socket_t& socket() { return monitor_.socket(); }
    /// Takes a turn's worth of them. Returns how many there were; kReadTurn: there may be more.
    std::size_t take(Connections& connections);

private:
    Monitor monitor_;
};

class Side {
public:
    /// `prepare` sets a new socket's options. Throws zmq::error_t.
    Side(zmq::context_t& context, zmq::socket_type type, std::string name, std::function<void(zmq::socket_t&)> prepare);

    ~Side();
    Side(const Side&) = delete;
    Side& operator=(const Side&) = delete;

    /// The first time. Throws zmq::error_t.
    void bind(const std::string& wanted);
    /// Whether it is bound; binds it, when it is not and its endpoint is free again. Throws zmq::error_t.
    bool bind_again();
    /// All connections end, and what they have said and nobody has read ends with them: the socket is another one.
    /// It is not bound before bind_again() says so. Throws zmq::error_t: then it is closed.
    void cut();
    /// As cut(), without another socket: bind_again() makes it.
    void close();
    [[nodiscard]] bool is_bound() const { return is_bound_; }
    [[nodiscard]] zmq::socket_t& socket() { return *socket_; }
    [[nodiscard]] Endings& endings() { return *endings_; }
    [[nodiscard]] Connections& connections() { return connections_; }
    [[nodiscard]] const Connections& connections() const { return connections_; }
    /// As it was bound, with its port.
    [[nodiscard]] const std::string& endpoint() const { return endpoint_; }

private:
    void open();

    zmq::context_t& context_;
    zmq::socket_type type_;
    std::string name_;
    std::function<void(zmq::socket_t&)> prepare_;
    int opened_ = 0;
    std::unique_ptr<zmq::socket_t> socket_;
    std::optional<Endings> endings_;
    Connections connections_;
    std::string endpoint_;
    bool is_bound_ = false;
};

/// "tcp://[::ffff:10.0.0.1]:5601" is "tcp://10.0.0.1:5601": also who speaks no IPv6 understands that.
[[nodiscard]] std::string plain_endpoint(const std::string& endpoint);

}  // namespace hometime::bus

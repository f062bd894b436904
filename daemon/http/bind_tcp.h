// Binding and accepting TCP, as the plain and the TLS listener share it. Internal to the server.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <memory>
#include <string>

#include "eventstore/base/result.h"

namespace hometime::http {

using TcpAcceptor = std::shared_ptr<boost::asio::ip::tcp::acceptor>;

/// A listening acceptor. `loopback_only`: any other address is `invalid`.
[[nodiscard]] Result<TcpAcceptor> bind_tcp(boost::asio::io_context& io, const std::string& host, std::uint16_t port,
                                           bool loopback_only);
/// The peer's IP address; empty when it is gone already.
[[nodiscard]] std::string address_of(const boost::asio::ip::tcp::socket& socket);
/// After a failed accept (no descriptors left): a short rest, so that the loop does not spin.
boost::asio::awaitable<void> pause_accepting(boost::asio::io_context& io);

}  // namespace hometime::http

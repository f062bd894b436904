#include "daemon/http/bind_tcp.h"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace hometime::http {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

ErrorCode code_of(const boost::system::error_code& ec) {
    if (ec == asio::error::address_in_use) return ErrorCode::busy;
    if (ec == asio::error::access_denied) return ErrorCode::permission;
    return ErrorCode::unavailable;
}

}  // namespace

Result<TcpAcceptor> bind_tcp(asio::io_context& io, const std::string& host, std::uint16_t port, bool loopback_only) {
    boost::system::error_code ec;
    const auto address = asio::ip::make_address(host == "localhost" ? "127.0.0.1" : host, ec);
    if (ec) return fail(ErrorCode::invalid, "the listening address must be an IP address");
    if (loopback_only && !address.is_loopback()) {
        return fail(ErrorCode::invalid, "plain HTTP is served on loopback only: give a certificate and a key");
    }
    const tcp::endpoint endpoint(address, port);
    auto acceptor = std::make_shared<tcp::acceptor>(io);
    acceptor->open(endpoint.protocol(), ec);
    if (!ec) acceptor->set_option(tcp::acceptor::reuse_address(true), ec);
    if (!ec) acceptor->bind(endpoint, ec);
    if (!ec) acceptor->listen(asio::socket_base::max_listen_connections, ec);
    if (ec) return fail(code_of(ec), "cannot listen on port " + std::to_string(port) + ": " + ec.message());
    return acceptor;
}

std::string address_of(const tcp::socket& socket) {
    boost::system::error_code ec;
    const auto endpoint = socket.remote_endpoint(ec);
    return ec ? std::string() : endpoint.address().to_string();
}

asio::awaitable<void> pause_accepting(asio::io_context& io) {
    asio::steady_timer rest(io, std::chrono::milliseconds(100));
    boost::system::error_code ec;
    auto token = asio::redirect_error(asio::use_awaitable, ec);
    co_await rest.async_wait(token);
}

}  // namespace hometime::http

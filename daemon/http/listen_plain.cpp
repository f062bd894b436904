#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/tcp_stream.hpp>

#include "daemon/http/bind_tcp.h"
#include "daemon/http/connection.h"
#include "daemon/http/linger.h"
#include "daemon/http/listeners.h"

namespace hometime::http {

namespace {

using boost::asio::ip::tcp;

asio::awaitable<void> serve_socket(Shared& shared, tcp::socket socket) {
    boost::beast::tcp_stream stream(std::move(socket));
    Peer peer;
    peer.transport = Peer::Transport::tcp_plain;
    peer.address = address_of(stream.socket());
    const std::string address = peer.address;
    const std::uint64_t id = shared.next_connection++;
    auto* raw = &stream;
    if (!enter(shared, id, address, [raw] { raw->close(); })) co_return;
    try {
        Connection<boost::beast::tcp_stream> connection(shared, stream, peer);
        co_await connection.serve(id);
        co_await linger(shared, id, stream);
    } catch (const std::exception&) {
        shared.counters.failed.fetch_add(1);
    }
    leave(shared, id, address);
}

asio::awaitable<void> accept_loop(Shared& shared, std::shared_ptr<tcp::acceptor> acceptor) {
    for (;;) {
        boost::system::error_code ec;
        auto token = asio::redirect_error(asio::use_awaitable, ec);
        tcp::socket socket = co_await acceptor->async_accept(token);
        if (!acceptor->is_open()) co_return;
        if (ec) {
            co_await pause_accepting(shared.io);
            continue;
        }
        asio::co_spawn(shared.io, serve_socket(shared, std::move(socket)), asio::detached);
    }
}

}  // namespace

Result<Listener> make_plain_listener(Shared& shared, const std::string& host, std::uint16_t port) {
    auto acceptor = bind_tcp(shared.io, host, port, true);
    if (!acceptor) return tl::unexpected(acceptor.error());
    auto shared_acceptor = *acceptor;
    Listener listener;
    listener.port = shared_acceptor->local_endpoint().port();
    listener.start = [&shared, shared_acceptor] {
        asio::co_spawn(shared.io, accept_loop(shared, shared_acceptor), asio::detached);
    };
    listener.close = [shared_acceptor] {
        boost::system::error_code ec;
        shared_acceptor->close(ec);
    };
    return listener;
}

}  // namespace hometime::http

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>

#include "daemon/http/bind_tcp.h"
#include "daemon/http/connection.h"
#include "daemon/http/linger.h"
#include "daemon/http/listeners.h"

namespace hometime::http {

namespace {

using boost::asio::ip::tcp;
namespace ssl = boost::asio::ssl;
using TlsStream = boost::beast::ssl_stream<boost::beast::tcp_stream>;
using Context = std::shared_ptr<ssl::context>;

asio::awaitable<void> serve_socket(Shared& shared, Context context, tcp::socket socket) {
    TlsStream stream(std::move(socket), *context);
    auto& lowest = boost::beast::get_lowest_layer(stream);
    Peer peer;
    peer.transport = Peer::Transport::tls;
    peer.address = address_of(lowest.socket());
    const std::string address = peer.address;
    const std::uint64_t id = shared.next_connection++;
    if (!enter(shared, id, address, [&lowest] { lowest.close(); })) co_return;
    try {
        lowest.expires_after(shared.limits.header_deadline);
        boost::system::error_code ec;
        auto token = asio::redirect_error(asio::use_awaitable, ec);
        co_await stream.async_handshake(ssl::stream_base::server, token);
        if (!ec) {
            Connection<TlsStream> connection(shared, stream, peer);
            co_await connection.serve(id);
            shared.open[id].idle = true;
            lowest.expires_after(shared.limits.linger);
            co_await stream.async_shutdown(token);
            co_await linger(shared, id, lowest);
        }
    } catch (const std::exception&) {
        shared.counters.failed.fetch_add(1);
    }
    leave(shared, id, address);
}

asio::awaitable<void> accept_loop(Shared& shared, Context context, std::shared_ptr<tcp::acceptor> acceptor) {
    for (;;) {
        boost::system::error_code ec;
        auto token = asio::redirect_error(asio::use_awaitable, ec);
        tcp::socket socket = co_await acceptor->async_accept(token);
        if (!acceptor->is_open()) co_return;
        if (ec) {
            co_await pause_accepting(shared.io);
            continue;
        }
        asio::co_spawn(shared.io, serve_socket(shared, context, std::move(socket)), asio::detached);
    }
}

Result<Context> make_context(const std::filesystem::path& certificate, const std::filesystem::path& key) {
    auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
    boost::system::error_code ec;
    context->set_options(ssl::context::default_workarounds | ssl::context::no_sslv2 | ssl::context::no_sslv3 |
                             ssl::context::no_tlsv1 | ssl::context::no_tlsv1_1,
                         ec);
    if (!ec) context->use_certificate_chain_file(certificate.string(), ec);
    if (ec) return fail(ErrorCode::invalid, "the certificate file cannot be used: " + ec.message());
    // A key with a passphrase is an error: nobody is there to be asked.
    context->set_password_callback([](std::size_t, ssl::context::password_purpose) { return std::string(); }, ec);
    if (!ec) context->use_private_key_file(key.string(), ssl::context::pem, ec);
    if (ec)
        return fail(ErrorCode::invalid, "the key file cannot be used, or is not the certificate's: " + ec.message());
    return context;
}

Result<TcpAcceptor> adopt(asio::io_context& io, int fd) {
    sockaddr_storage bound{};
    socklen_t size = sizeof bound;
    if (getsockname(fd, reinterpret_cast<sockaddr*>(&bound), &size) != 0) {
        return fail(ErrorCode::invalid, "the handed-over socket cannot be used");
    }
    auto acceptor = std::make_shared<tcp::acceptor>(io);
    boost::system::error_code ec;
    acceptor->assign(bound.ss_family == AF_INET6 ? tcp::v6() : tcp::v4(), fd, ec);
    if (ec) return fail(ErrorCode::invalid, "the handed-over socket cannot be used: " + ec.message());
    return acceptor;
}

}  // namespace

Result<Listener> make_tls_listener(Shared& shared, int fd, const std::string& host, std::uint16_t port,
                                   const std::filesystem::path& certificate, const std::filesystem::path& key) {
    const auto context = make_context(certificate, key);
    if (!context) return tl::unexpected(context.error());
    const auto acceptor = fd >= 0 ? adopt(shared.io, fd) : bind_tcp(shared.io, host, port, false);
    if (!acceptor) return tl::unexpected(acceptor.error());
    Listener listener;
    listener.port = (*acceptor)->local_endpoint().port();
    listener.start = [&shared, context = *context, acceptor = *acceptor] {
        asio::co_spawn(shared.io, accept_loop(shared, context, acceptor), asio::detached);
    };
    listener.close = [acceptor = *acceptor] {
        boost::system::error_code ec;
        acceptor->close(ec);
    };
    return listener;
}

}  // namespace hometime::http

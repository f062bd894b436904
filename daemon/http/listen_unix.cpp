#include <sys/socket.h>
#include <sys/stat.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/beast/core/basic_stream.hpp>

#include "daemon/http/bind_tcp.h"
#include "daemon/http/connection.h"
#include "daemon/http/linger.h"
#include "daemon/http/listeners.h"

namespace hometime::http {

namespace {

using local = boost::asio::local::stream_protocol;
using UnixStream = boost::beast::basic_stream<local>;

std::optional<std::uint32_t> user_of(int fd) {
    ucred credentials{};
    socklen_t size = sizeof credentials;
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0) return std::nullopt;
    return credentials.uid;
}

asio::awaitable<void> serve_socket(Shared& shared, local::socket socket) {
    UnixStream stream(std::move(socket));
    Peer peer;
    peer.transport = Peer::Transport::unix_socket;
    peer.uid = user_of(stream.socket().native_handle());
    const std::uint64_t id = shared.next_connection++;
    auto* raw = &stream;
    if (!enter(shared, id, {}, [raw] { raw->close(); })) co_return;
    try {
        Connection<UnixStream> connection(shared, stream, peer);
        co_await connection.serve(id);
        co_await linger(shared, id, stream);
    } catch (const std::exception&) {
        shared.counters.failed.fetch_add(1);
    }
    leave(shared, id, {});
}

asio::awaitable<void> accept_loop(Shared& shared, std::shared_ptr<local::acceptor> acceptor) {
    for (;;) {
        boost::system::error_code ec;
        auto token = asio::redirect_error(asio::use_awaitable, ec);
        local::socket socket = co_await acceptor->async_accept(token);
        if (!acceptor->is_open()) co_return;
        if (ec) {
            co_await pause_accepting(shared.io);
            continue;
        }
        asio::co_spawn(shared.io, serve_socket(shared, std::move(socket)), asio::detached);
    }
}

/// Whether a process listens there. A stale socket file refuses.
bool is_answered(asio::io_context& io, const std::filesystem::path& path) {
    boost::system::error_code ec;
    local::socket probe(io);
    probe.connect(local::endpoint(path.string()), ec);
    return !ec;
}

}  // namespace

Result<Listener> make_unix_listener(Shared& shared, const std::filesystem::path& path) {
    if (path.native().size() >= sizeof(sockaddr_un{}.sun_path)) {
        return fail(ErrorCode::invalid, "the path of the Unix socket is too long");
    }
    if (is_answered(shared.io, path)) {
        return fail(ErrorCode::busy, "another process listens on the Unix socket");
    }
    boost::system::error_code ec;
    std::error_code ignored;
    if (std::filesystem::is_socket(path, ignored)) std::filesystem::remove(path, ignored);
    auto acceptor = std::make_shared<local::acceptor>(shared.io);
    acceptor->open(local(), ec);
    if (!ec) acceptor->bind(local::endpoint(path.string()), ec);
    if (!ec && chmod(path.c_str(), 0660) != 0) ec.assign(errno, boost::system::system_category());
    if (!ec) acceptor->listen(asio::socket_base::max_listen_connections, ec);
    if (ec) return fail(ErrorCode::unavailable, "cannot listen on the Unix socket: " + ec.message());
    Listener listener;
    listener.start = [&shared, acceptor] { asio::co_spawn(shared.io, accept_loop(shared, acceptor), asio::detached); };
    listener.close = [acceptor, path] {
        boost::system::error_code failed;
        acceptor->close(failed);
        std::error_code missing;
        std::filesystem::remove(path, missing);
    };
    return listener;
}

}  // namespace hometime::http

// The end of a connection that leaves the last answer readable. Internal to the server.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <string>

#include "daemon/http/shared.h"

namespace hometime::http {

/// Says that nothing more will be sent, then throws away what the peer still sends, until it closes or a bound is
/// reached. Closing with bytes unread would reset the connection, and the peer might lose the answer (a 413 in the
/// middle of its body). `socket_stream` is the lowest layer; stop() may close it meanwhile.
template <class SocketStream>
asio::awaitable<void> linger(Shared& shared, std::uint64_t id, SocketStream& socket_stream) {
    constexpr std::size_t kDiscardMax = std::size_t{1024} * 1024;
    if (shared.stopping) co_return;
    shared.open[id].idle = true;
    boost::system::error_code ec;
    socket_stream.socket().shutdown(asio::socket_base::shutdown_send, ec);
    socket_stream.expires_after(shared.limits.linger);
    std::string discarded(8192, '\0');
    auto target = asio::buffer(discarded);
    std::size_t total = 0;
    while (!ec && total < kDiscardMax) {
        auto token = asio::redirect_error(asio::use_awaitable, ec);
        const std::size_t count = co_await socket_stream.async_read_some(target, token);
        total += count;
    }
}

}  // namespace hometime::http

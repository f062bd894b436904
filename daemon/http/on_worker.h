// Work that may wait, done on a worker thread while its connection waits without one. Internal to the server.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <functional>
#include <memory>

#include "daemon/http/shared.h"

namespace hometime::http {

/// Runs `work`, which must not throw, and goes on afterwards on the network thread.
inline asio::awaitable<void> on_worker(Shared& shared, std::function<void()> work) {
    auto finished = std::make_shared<asio::steady_timer>(shared.io, asio::steady_timer::time_point::max());
    asio::io_context& io = shared.io;
    asio::post(shared.workers, [&io, work = std::move(work), finished] {
        work();
        asio::post(io, [finished] { finished->cancel(); });
    });
    boost::system::error_code ec;
    auto token = asio::redirect_error(asio::use_awaitable, ec);
    co_await finished->async_wait(token);
}

}  // namespace hometime::http

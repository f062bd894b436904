// What all connections of a server share. Internal to the server.
#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <functional>
#include <map>
#include <string>

#include "daemon/http/server.h"

namespace hometime::http {

namespace asio = boost::asio;

/// Touched on the network thread only, but for the counters and the workers.
struct Shared {
    Shared(ServerLimits server_limits, Handler server_handler, const Clock& time, Random& chance)
        : limits(server_limits),
          handler(std::move(server_handler)),
          clock(time),
          random(chance),
          workers(server_limits.workers) {}

    ServerLimits limits;
    Handler handler;
    const Clock& clock;
    Random& random;
    ServerCounters counters;
    asio::io_context io{1};
    asio::thread_pool workers;
    bool stopping = false;
    std::uint64_t next_connection = 1;
    struct Open {
        std::function<void()> close;
        bool idle = true;              ///< waits for a request, or for its peer to leave or to read
        std::function<void()> wake{};  ///< of an event stream, which then looks whether there is something to do
        bool counted = true;           ///< among the connections of its address
    };
    std::map<std::uint64_t, Open> open;
    std::map<std::string, std::size_t> per_address;
    std::atomic<bool> waking = false;  ///< a round of waking is on its way
};

/// The answer of the handler, or 500 when it throws. On a worker thread.
[[nodiscard]] Response answer(Shared& shared, const Request& request);

/// Counts a new connection in; false when a bound is reached (the connection is then just closed).
[[nodiscard]] bool enter(Shared& shared, std::uint64_t id, const std::string& address, std::function<void()> close);
void leave(Shared& shared, std::uint64_t id, const std::string& address);
/// An event stream stands for a person, and is bounded by person: a whole staff room may be behind one address.
void count_as_stream(Shared& shared, std::uint64_t id, const std::string& address);

}  // namespace hometime::http

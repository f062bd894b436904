// The HTTP server: listeners, connections, deadlines. Knows requests and answers, not what they mean.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "daemon/http/gate.h"
#include "daemon/http/message.h"
#include "eventstore/base/clock.h"
#include "eventstore/base/random.h"
#include "eventstore/base/result.h"

namespace hometime::http {

/// Bounds of one server. Source: reliability contract, T7.
struct ServerLimits {
    GateLimits gate;
    std::chrono::milliseconds header_deadline{10'000};  ///< for the whole header, not per read
    std::chrono::milliseconds body_grace{5'000};        ///< then the rate below, on the whole
    std::uint64_t body_bytes_per_second = 1024;
    std::chrono::milliseconds keep_alive{75'000};
    std::chrono::milliseconds write_deadline{30'000};
    std::chrono::milliseconds linger{2'000};  ///< after the last answer, for the peer to close
    std::size_t connections = 2048;
    std::size_t connections_per_address = 64;
    std::size_t workers = 16;                            ///< threads that run handlers
    std::chrono::milliseconds stream_heartbeat{15'000};  ///< an event stream is silent for no longer
    std::chrono::milliseconds stream_look{1'000};        ///< its source is asked at least so often
    std::chrono::milliseconds stream_pause{50};          ///< and, unless it has more, at most so often
};

/// Counted since start; any thread may read.
struct ServerCounters {
    std::atomic<std::uint64_t> connections{0};
    std::atomic<std::uint64_t> requests{0};
    std::atomic<std::uint64_t> refused{0};  ///< by the gate or a limit
    std::atomic<std::uint64_t> failed{0};   ///< a handler threw
    std::atomic<std::uint64_t> streams{0};  ///< not since start: event streams that are open now
};

/// Answers one request. Called on a worker thread, several at once. May throw: the answer is then 500.
using Handler = std::function<Response(const Request&)>;

class Server {
public:
    /// `clock` (for the Date of answers) and `random` must outlive it.
    Server(ServerLimits limits, Handler handler, const Clock& clock, Random& random);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    /// Plain HTTP, on loopback only. Port 0: any free one. Returns the port.
    /// Errors: `invalid` not a loopback address; `busy` the port is taken; `permission`; `unavailable` cannot bind.
    [[nodiscard]] Result<std::uint16_t> listen_plain(const std::string& host, std::uint16_t port);
    /// HTTPS (TLS 1.2 and 1.3). Errors: `invalid` the files cannot be used; else as listen_plain.
    [[nodiscard]] Result<std::uint16_t> listen_tls(const std::string& host, std::uint16_t port,
                                                   const std::filesystem::path& certificate,
                                                   const std::filesystem::path& key);
    /// HTTPS on a listening socket that the service manager handed over.
    [[nodiscard]] Result<void> adopt_tls(int fd, const std::filesystem::path& certificate,
                                         const std::filesystem::path& key);
    /// Plain HTTP on a Unix socket, mode 0660; a stale socket file is replaced. Errors: `invalid` the path is too
    /// long; `busy` a process listens on it; `unavailable` something else is there.
    [[nodiscard]] Result<void> listen_unix(const std::filesystem::path& path);

    void start();
    /// Stops accepting, ends the event streams, lets requests in hand finish until `grace` is over, then closes
    /// everything.
    void stop(std::chrono::milliseconds grace);

    /// Event streams may have something to say: those that are ready are asked. Quick; any thread.
    void wake_streams();

    [[nodiscard]] const ServerCounters& counters() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace hometime::http

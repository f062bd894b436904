// A server whose handler counts what reaches it and says how long the body was.
#pragma once

#include <gtest/gtest.h>

#include <atomic>

#include "daemon/http/server.h"
#include "eventstore/base/clock.h"
#include "tests/support/raw_socket.h"

namespace hometime::test {

class EchoServer {
public:
    /// Of GET /large: more than the buffers of two sockets take.
    static constexpr std::size_t kLargeAnswer = std::size_t{32} * 1024 * 1024;

    explicit EchoServer(http::ServerLimits limits = {})
        : server_(limits, [this](const http::Request& request) { return handle(request); }, clock_, random_) {
        port_ = server_.listen_plain("127.0.0.1", 0).value();
        server_.start();
    }
    ~EchoServer() { server_.stop(std::chrono::seconds(5)); }
    EchoServer(const EchoServer&) = delete;
    EchoServer& operator=(const EchoServer&) = delete;

    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] int reached() const { return reached_.load(); }
    [[nodiscard]] const http::ServerCounters& counters() const { return server_.counters(); }
    void stop(std::chrono::milliseconds grace) { server_.stop(grace); }

    /// All that comes back for these bytes and nothing after them.
    [[nodiscard]] std::string exchange(std::string_view bytes) const {
        const RawSocket socket(port_);
        socket.send(bytes);
        socket.finish();
        return socket.read_all();
    }
    /// Whether an ordinary request on a new connection is answered.
    [[nodiscard]] bool is_alive() const {
        return statuses(exchange("GET /alive HTTP/1.1\r\nHost: school\r\nConnection: close\r\n\r\n")) == "200";
    }

private:
    http::Response handle(const http::Request& request) {
        if (request.path == "/throw") throw std::runtime_error("the handler failed");
        if (request.path == "/throw-a-number") throw 5;
        if (request.path != "/alive") ++reached_;
        if (request.path == "/large") return http::json_response(200, '"' + std::string(kLargeAnswer, 'x') + '"');
        if (request.method == http::Method::other) return http::problem(request.id, http::Problem::method_not_allowed);
        return http::json_response(200, R"({"bytes":)" + std::to_string(request.body.size()) + "}");
    }

    SystemClock clock_;
    SeededRandom random_{3};
    http::Server server_;
    std::uint16_t port_ = 0;
    std::atomic<int> reached_{0};
};

}  // namespace hometime::test

// How the server ends: requests in hand are finished, nobody else is waited for.
#include <gtest/gtest.h>

#include <future>
#include <thread>

#include "tests/http/echo_server.h"

namespace hometime {
namespace {

using namespace std::chrono_literals;
using namespace test;

constexpr std::string_view kGet = "GET / HTTP/1.1\r\nHost: school\r\n\r\n";

TEST(Stopping, ARequestInHandIsFinished) {
    std::promise<void> arrived;
    std::promise<void> go_on;
    const SystemClock clock;
    SeededRandom random(5);
    http::Server server(
        {},
        [&](const http::Request&) {
            arrived.set_value();
            go_on.get_future().wait();
            return http::json_response(200, "{}");
        },
        clock, random);
    const auto port = server.listen_plain("127.0.0.1", 0).value();
    server.start();
    const RawSocket idle(port);
    const RawSocket socket(port);
    socket.send(kGet);
    arrived.get_future().wait();
    std::thread stopping([&] { server.stop(20s); });
    EXPECT_EQ(idle.read_all(), "") << "who waits for nothing is let go at once";
    go_on.set_value();
    const auto answer = socket.read_all();
    EXPECT_EQ(statuses(answer), "200");
    EXPECT_NE(answer.find("Connection: close"), std::string::npos) << "so that the client does not ask here again";
    stopping.join();
    EXPECT_THROW(RawSocket{port}, std::runtime_error);
}

TEST(Stopping, HalfARequestIsNotWaitedForBeyondTheGrace) {
    auto server = std::make_unique<EchoServer>();
    const RawSocket socket(server->port());
    socket.send(kGet);
    EXPECT_EQ(statuses(socket.read_until("}")), "200");
    socket.send("GET / HTTP/1.1\r\n");
    server->stop(50ms);
    EXPECT_EQ(socket.read_all(), "");
    EXPECT_EQ(server->reached(), 1);
}

}  // namespace
}  // namespace hometime

// Deadlines, bounds and endings of the server.
#include <gtest/gtest.h>

#include <future>
#include <thread>

#include "tests/http/echo_server.h"

namespace hometime {
namespace {

using namespace std::chrono_literals;
using namespace test;

constexpr std::string_view kHeadOfGet = "GET / HTTP/1.1\r\nHost: school\r\n";

TEST(Server, AHeaderThatDoesNotEndIsAnsweredAtItsDeadline) {
    http::ServerLimits limits;
    limits.header_deadline = 100ms;
    const EchoServer server(limits);
    const RawSocket socket(server.port());
    socket.send(kHeadOfGet);
    EXPECT_EQ(statuses(socket.read_all()), "408");
    EXPECT_TRUE(server.is_alive());
}

TEST(Server, ABodyThatDoesNotComeIsAnsweredAtItsDeadline) {
    http::ServerLimits limits;
    limits.body_grace = 100ms;
    const EchoServer server(limits);
    const RawSocket socket(server.port());
    socket.send("POST / HTTP/1.1\r\nHost: school\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{");
    EXPECT_EQ(statuses(socket.read_all()), "408");
    EXPECT_EQ(server.reached(), 0);
}

TEST(Server, AConnectionThatIsNotUsedIsClosedWithoutAWord) {
    http::ServerLimits limits;
    limits.keep_alive = 100ms;
    const EchoServer server(limits);
    const RawSocket socket(server.port());
    socket.send(std::string(kHeadOfGet) + "\r\n");
    EXPECT_EQ(statuses(socket.read_all()), "200");
}

TEST(Server, TheConnectionsOfOneAddressAreBounded) {
    http::ServerLimits limits;
    limits.connections_per_address = 2;
    const EchoServer server(limits);
    const RawSocket first(server.port());
    const RawSocket second(server.port());
    for (const auto* socket : {&first, &second}) {
        socket->send(std::string(kHeadOfGet) + "\r\n");
        EXPECT_EQ(statuses(socket->read_until("}")), "200");
    }
    const RawSocket third(server.port());
    third.send(std::string(kHeadOfGet) + "\r\n");
    EXPECT_NE(statuses(third.read_all()), "200");
    EXPECT_EQ(server.reached(), 2);
}

TEST(Server, AHandlerThatThrowsIsA500AndTheServerLives) {
    const EchoServer server;
    const auto answer = server.exchange("GET /throw HTTP/1.1\r\nHost: school\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(statuses(answer), "500");
    EXPECT_EQ(answer.find("the handler failed"), std::string::npos) << "what went wrong inside stays inside";
    EXPECT_TRUE(server.is_alive());
}

TEST(Server, AHeadIsAnsweredWithoutABody) {
    const EchoServer server;
    const auto answer = server.exchange("HEAD / HTTP/1.1\r\nHost: school\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(statuses(answer), "200");
    EXPECT_TRUE(answer.ends_with("\r\n\r\n")) << answer;
}

TEST(Server, StopLetsARequestInHandFinish) {
    std::promise<void> arrived;
    std::promise<void> go_on;
    SeededRandom random(5);
    http::Server server(
        {},
        [&](const http::Request&) {
            arrived.set_value();
            go_on.get_future().wait();
            return http::json_response(200, "{}");
        },
        random);
    const auto port = server.listen_plain("127.0.0.1", 0).value();
    server.start();
    const RawSocket socket(port);
    socket.send(std::string(kHeadOfGet) + "\r\n");
    arrived.get_future().wait();
    std::thread stopping([&] { server.stop(10s); });
    go_on.set_value();
    EXPECT_EQ(statuses(socket.read_all()), "200");
    stopping.join();
    EXPECT_THROW(RawSocket{port}, std::runtime_error);
}

TEST(Server, PlainHttpIsForLoopbackOnly) {
    SeededRandom random(5);
    http::Server server({}, [](const http::Request&) { return http::Response{}; }, random);
    const auto bound = server.listen_plain("0.0.0.0", 0);
    ASSERT_FALSE(bound);
    EXPECT_EQ(bound.error().code, ErrorCode::invalid);
}

}  // namespace
}  // namespace hometime

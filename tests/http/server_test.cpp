// Bounds of the server, handlers that fail, and what every answer says.
#include <gtest/gtest.h>

#include <memory>

#include "tests/http/echo_server.h"

namespace hometime {
namespace {

using namespace std::chrono_literals;
using namespace test;

constexpr std::string_view kGet = "GET / HTTP/1.1\r\nHost: school\r\n\r\n";

/// Two connections are served and kept; a third is not, until one of them has ended.
void expect_room_for_two(const EchoServer& server) {
    auto first = std::make_unique<const RawSocket>(server.port());
    const RawSocket second(server.port());
    for (const auto* socket : {first.get(), &second}) {
        socket->send(kGet);
        EXPECT_EQ(statuses(socket->read_until("}")), "200");
    }
    EXPECT_EQ(server.exchange(kGet), "");
    EXPECT_EQ(server.reached(), 2);
    EXPECT_EQ(server.counters().refused.load(), 1U);
    first.reset();
    const auto until = std::chrono::steady_clock::now() + 20s;
    bool alive = false;
    while (!alive && std::chrono::steady_clock::now() < until) alive = server.is_alive();
    EXPECT_TRUE(alive) << "a place that is free again is given again";
    second.send(kGet);
    EXPECT_EQ(statuses(second.read_until("}")), "200");
}

TEST(Server, TheConnectionsOfOneAddressAreBounded) {
    http::ServerLimits limits;
    limits.connections_per_address = 2;
    expect_room_for_two(EchoServer(limits));
}

TEST(Server, AllConnectionsTogetherAreBounded) {
    http::ServerLimits limits;
    limits.connections = 2;
    expect_room_for_two(EchoServer(limits));
}

TEST(Server, AHandlerThatThrowsIsA500AndTheServerLives) {
    const EchoServer server;
    for (const std::string path : {"/throw", "/throw-a-number"}) {
        SCOPED_TRACE(path);
        const auto answer = server.exchange("GET " + path + " HTTP/1.1\r\nHost: school\r\n\r\n");
        EXPECT_EQ(statuses(answer), "500");
        EXPECT_NE(answer.find(R"("code":"internal-error")"), std::string::npos) << answer;
        EXPECT_EQ(answer.find("the handler failed"), std::string::npos) << "what went wrong inside stays inside";
        EXPECT_TRUE(server.is_alive());
    }
    EXPECT_EQ(server.counters().failed.load(), 2U);
}

TEST(Server, AHeadIsAnsweredWithoutABody) {
    const EchoServer server;
    const auto answer = server.exchange("HEAD / HTTP/1.1\r\nHost: school\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(statuses(answer), "200");
    EXPECT_NE(answer.find("Content-Length: 11\r\n"), std::string::npos) << answer;
    EXPECT_TRUE(answer.ends_with("\r\n\r\n")) << answer;
}

TEST(Server, AHeadThatIsRefusedHasNoBodyEither) {
    const EchoServer server;
    const auto answer = server.exchange("HEAD / HTTP/1.1\r\nHost: school\r\nAccept: text/html\r\n\r\n");
    EXPECT_EQ(statuses(answer), "406");
    EXPECT_TRUE(answer.ends_with("\r\n\r\n")) << answer;
}

/// The whole body is on its way when the answer comes. A connection that is reset then may lose the answer.
TEST(Server, AnAnswerInTheMiddleOfABodyIsNotLost) {
    const EchoServer server;
    const RawSocket socket(server.port());
    socket.send("POST / HTTP/1.1\r\nHost: school\r\nContent-Type: application/json\r\nContent-Length: 400000\r\n\r\n");
    EXPECT_EQ(statuses(socket.read_until("}")), "413");
    const std::string part(1000, 'x');
    for (int i = 0; i < 400; ++i) ASSERT_TRUE(socket.send(part)) << "the server still takes what it does not want";
    socket.finish();
    EXPECT_EQ(socket.read_all(), "");
    EXPECT_EQ(server.reached(), 0);
}

TEST(Server, ABodyOfTheLimitIsTaken) {
    const EchoServer server;
    const auto answer = server.exchange(
        "POST / HTTP/1.1\r\nHost: school\r\nContent-Type: application/json\r\nContent-Length: 262144\r\n"
        "Connection: close\r\n\r\n" +
        std::string(262'144, ' '));
    EXPECT_EQ(statuses(answer), "200");
    EXPECT_NE(answer.find(R"({"bytes":262144})"), std::string::npos);
}

TEST(Server, EveryAnswerHasAnIdOfItsOwnAndSaysHowItMayBeUsed) {
    const EchoServer server;
    const auto answer = server.exchange(std::string(kGet) + std::string(kGet));
    const auto first = answer.find("X-Request-Id: urn:uuid:");
    const auto second = answer.find("X-Request-Id: urn:uuid:", first + 1);
    ASSERT_NE(second, std::string::npos) << answer;
    EXPECT_NE(answer.substr(first, 60), answer.substr(second, 60));
    for (const std::string line : {"Cache-Control: no-store", "X-Content-Type-Options: nosniff",
                                   "Referrer-Policy: no-referrer", "Content-Security-Policy: default-src 'none'"}) {
        EXPECT_NE(answer.find(line), std::string::npos) << line;
    }
    EXPECT_EQ(answer.find("Strict-Transport-Security"), std::string::npos) << "that is for HTTPS";
}

TEST(Server, PlainHttpIsForLoopbackOnly) {
    const SystemClock clock;
    SeededRandom random(5);
    http::Server server({}, [](const http::Request&) { return http::Response{}; }, clock, random);
    for (const std::string host : {"0.0.0.0", "192.0.2.1", "::", "not an address"}) {
        const auto bound = server.listen_plain(host, 0);
        ASSERT_FALSE(bound) << host;
        EXPECT_EQ(bound.error().code, ErrorCode::invalid);
    }
}

TEST(Server, APortThatIsTakenIsAnError) {
    const EchoServer server;
    const SystemClock clock;
    SeededRandom random(5);
    http::Server second({}, [](const http::Request&) { return http::Response{}; }, clock, random);
    const auto bound = second.listen_plain("127.0.0.1", server.port());
    ASSERT_FALSE(bound);
    EXPECT_EQ(bound.error().code, ErrorCode::busy);
}

}  // namespace
}  // namespace hometime

// How long the server waits: for a header, a body, the next request, a slow reader.
#include <gtest/gtest.h>

#include "tests/http/echo_server.h"

namespace hometime {
namespace {

using namespace std::chrono_literals;
using namespace test;

constexpr std::string_view kHeadOfGet = "GET / HTTP/1.1\r\nHost: school\r\n";
constexpr std::string_view kHeadOfPost = "POST / HTTP/1.1\r\nHost: school\r\nContent-Type: application/json\r\n";

/// Sends `byte` again and again, with a pause for an answer, until there is one. False: there was none.
bool drip_until_answered(const RawSocket& socket, std::string_view byte) {
    for (int i = 0; i < 1000; ++i) {
        if (socket.is_answered_within(10ms)) return true;
        socket.send(byte);
    }
    return false;
}

TEST(Deadlines, AHeaderThatDoesNotEndIsAnsweredAtItsDeadline) {
    http::ServerLimits limits;
    limits.header_deadline = 100ms;
    const EchoServer server(limits);
    const RawSocket socket(server.port());
    socket.send(kHeadOfGet);
    EXPECT_EQ(statuses(socket.read_all()), "408");
    EXPECT_TRUE(server.is_alive());
}

/// The deadline is the whole header's: bytes that keep coming do not move it.
TEST(Deadlines, AHeaderThatDripsIsAnsweredAtItsDeadline) {
    http::ServerLimits limits;
    limits.header_deadline = 200ms;
    const EchoServer server(limits);
    const RawSocket socket(server.port());
    socket.send(std::string(kHeadOfGet) + "X: ");
    EXPECT_TRUE(drip_until_answered(socket, "x"));
    EXPECT_EQ(statuses(socket.read_all()), "408");
}

TEST(Deadlines, AConnectionThatSaysNothingIsClosedWithoutAWord) {
    http::ServerLimits limits;
    limits.header_deadline = 50ms;
    const EchoServer server(limits);
    EXPECT_EQ(RawSocket(server.port()).read_all(), "");
}

TEST(Deadlines, ALateHeaderOfASecondRequestIsAnsweredToo) {
    http::ServerLimits limits;
    limits.header_deadline = 100ms;
    const EchoServer server(limits);
    const RawSocket socket(server.port());
    socket.send(std::string(kHeadOfGet) + "\r\n" + std::string(kHeadOfGet));
    EXPECT_EQ(statuses(socket.read_all()), "200 408");
    EXPECT_EQ(server.reached(), 1);
}

TEST(Deadlines, ABodyThatDoesNotComeIsAnsweredAtItsDeadline) {
    http::ServerLimits limits;
    limits.body_grace = 100ms;
    const EchoServer server(limits);
    const RawSocket socket(server.port());
    socket.send(std::string(kHeadOfPost) + "Content-Length: 9\r\n\r\n{");
    EXPECT_EQ(statuses(socket.read_all()), "408");
    EXPECT_EQ(server.reached(), 0);
}

/// Announcing much does not buy time: only bytes that came do.
TEST(Deadlines, ALargeBodyThatDoesNotComeWaitsNoLonger) {
    http::ServerLimits limits;
    limits.body_grace = 100ms;
    const EchoServer server(limits);
    const RawSocket socket(server.port());
    socket.send(std::string(kHeadOfPost) + "Content-Length: 262144\r\n\r\n{");
    EXPECT_TRUE(socket.is_answered_within(10s));
    EXPECT_EQ(statuses(socket.read_all()), "408");
}

TEST(Deadlines, ABodyBelowTheLeastRateIsAnsweredWith408) {
    http::ServerLimits limits;
    limits.body_grace = 100ms;
    limits.body_bytes_per_second = 100'000;
    const EchoServer server(limits);
    const RawSocket socket(server.port());
    socket.send(std::string(kHeadOfPost) + "Content-Length: 5000\r\n\r\n{");
    EXPECT_TRUE(drip_until_answered(socket, "x"));
    EXPECT_EQ(statuses(socket.read_all()), "408");
    EXPECT_EQ(server.reached(), 0);
}

/// The same drops, but the least rate is lower than theirs: the grace is over long before the body is whole.
TEST(Deadlines, ABodyAboveTheLeastRateIsWaitedFor) {
    http::ServerLimits limits;
    limits.body_grace = 30ms;
    limits.body_bytes_per_second = 1;  // Each byte earns a second.
    const EchoServer server(limits);
    const RawSocket socket(server.port());
    socket.send(std::string(kHeadOfPost) + "Content-Length: 30\r\n\r\n{}        ");
    EXPECT_TRUE(drip_until_answered(socket, " "));
    EXPECT_EQ(statuses(socket.read_until("}")), "200");
}

TEST(Deadlines, AConnectionThatIsNotUsedIsClosedWithoutAWord) {
    http::ServerLimits limits;
    limits.keep_alive = 100ms;
    const EchoServer server(limits);
    const RawSocket socket(server.port());
    socket.send(std::string(kHeadOfGet) + "\r\n");
    EXPECT_EQ(statuses(socket.read_all()), "200");
}

/// Who does not read an answer holds a place among the connections only as long as the answer may take.
TEST(Deadlines, AReaderThatDoesNotReadIsLeft) {
    http::ServerLimits limits;
    limits.write_deadline = 100ms;
    limits.connections = 1;
    const EchoServer server(limits);
    const RawSocket socket(server.port());
    socket.send("GET /large HTTP/1.1\r\nHost: school\r\n\r\n");
    EXPECT_TRUE(socket.is_answered_within(20s));
    const auto until = std::chrono::steady_clock::now() + 20s;
    bool alive = false;
    while (!alive && std::chrono::steady_clock::now() < until) alive = server.is_alive();
    EXPECT_TRUE(alive);
}

/// Nor does somebody who was refused and goes on sending.
TEST(Deadlines, APeerThatDoesNotCloseIsLeft) {
    http::ServerLimits limits;
    limits.linger = 100ms;
    limits.connections = 1;
    const EchoServer server(limits);
    const RawSocket socket(server.port());
    socket.send("GET * HTTP/1.1\r\nHost: school\r\n\r\n");
    EXPECT_EQ(statuses(socket.read_all()), "400");
    const auto until = std::chrono::steady_clock::now() + 20s;
    bool alive = false;
    while (!alive && std::chrono::steady_clock::now() < until) alive = server.is_alive();
    EXPECT_TRUE(alive);
}

}  // namespace
}  // namespace hometime

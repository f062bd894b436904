// The request gate from outside: bytes over a real socket, and a server that lives on.
#include <gtest/gtest.h>

#include <set>

#include "tests/http/echo_server.h"
#include "tests/http/gate_corpus.h"

namespace hometime {
namespace {

using namespace test;

TEST(Gate, EveryVectorEndsAsItMustAndTheServerLivesOn) {
    const EchoServer server;
    const auto corpus = gate_corpus();
    EXPECT_GE(corpus.size(), 120U);
    for (const auto& vector : corpus) {
        SCOPED_TRACE(vector.name);
        const int before = server.reached();
        EXPECT_EQ(statuses(server.exchange(vector.bytes)), vector.statuses);
        EXPECT_EQ(server.reached() - before, vector.reaches);
        EXPECT_TRUE(server.is_alive());
    }
}

TEST(Gate, EveryVectorHasItsOwnName) {
    std::set<std::string> names;
    for (const auto& vector : gate_corpus()) EXPECT_TRUE(names.insert(vector.name).second) << vector.name;
}

/// Where a request arrives in pieces, the answer is the same: the gate sees whole headers only.
TEST(Gate, AVectorInSingleBytesEndsInTheSameWay) {
    const EchoServer server;
    for (const auto& vector : gate_corpus()) {
        if (vector.bytes.size() > 300) continue;
        SCOPED_TRACE(vector.name);
        const RawSocket socket(server.port());
        for (const char byte : vector.bytes) socket.send({&byte, 1});
        socket.finish();
        EXPECT_EQ(statuses(socket.read_all()), vector.statuses);
    }
    EXPECT_TRUE(server.is_alive());
}

TEST(Gate, ARefusalIsAProblemAndEndsTheConnection) {
    const EchoServer server;
    const RawSocket socket(server.port());
    socket.send("POST / HTTP/1.1\r\nHost: school\r\nTransfer-Encoding: chunked\r\n\r\n");
    const auto answer = socket.read_all();
    EXPECT_NE(answer.find("Content-Type: application/problem+json"), std::string::npos) << answer;
    EXPECT_NE(answer.find("Connection: close"), std::string::npos) << answer;
    EXPECT_EQ(server.reached(), 0);
}

}  // namespace
}  // namespace hometime

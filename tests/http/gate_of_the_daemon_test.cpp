// The corpus once more, against a whole daemon: it lives on after each request, and nothing was recorded.
#include <gtest/gtest.h>

#include "tests/http/gate_corpus.h"
#include "tests/support/raw_socket.h"
#include "tests/support/running_daemon.h"

namespace hometime::test {
namespace {

std::string answer_to(const RunningDaemon& daemon, std::string_view bytes) {
    const RawSocket socket(daemon.nobody().door.port);
    std::ignore = socket.send(bytes);
    socket.finish();
    return statuses(socket.read_all());
}

TEST(GateOfTheDaemon, RefusesEveryVectorThatReachesNobodyAndLivesOn) {
    RunningDaemon daemon;
    for (const auto& vector : gate_corpus()) {
        SCOPED_TRACE(vector.name);
        const auto answered = answer_to(daemon, vector.bytes);
        if (vector.reaches == 0) EXPECT_EQ(answered, vector.statuses);
        EXPECT_EQ(daemon.administrator().send("GET", "/healthz").status, 200);
        EXPECT_EQ(daemon.nobody().send("GET", "/healthz").status, 200);
        ASSERT_FALSE(daemon.failed());
    }
    EXPECT_TRUE(daemon.administrator().call("GET", "/v1/schools").at("schools").as_array().empty());
}

}  // namespace
}  // namespace hometime::test

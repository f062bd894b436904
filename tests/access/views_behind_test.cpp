// After a start the views may still be made: nobody is told meanwhile that there is less than there is.
#include <gtest/gtest.h>

#include <thread>

#include "tests/support/small_school.h"

namespace hometime::test {
namespace {

/// On a busy machine the views may still be folding: then an answer says so and to come again, and is not a part.
RawAnswer once_folded(const HttpClient& client, const std::string& path) {
    for (int turn = 0; turn < 300; ++turn) {
        auto answer = client.send("GET", path);
        if (answer.status != 503) return answer;
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    return client.send("GET", path);
}

TEST(ViewsBehind, FirstAnswersAfterTheViewsWereDeletedAreWhole) {
    RunningDaemon daemon;
    const SmallSchool school(daemon);
    const auto thread = school.path("/threads");
    const auto sent = school.client(Role::guardian)
                          .send("POST", school.path("/messages"),
                                {{"pupil", school.pupils[0]},
                                 {"staff", school.tina},
                                 {"category", "general"},
                                 {"text", "The blue coat has no name in it."}});
    ASSERT_EQ(sent.status, 201) << sent.body;
    const auto before = once_folded(school.client(Role::guardian), thread);
    ASSERT_NE(before.body, R"({"threads":[]})");
    for (int i = 0; i < 5; ++i) {
        daemon.stop();
        std::filesystem::remove_all(daemon.folder() / "views");
        daemon.restart();
        const auto after = once_folded(daemon.as(school.tokens.at(Role::guardian)), thread);
        EXPECT_EQ(after.without_id(), before.without_id());
    }
}

TEST(ViewsBehind, EndInAProblemThatSaysToTryAgain) {
    RunningDaemon daemon;
    const SmallSchool school(daemon);
    http::Router router;
    http::add_route(router, daemon.app(), http::Method::get, "/status", Operation::read_status, {},
                    [](const http::Call&) -> http::Response { throw http::ViewsBehind{}; });
    http::Request request;
    request.path = school.path("/status");
    request.segments = {"v1", "schools", to_string(school.school), "status"};
    request.peer = {http::Peer::Transport::unix_socket, {}, geteuid()};
    const auto answer = router.handle(request);
    EXPECT_EQ(answer.status, 503);
    EXPECT_NE(answer.body.find(R"("code":"views-behind")"), std::string::npos) << answer.body;
    EXPECT_NE(answer.body.find(R"("retryable":true)"), std::string::npos) << answer.body;
    EXPECT_EQ(answer.headers.at(0), std::pair(std::string("Retry-After"), std::string("2")));
}

}  // namespace
}  // namespace hometime::test

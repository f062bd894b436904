// S11: a pupil's sign-in opens nothing but the pupil's own points, on any route there is.
#include <gtest/gtest.h>

#include "tests/support/recipes.h"

namespace hometime::test {
namespace {

/// The route's path with ids of things that exist, the pupil's own where there are some.
std::string filled_in(const std::string& pattern, const SchoolDay& day) {
    const auto& school = day.school;
    const std::map<std::string, std::string> values{{"school", to_string(school.school)},
                                                    {"session", "1"},
                                                    {"staff", std::to_string(school.tina)},
                                                    {"role", "dsl"},
                                                    {"pupil", std::to_string(school.pupils[0])},
                                                    {"guardian", std::to_string(school.adults[0])},
                                                    {"invite", "1"},
                                                    {"message", std::to_string(day.own.message)},
                                                    {"thread", std::to_string(day.own.thread)},
                                                    {"feed", std::to_string(school.oak)},
                                                    {"award", std::to_string(day.award_by_tina)},
                                                    {"report", std::to_string(day.report)},
                                                    {"closure", "1"},
                                                    {"training", "1"},
                                                    {"evening", "1"},
                                                    {"device", "1"},
                                                    {"token", "g1-nobodys"},
                                                    {"notification", "1"},
                                                    {"receiver", "nobodys"},
                                                    {"away", "1"},
                                                    {"cover", "1"},
                                                    {"export", "1"},
                                                    {"reply", "1"},
                                                    {"file", "nobodys.ics"},
                                                    {"post", std::to_string(day.post_of_school)},
                                                    {"meeting", std::to_string(day.meeting)},
                                                    {"restriction", "1"},
                                                    {"hold", "1"},
                                                    {"mark", "1"},
                                                    {"concern", std::to_string(day.shared_concern)}};
    std::string path = pattern;
    for (auto open = path.find('{'); open != std::string::npos; open = path.find('{')) {
        const auto close = path.find('}', open);
        path.replace(open, close - open + 1, values.at(path.substr(open + 1, close - open - 1)));
    }
    return path;
}

bool is_theirs(Operation operation) {
    return operation == Operation::read_points || operation == Operation::end_session;
}

bool looks_at_nobody(Operation operation) {
    return operation == Operation::create_account || operation == Operation::create_session;
}

class Pupil : public testing::Test {
protected:
    RunningDaemon daemon_;
    SmallSchool school_{daemon_};
    SchoolDay day_{school_};
    HttpClient pupil_ = school_.client(Role::pupil);
};

TEST_F(Pupil, S11_IsDeniedOnEveryRoute) {
    const auto router = http::make_router(daemon_.app());
    std::size_t denied = 0;
    for (const auto& route : router.routes()) {
        if (is_theirs(route.operation) || looks_at_nobody(route.operation)) continue;
        const auto path = filled_in(route.pattern, day_);
        const std::string method(http::to_string(route.method));
        const boost::json::value body = method == "GET" ? boost::json::value() : boost::json::object{};
        const auto answer = pupil_.send(method, path, body);
        EXPECT_TRUE(answer.status == 403 || answer.status == 404) << method << ' ' << path << ' ' << answer.status;
        EXPECT_EQ(answer.header("content-type"), "application/problem+json");
        EXPECT_EQ(answer.body.find(school_.mark), std::string::npos) << answer.body;
        ++denied;
    }
    EXPECT_EQ(denied, router.routes().size() - 4);
}

TEST_F(Pupil, S11_IsDeniedOverTheAdministratorsSocketToo) {
    auto over_socket = daemon_.administrator();
    over_socket.token = pupil_.token;
    const auto router = http::make_router(daemon_.app());
    for (const auto& route : router.routes()) {
        if (is_theirs(route.operation) || looks_at_nobody(route.operation)) continue;
        const std::string method(http::to_string(route.method));
        const boost::json::value body = method == "GET" ? boost::json::value() : boost::json::object{};
        const auto answer = over_socket.send(method, filled_in(route.pattern, day_), body);
        EXPECT_TRUE(answer.status == 403 || answer.status == 404) << method << ' ' << route.pattern;
    }
}

TEST_F(Pupil, D16_SeesTheirOwnPointsAndNobodyElses) {
    const auto points = [&](std::uint64_t pupil) {
        return pupil_.send("GET", school_.path("/pupils/" + std::to_string(pupil) + "/points"));
    };
    const auto own = points(school_.pupils[0]);
    ASSERT_EQ(own.status, 200);
    EXPECT_EQ(own.json().at("total").to_number<int>(), 2);
    EXPECT_EQ(points(school_.pupils[1]).status, 404);
    EXPECT_EQ(points(school_.pupils[3]).status, 404);
}

TEST_F(Pupil, CanSignOut) {
    EXPECT_EQ(pupil_.send("DELETE", "/v1/sessions/current").status, 204);
    const auto path = school_.path("/pupils/" + std::to_string(school_.pupils[0]) + "/points");
    EXPECT_EQ(pupil_.send("GET", path).status, 401);
}

}  // namespace
}  // namespace hometime::test

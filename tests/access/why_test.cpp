// Why a message is seen when it is: the whole story, without its words and without anybody's name.
#include <gtest/gtest.h>

#include "tests/support/recipes.h"

namespace hometime::test {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

class WhyOverHttp : public testing::Test {
protected:
    [[nodiscard]] std::uint64_t send(const char* category = "general") const {
        const object body{{"pupil", school_.pupils[0]}, {"category", category}, {"text", "A purple elephant."}};
        return parent_.call("POST", school_.path("/messages"), body).at("message").to_number<std::uint64_t>();
    }
    [[nodiscard]] std::string path(std::uint64_t message) const {
        return school_.path("/messages/" + std::to_string(message) + "/why");
    }
    [[nodiscard]] value why(std::uint64_t message, Role role = Role::office) const {
        return school_.client(role).call("GET", path(message));
    }
    void train() const {
        office_.call("POST", school_.path("/calendar/trainings"),
                     object{{"staff", school_.tina}, {"from", "2026-11-24"}, {"start", "15:30"}, {"end", "16:00"}});
    }

    RunningDaemon daemon_{[] {
        RunningOptions options;
        options.start = *parse_utc_time("2026-11-24T10:00:00Z");
        options.zone_data = [] { return std::string("2025z"); };
        return options;
    }()};
    SmallSchool school_{daemon_};
    HttpClient parent_ = school_.client(Role::guardian);
    HttpClient office_ = school_.client(Role::office);
};

TEST_F(WhyOverHttp, D8_AHeldMessageIsExplainedByRuleVersionsAndInstant) {
    const auto answer = why(send());
    EXPECT_EQ(answer.at("state").as_string(), "held");
    EXPECT_EQ(answer.at("release_at").as_string(), "2026-11-24T15:30:00Z");
    EXPECT_EQ(answer.at("due").as_string(), "2026-11-25T08:30:00Z");
    EXPECT_EQ(answer.at("occurrence").at("opens").as_string(), "15:30");
    EXPECT_EQ(answer.at("zone").as_string(), "Europe/London");
    EXPECT_EQ(answer.at("zone_data").as_string(), "2025z");
    EXPECT_EQ(answer.at("calendar"), answer.at("calendar_in_force"));
    ASSERT_EQ(answer.at("told").as_array().size(), 1U);
    EXPECT_EQ(answer.at("told").at(0).at("cause").as_string(), "sent");
    const auto& decided = answer.at("decided");
    EXPECT_EQ(decided.at("windows").as_string(), "school");
    EXPECT_EQ(decided.at("opens_by").as_string(), "weekly_pattern");
    EXPECT_EQ(decided.at("deadline").as_string(), "2026-11-25T10:00:00Z");
    EXPECT_TRUE(decided.at("closed").as_array().empty());
}

TEST_F(WhyOverHttp, S58_TrainingIsNeverNamedAsWhatMovedIt) {
    const auto message = send();
    train();
    const auto answer = why(message);
    const auto& told = answer.at("told").as_array();
    ASSERT_EQ(told.size(), 2U);
    EXPECT_EQ(told[0].at("release_at").as_string(), "2026-11-24T15:30:00Z");
    EXPECT_EQ(told[1].at("release_at").as_string(), "2026-11-25T08:00:00Z");
    EXPECT_EQ(told[1].at("cause").as_string(), "not_available");
    const auto& closed = answer.at("decided").at("closed").as_array();
    ASSERT_EQ(closed.size(), 1U);
    EXPECT_EQ(closed[0].at("by").as_string(), "not_available");
    EXPECT_EQ(closed[0].at("start").as_string(), "15:30");
    const auto text = boost::json::serialize(answer);
    for (const char* word : {"training", "busy", "elephant", "Tina", "adult-", "pupil-"}) {
        EXPECT_EQ(text.find(word), std::string::npos) << word;
    }
}

TEST_F(WhyOverHttp, S59_ADayOfCoverIsNotAvailableAndAClosureIsTheSchools) {
    const auto message = send();
    office_.call(
        "POST", school_.path("/covers"),
        object{{"absent", school_.tina}, {"cover", school_.lou}, {"from", "2026-11-24"}, {"to", "2026-11-24"}});
    office_.call("POST", school_.path("/calendar/closures"),
                 object{{"closures", array{object{{"from", "2026-11-25"}, {"to", "2026-11-25"}, {"label", "Snow"}}}}});
    const auto answer = why(message);
    EXPECT_EQ(answer.at("told").as_array().back().at("cause").as_string(), "closure");
    const auto& closed = answer.at("decided").at("closed").as_array();
    ASSERT_EQ(closed.size(), 2U);
    EXPECT_EQ(closed[0].at("by").as_string(), "not_available");
    EXPECT_EQ(closed[1].at("by").as_string(), "closure");
    EXPECT_EQ(answer.at("decided").at("release_at").as_string(), "2026-11-26T08:00:00Z");
}

TEST_F(WhyOverHttp, OwnWindowsAndAnEveningAreSaidToDecide) {
    const auto message = send();
    auto tina = school_.client(Role::teacher);
    const object mondays{{"days", array{"mon"}}, {"start", "15:30"}, {"end", "16:00"}};
    tina.call("PUT", school_.path("/my-windows"), object{{"windows", array{mondays}}});
    EXPECT_EQ(why(message).at("decided").at("windows").as_string(), "own");
    EXPECT_EQ(why(message).at("told").as_array().back().at("cause").as_string(), "not_available");
    const object body{{"date", "2026-11-26"}, {"start", "17:00"}, {"end", "19:30"}, {"label", "Evening"}};
    const auto id = office_.call("POST", school_.path("/calendar/evenings"), body).at("evening");
    tina.call("PUT", school_.path("/calendar/evenings/" + std::to_string(id.to_number<std::uint64_t>()) + "/joined"),
              object{{"joins", true}});
    const auto answer = why(message);
    EXPECT_EQ(answer.at("told").as_array().back().at("cause").as_string(), "evening");
    EXPECT_EQ(answer.at("decided").at("opens_by").as_string(), "evening");
    EXPECT_EQ(answer.at("release_at").as_string(), "2026-11-26T17:00:00Z");
}

TEST_F(WhyOverHttp, TheOfficesMessagesHaveNoWindow) {
    const auto answer = why(send("attendance"));
    EXPECT_EQ(answer.at("state").as_string(), "office");
    EXPECT_TRUE(answer.at("decided").is_null());
}

TEST_F(WhyOverHttp, OneThatWasTakenBackOrShownSaysSo) {
    const auto taken = send();
    parent_.call("POST", school_.path("/messages/" + std::to_string(taken) + "/withdrawal"), object{});
    EXPECT_EQ(why(taken).at("state").as_string(), "withdrawn");
    daemon_.clock().set(*parse_utc_time("2026-11-24T15:35:00Z"));
    const auto at_once = send();
    const auto answer = why(at_once);
    EXPECT_EQ(answer.at("state").as_string(), "shown");
    EXPECT_EQ(answer.at("shown_at").as_string(), "2026-11-24T15:35:00Z");
    EXPECT_EQ(why(at_once, Role::teacher).at("state").as_string(), "shown");
}

TEST_F(WhyOverHttp, R6_NoWindowInSightIsSaid) {
    office_.call("PUT", school_.path("/calendar/terms"), object{{"terms", array{}}});
    const auto answer = why(send(), Role::administrator);
    EXPECT_TRUE(answer.at("release_at").is_null());
    EXPECT_TRUE(answer.at("decided").at("release_at").is_null());
    EXPECT_TRUE(answer.at("decided").at("deadline").is_null());
    EXPECT_EQ(answer.at("decided").at("closed").at(0).at("by").as_string(), "term_dates");
}

TEST_F(WhyOverHttp, ATeacherAsksOnlyAboutWhatTheyWereShown) {
    const auto held = send();
    EXPECT_EQ(school_.client(Role::teacher).send("GET", path(held)).status, 404);
    EXPECT_EQ(school_.client(Role::guardian).send("GET", path(held)).status, 403);
    EXPECT_EQ(office_.send("GET", path(999'999)).status, 404);
}

}  // namespace
}  // namespace hometime::test

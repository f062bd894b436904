// A pupil's own sign-in, from the teacher's code to the points (D16), and what points are (S1, D10).
#include <gtest/gtest.h>

#include "tests/support/recipes.h"
#include "tests/support/small_roster.h"

namespace hometime::test {
namespace {

using boost::json::object;

class PupilSignIn : public testing::Test {
protected:
    [[nodiscard]] std::string of_pupil(std::size_t pupil, const char* rest) const {
        return school_.path("/pupils/" + std::to_string(school_.pupils[pupil]) + rest);
    }
    [[nodiscard]] RawAnswer issue(const HttpClient& by, std::size_t pupil) const {
        return by.send("POST", of_pupil(pupil, "/codes"), object{});
    }
    [[nodiscard]] std::string code(std::size_t pupil) const {
        return std::string(issue(tina_, pupil).json().at("code").as_string());
    }
    [[nodiscard]] std::uint64_t total(const HttpClient& by, std::size_t pupil) const {
        return by.call("GET", of_pupil(pupil, "/points")).at("total").to_number<std::uint64_t>();
    }
    [[nodiscard]] std::uint64_t award(std::size_t pupil) const {
        const auto made = tina_.call("POST", of_pupil(pupil, "/points"), object{{"skill", "kindness"}});
        return made.at("award").to_number<std::uint64_t>();
    }

    RunningDaemon daemon_;
    SmallSchool school_{daemon_};
    HttpClient tina_ = school_.client(Role::teacher);
};

TEST_F(PupilSignIn, D16_ACodeFromTheTeacherMakesTheAccountThatShowsThePointsAndNothingElse) {
    std::ignore = award(1);
    const auto answer = school_.open_account(code(1), "pia");
    ASSERT_EQ(answer.status, 201) << answer.body;
    EXPECT_EQ(answer.json().at("person_kind").as_string(), "pupil");
    EXPECT_FALSE(answer.json().as_object().contains("name"));
    const auto pia = daemon_.as(std::string(answer.json().at("token").as_string()));
    const auto points = pia.call("GET", of_pupil(1, "/points"));
    EXPECT_EQ(points.at("total").to_number<int>(), 1);
    EXPECT_EQ(points.at("awards").at(0).at("skill").as_string(), "kindness");
    EXPECT_EQ(pia.send("GET", of_pupil(0, "/points")).status, 404);
    for (const auto* rest : {"/me", "/threads", "/feeds", "/notices", "/sessions", "/policy", "/pupils"})
        EXPECT_EQ(pia.send("GET", school_.path(rest)).status, 403) << rest;
    EXPECT_EQ(pia.send("DELETE", "/v1/sessions/current").status, 204);
}

TEST_F(PupilSignIn, D16_TheCodeIsShownOnceAndWorksOnce) {
    const Headers key{{"Idempotency-Key", "0b8e5b0e-2f5a-4a55-9d0c-9f2b5f6a7c02"}};
    const auto first = tina_.send("POST", of_pupil(1, "/codes"), object{}, key);
    const auto again = tina_.send("POST", of_pupil(1, "/codes"), object{}, key);
    EXPECT_EQ(first.json().at("expires_at"), again.json().at("expires_at"));
    EXPECT_FALSE(again.json().as_object().contains("code"));
    const std::string code(first.json().at("code").as_string());
    EXPECT_EQ(school_.open_account(code, "pia").status, 201);
    EXPECT_EQ(school_.open_account(code, "pia-again").json().at("code").as_string(), "code-not-valid");
}

TEST_F(PupilSignIn, D16_IsOpenedByTheClassTeacherOrTheOfficeAndByNobodyElse) {
    EXPECT_EQ(issue(tina_, 1).status, 201);
    EXPECT_EQ(issue(school_.client(Role::office), 3).status, 201);
    EXPECT_EQ(issue(tina_, 3).status, 404) << "not a pupil of hers";
    for (const auto role : {Role::guardian, Role::pupil, Role::teaching_assistant, Role::slt, Role::administrator})
        EXPECT_EQ(issue(school_.client(role), 1).status, 403);
}

TEST_F(PupilSignIn, AForgottenPasswordIsAnsweredByANewCodeUnderTheSameName) {
    ASSERT_EQ(school_.open_account(code(1), "pia").status, 201);
    const auto old = school_.daemon.app().accounts.find(school_.school, "pia")->account;
    const auto answer = school_.open_account(code(1), "pia");
    ASSERT_EQ(answer.status, 201) << answer.body;
    auto& accounts = school_.daemon.app().accounts;
    EXPECT_FALSE(accounts.find(old)) << "its sign-ins are gone with it";
    EXPECT_NE(accounts.find(school_.school, "pia")->account, old);
    ASSERT_EQ(school_.open_account(code(1), "pia-the-second").status, 201);
    EXPECT_FALSE(accounts.find(school_.school, "pia"));
}

TEST_F(PupilSignIn, AnotherPersonsNameIsNotFreedByIt) {
    ASSERT_EQ(school_.open_account(code(1), "pia").status, 201);
    const auto answer = school_.open_account(code(2), "pia");
    EXPECT_EQ(answer.json().at("code").as_string(), "login-taken");
    EXPECT_TRUE(school_.daemon.app().accounts.find(school_.school, "pia"));
}

TEST_F(PupilSignIn, APasswordOfAChildFollowsTheSameRule) {
    const auto answer = daemon_.nobody().send("POST", "/v1/accounts",
                                              object{{"school", to_string(school_.school)},
                                                     {"code", code(1)},
                                                     {"login", "pia"},
                                                     {"password", "fourteen chars"}});
    EXPECT_EQ(answer.status, 422);
}

TEST_F(PupilSignIn, APupilsDeviceIsNobodysNews) {
    ASSERT_EQ(school_.open_account(code(1), "pia").status, 201);
    const auto before = daemon_.app().log.head(school_.school)->size;
    const auto answer = daemon_.nobody().send(
        "POST", "/v1/sessions",
        object{{"school", to_string(school_.school)}, {"login", "pia"}, {"password", kPassword}, {"kind", "cookie"}});
    ASSERT_EQ(answer.status, 201);
    EXPECT_EQ(answer.head.find("__Host-d"), std::string::npos);
    EXPECT_EQ(daemon_.app().log.head(school_.school)->size, before);
}

TEST_F(PupilSignIn, S1_TotalsAreForThePupilTheFamilyAndTheStaffOfTheClass) {
    std::ignore = award(0);
    EXPECT_EQ(total(school_.client(Role::pupil), 0), 1U);
    EXPECT_EQ(total(school_.client(Role::guardian), 0), 1U);
    EXPECT_EQ(total(school_.client(Role::teaching_assistant), 0), 1U);
    for (const auto& other :
         {daemon_.as(school_.more_tokens.at("adult-2")), daemon_.as(school_.more_tokens.at("theo"))})
        EXPECT_EQ(other.send("GET", of_pupil(0, "/points")).status, 404);
}

TEST_F(PupilSignIn, S1_NoQueryRanksPupils) {
    const auto router = http::make_router(daemon_.app());
    for (const auto& route : router.routes()) {
        if (route.pattern.find("points") == std::string::npos || route.method != http::Method::get) continue;
        EXPECT_EQ(route.pattern, "/v1/schools/{school}/pupils/{pupil}/points") << "points of one pupil at a time";
    }
    const auto read = tina_.send("GET", of_pupil(0, "/points")).json();
    for (const auto* member : {"rank", "class_total", "average"}) EXPECT_FALSE(read.as_object().contains(member));
    std::ignore = award(0);
    EXPECT_EQ(tina_.send("GET", school_.path("/pupils")).body.find("total"), std::string::npos);
}

TEST_F(PupilSignIn, D10_NoPointIsTakenAwayExceptByRetractingOneWithAReason) {
    const auto kept = award(0);
    const auto mistaken = award(0);
    const auto path = school_.path("/points/" + std::to_string(mistaken) + "/retraction");
    EXPECT_EQ(tina_.send("POST", path, object{{"reason", ""}}).status, 422);
    EXPECT_EQ(tina_.send("POST", path, object{{"reason", "Not her."}}).status, 200);
    EXPECT_EQ(total(tina_, 0), 1U);
    EXPECT_FALSE(tina_.send("POST", path, object{{"reason", "Not her."}}).good()) << "never below what was given";
    EXPECT_EQ(total(tina_, 0), 1U);
    for (const auto& points : {-1, 5}) {
        const object body{{"skill", "kindness"}, {"points", points}};
        EXPECT_EQ(tina_.send("POST", of_pupil(0, "/points"), body).status, 422) << "a point is a point";
    }
    const auto awards = tina_.call("GET", of_pupil(0, "/points")).at("awards").as_array();
    ASSERT_EQ(awards.size(), 2U);
    EXPECT_EQ(awards[0].at("award").to_number<std::uint64_t>(), kept);
    EXPECT_TRUE(awards[1].at("retracted").as_bool());
}

TEST_F(PupilSignIn, S1_TotalsSurviveATeacherWhoLeavesAndAPupilWhoChangesClass) {
    std::ignore = award(1);
    std::ignore = award(1);
    auto roster = small_roster(school_.mark);
    auto& staff = roster["staff"].as_array();
    staff.erase(staff.begin());  // Tina.
    roster["pupils"].as_array()[1].as_object()["class_external_id"] = "elm";
    roster["confirm_removals"] = true;
    daemon_.administrator().call("POST", school_.path("/roster-imports"), roster);
    EXPECT_EQ(tina_.send("GET", of_pupil(1, "/points")).status, 403) << "she is gone";
    const auto theo = daemon_.as(school_.more_tokens.at("theo"));
    EXPECT_EQ(total(theo, 1), 2U);
    EXPECT_EQ(total(daemon_.as(school_.more_tokens.at("adult-2")), 1), 2U);
    theo.call("POST", of_pupil(1, "/points"), object{{"skill", "kindness"}});
    EXPECT_EQ(total(school_.client(Role::slt), 1), 3U);
}

}  // namespace
}  // namespace hometime::test

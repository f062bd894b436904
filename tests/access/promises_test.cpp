// What the policy promises families and staff, asked over the one interface.
#include <gtest/gtest.h>

#include "tests/support/recipes.h"

namespace hometime::test {
namespace {

using boost::json::object;

class Promises : public testing::Test {
protected:
    [[nodiscard]] object message(const char* category = "general") const {
        return {{"pupil", school_.pupils[0]}, {"category", category}, {"text", "Hello. " + school_.mark}};
    }
    [[nodiscard]] std::string of_pupil(const std::string& rest) const {
        return school_.path("/pupils/" + std::to_string(school_.pupils[0]) + rest);
    }

    RunningDaemon daemon_{RunningOptions{*parse_utc_time("2026-11-24T10:00:00Z"), false, false}};
    SmallSchool school_{daemon_};
    HttpClient parent_ = school_.client(Role::guardian);
};

TEST_F(Promises, S1_APointIsGivenForANamedSkillAndRaisesTheTotal) {
    const auto tina = school_.client(Role::teacher);
    ASSERT_EQ(tina.send("POST", of_pupil("/points"), object{{"skill", "kindness"}}).status, 201);
    const auto points = parent_.call("GET", of_pupil("/points"));
    EXPECT_EQ(points.at("total").to_number<int>(), 1);
    EXPECT_EQ(points.at("awards").at(0).at("skill").as_string(), "kindness");
    EXPECT_EQ(tina.send("POST", of_pupil("/points"), object{{"skill", "no such skill"}}).status, 422);
}

TEST_F(Promises, S8_BeforeWritingOneIsToldWhatTheChannelIsForAndWhereElseToGo) {
    const auto guide = parent_.call("GET", of_pupil("/compose"));
    EXPECT_FALSE(guide.at("purpose").as_string().empty());
    ASSERT_EQ(guide.at("categories").as_array().size(), 6U);
    for (const auto& category : guide.at("categories").as_array()) {
        EXPECT_FALSE(category.at("advice").as_string().empty()) << category;
        EXPECT_FALSE(category.at("goes_to").as_string().empty()) << category;
    }
    EXPECT_EQ(guide.at("recipients").as_array().size(), 1U);
}

TEST_F(Promises, S10_TheOfficesContactIsInEveryRefusalAndReceipt) {
    const auto held = parent_.send("POST", school_.path("/messages"), message());
    ASSERT_EQ(held.status, 201);
    const auto refused = parent_.send("POST", school_.path("/messages"), message("progress"));
    ASSERT_EQ(refused.status, 409);
    for (const auto& answer : {held, refused, parent_.send("GET", of_pupil("/compose"))}) {
        const auto office = answer.json().at("office");
        EXPECT_EQ(office.at("email").as_string(), "office@school.example");
        EXPECT_EQ(office.at("phone").as_string(), "01632 960999");
        EXPECT_EQ(office.at("hours").as_string(), "8 to 4");
    }
}

TEST_F(Promises, S10_ASchoolWithoutAnOfficeIsNotOpened) {
    const object office{{"email", ""}, {"phone", "01632 960111"}, {"hours", "8 to 4"}};
    const auto answer = daemon_.administrator().send(
        "POST", "/v1/schools", object{{"zone", "Europe/London"}, {"name", "Another school"}, {"office", office}});
    EXPECT_EQ(answer.status, 422);
    EXPECT_EQ(answer.json().at("errors").at(0).at("pointer").as_string(), "/office/email");
}

TEST_F(Promises, S18_ACodeIsWorthTheSameInABrowserAndInAnyOtherClient) {
    const auto redeem = [&](std::uint64_t adult, const char* kind) {
        return daemon_.nobody().send("POST", "/v1/accounts",
                                     object{{"school", to_string(school_.school)},
                                            {"code", school_.invite(school_.pupils[5], adult)},
                                            {"login", std::string(kind) + "@" + school_.mark},
                                            {"password", kPassword},
                                            {"kind", kind}});
    };
    EXPECT_EQ(redeem(school_.adults[6], "cookie").status, 201);
    EXPECT_EQ(redeem(school_.adults[7], "bearer").status, 201);
    const auto pupil =
        school_.client(Role::office).call("GET", school_.path("/pupils/" + std::to_string(school_.pupils[5])));
    EXPECT_EQ(pupil.at("linked_adults").to_number<int>(), 2);
}

TEST_F(Promises, S40_NoOperationAndNoAnswerRanksOrTimesATeacher) {
    for (const auto operation : all_operations()) {
        const std::string name = '_' + std::string(to_string(operation)) + '_';
        for (const char* word : {"_rank", "_score", "_late_", "_slow", "_overdue_", "_response_time"}) {
            EXPECT_EQ(name.find(word), std::string::npos) << name;
        }
    }
    for (const auto role : {Role::slt, Role::office, Role::administrator}) {
        const auto by = role == Role::administrator ? daemon_.administrator() : school_.client(role);
        for (const char* where : {"/status", "/staff"}) {
            const auto answer = by.send("GET", school_.path(where));
            EXPECT_EQ(answer.body.find("repl"), std::string::npos) << answer.body;
        }
    }
}

TEST_F(Promises, S42_NothingInARequestMakesAMessageUrgentToATeacher) {
    for (const char* wish : {"urgent", "priority", "release_at", "released"}) {
        auto body = message();
        body[wish] = true;
        const auto answer = parent_.send("POST", school_.path("/messages"), body);
        EXPECT_EQ(answer.status, 422) << wish;
    }
    const auto guide = parent_.call("GET", of_pupil("/compose"));
    EXPECT_NE(std::string(guide.at("purpose").as_string()).find("emergency"), std::string::npos);
    EXPECT_EQ(guide.at("office").at("phone").as_string(), "01632 960999");
}

TEST_F(Promises, S51_AReportIsWithTheLeadershipAtOnceWhileTeachersTeachAndAgesUntilItsOutcome) {
    const auto sent = parent_.call("POST", school_.path("/messages"), message("attendance"));
    const auto id = std::to_string(sent.at("message").to_number<std::uint64_t>());
    const auto reported = school_.client(Role::office)
                              .call("POST", school_.path("/messages/" + id + "/reports"), object{{"reason", "Rude."}});
    const auto slt = school_.client(Role::slt);
    const auto open = [&] { return slt.call("GET", school_.path("/reports?open=true")).at("reports").as_array(); };
    ASSERT_EQ(open().size(), 1U);
    EXPECT_EQ(open().at(0).at("reported_at").as_string(), "2026-11-24T10:00:00Z");
    const auto report = school_.path("/reports/" + std::to_string(reported.at("report").to_number<std::uint64_t>()));
    EXPECT_TRUE(slt.call("GET", report).at("unchanged_since_reported").as_bool());  // S50
    slt.call("POST", report + "/outcome", object{{"outcome", "Spoken to."}});
    EXPECT_TRUE(open().empty());
    EXPECT_EQ(slt.call("GET", report).at("outcome").as_string(), "Spoken to.");
}

}  // namespace
}  // namespace hometime::test

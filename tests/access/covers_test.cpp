// Cover over HTTP: arranged by the office, told to guardians, and lived by whoever stands in.
#include <gtest/gtest.h>

#include "tests/support/recipes.h"

namespace hometime::test {
namespace {

using boost::json::object;

class CoversOverHttp : public testing::Test {
protected:
    [[nodiscard]] RawAnswer arrange(const HttpClient& by, std::uint64_t absent, std::uint64_t cover) const {
        return by.send("POST", school_.path("/covers"),
                       object{{"absent", absent}, {"cover", cover}, {"from", "2026-11-24"}, {"to", "2026-11-25"}});
    }
    [[nodiscard]] std::string of_pupil(const char* rest) const {
        return school_.path("/pupils/" + std::to_string(school_.pupils[0]) + rest);
    }
    [[nodiscard]] boost::json::value compose() const { return parent_.call("GET", of_pupil("/compose")); }

    RunningDaemon daemon_{RunningOptions{*parse_utc_time("2026-11-24T10:00:00Z"), false, false}};
    SmallSchool school_{daemon_};
    HttpClient parent_ = school_.client(Role::guardian);
    HttpClient office_ = school_.client(Role::office);
    HttpClient lou_ = school_.client(Role::staff);
};

TEST_F(CoversOverHttp, AreArrangedListedAndEnded) {
    const auto made = arrange(office_, school_.tina, school_.lou);
    ASSERT_EQ(made.status, 201);
    const auto id = made.json().at("cover").to_number<std::uint64_t>();
    for (const auto role : {Role::office, Role::slt, Role::administrator}) {
        const auto list = school_.client(role).call("GET", school_.path("/covers")).at("covers").as_array();
        ASSERT_EQ(list.size(), 1U);
        EXPECT_EQ(list[0].at("cover").to_number<std::uint64_t>(), id);
        EXPECT_EQ(list[0].at("absent").to_number<std::uint64_t>(), school_.tina);
        EXPECT_EQ(list[0].at("stands_in").to_number<std::uint64_t>(), school_.lou);
        EXPECT_EQ(list[0].at("to").as_string(), "2026-11-25");
    }
    const auto path = school_.path("/covers/" + std::to_string(id));
    EXPECT_EQ(office_.send("DELETE", path).status, 200);
    EXPECT_EQ(office_.send("DELETE", path).json().at("code").as_string(), "unknown-cover");
    EXPECT_TRUE(office_.call("GET", school_.path("/covers")).at("covers").as_array().empty());
}

TEST_F(CoversOverHttp, AGuardianSeesBothWithWhenEachReadsMessages) {
    EXPECT_EQ(compose().at("recipients").as_array().size(), 1U);
    ASSERT_EQ(arrange(office_, school_.tina, school_.lou).status, 201);
    const auto recipients = compose().at("recipients").as_array();
    ASSERT_EQ(recipients.size(), 2U);
    EXPECT_TRUE(recipients[0].at("absent").as_bool());
    EXPECT_EQ(recipients[0].at("next_opening").as_string(), "Thu 26 Nov, 08:00");
    EXPECT_EQ(recipients[1].at("stands_in_for").to_number<std::uint64_t>(), school_.tina);
    EXPECT_EQ(recipients[1].at("next_opening").as_string(), "Tue 24 Nov, 15:30");
}

TEST_F(CoversOverHttp, WhoStandsInReadsRepliesAndAwardsUntilTheLastDateEnds) {
    const auto award = [&] { return lou_.send("POST", of_pupil("/points"), object{{"skill", "kindness"}}).status; };
    const auto feed = school_.path("/feeds/" + std::to_string(school_.oak) + "/posts");
    EXPECT_EQ(award(), 403);
    EXPECT_EQ(lou_.send("GET", feed).status, 404);
    ASSERT_EQ(arrange(office_, school_.tina, school_.lou).status, 201);
    EXPECT_EQ(award(), 201);
    EXPECT_EQ(lou_.send("GET", feed).status, 200);
    EXPECT_EQ(lou_.send("POST", feed, object{{"kind", "notice"}, {"title", "Paint"}}).status, 201);
    EXPECT_EQ(lou_.call("GET", school_.path("/pupils")).at("pupils").as_array().size(), 3U);

    daemon_.clock().set(*parse_utc_time("2026-11-24T15:31:00Z"));
    const auto sent = parent_.call(
        "POST", school_.path("/messages"),
        object{{"pupil", school_.pupils[0]}, {"category", "general"}, {"text", "Who has the class today?"}});
    EXPECT_EQ(sent.at("staff").to_number<std::uint64_t>(), school_.lou);
    ASSERT_EQ(lou_.call("GET", school_.path("/inbox")).at("messages").as_array().size(), 1U);
    const auto thread = std::to_string(sent.at("thread").to_number<std::uint64_t>());
    EXPECT_EQ(lou_.send("POST", school_.path("/threads/" + thread + "/replies"), object{{"text", "I do."}}).status,
              201);
    EXPECT_EQ(parent_.call("GET", school_.path("/threads/" + thread)).at("items").as_array().size(), 2U);

    daemon_.clock().set(*parse_utc_time("2026-11-25T23:59:59Z"));
    lou_.token = school_.fresh_token(Role::staff);  // The sign-in had ended: it was idle.
    EXPECT_EQ(award(), 201);
    daemon_.clock().set(*parse_utc_time("2026-11-26T00:00:00Z"));
    EXPECT_EQ(award(), 403);
    EXPECT_EQ(lou_.send("GET", feed).status, 404);
    EXPECT_EQ(lou_.send("GET", school_.path("/inbox")).status, 403);
}

TEST_F(CoversOverHttp, D13_WhoStandsInFindsNothingAtTheAddressesOfTheAbsent) {
    daemon_.clock().set(*parse_utc_time("2026-11-24T15:35:00Z"));
    const SchoolDay day(school_);
    ASSERT_EQ(arrange(office_, school_.tina, school_.lou).status, 201);
    const auto thread = lou_.send("GET", school_.path("/threads/" + std::to_string(day.own.thread)));
    EXPECT_EQ(thread.status, 404);
    EXPECT_EQ(thread.without_id(), lou_.send("GET", school_.path("/threads/999999")).without_id());
    const auto message = school_.path("/messages/" + std::to_string(day.own.message));
    EXPECT_EQ(lou_.send("GET", message).status, 404);
    EXPECT_EQ(lou_.send("POST", message + "/reports", object{{"reason", "Rude."}}).status, 404);
}

TEST_F(CoversOverHttp, WhatDoesNotHoldTogetherIsRefusedWithEveryReason) {
    const auto refused = arrange(office_, school_.tina, school_.tina);
    EXPECT_EQ(refused.status, 422);
    EXPECT_EQ(refused.json().at("code").as_string(), "cover-invalid");
    EXPECT_EQ(refused.json().at("errors").at(0).at("pointer").as_string(), "/cover");
}

}  // namespace
}  // namespace hometime::test

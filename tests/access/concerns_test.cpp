// Concerns over HTTP: who reads what, that reading is recorded first, and that nothing else shows them.
#include <gtest/gtest.h>

#include "tests/support/recipes.h"

namespace hometime::test {
namespace {

using boost::json::object;

class ConcernsOverHttp : public testing::Test {
protected:
    [[nodiscard]] std::string of(std::uint64_t concern, const std::string& rest = {}) const {
        return school_.path("/concerns/" + std::to_string(concern) + rest);
    }
    [[nodiscard]] std::uint64_t records() const {
        return daemon_.administrator().call("GET", school_.path("/status")).at("records").to_number<std::uint64_t>();
    }
    [[nodiscard]] boost::json::value listed(const HttpClient& by, std::uint64_t concern) const {
        const auto list = by.call("GET", school_.path("/concerns"));
        for (const auto& one : list.at("concerns").as_array()) {
            if (one.at("concern").to_number<std::uint64_t>() == concern) return one;
        }
        return {};
    }
    Outcome escalate(std::uint64_t concern) {
        return daemon_.app().sequencer.run({school_.school,
                                            EscalateConcern{ConcernId{concern}},
                                            {ActorKind::system, 0},
                                            0,
                                            Operation::escalate_concern,
                                            Object{},
                                            std::nullopt});
    }

    RunningDaemon daemon_;
    SmallSchool school_{daemon_};
    SchoolDay day_{school_};
    HttpClient tina_ = school_.client(Role::teacher);
    HttpClient dee_ = school_.client(Role::dsl);
    HttpClient sue_ = school_.client(Role::slt);
    HttpClient parent_ = school_.client(Role::guardian);
};

TEST_F(ConcernsOverHttp, S55_TheRaiserSeesThatItWasReceivedAndNothingThatFollows) {
    const auto own = day_.own_concerns.at(Role::teacher);
    const auto absent = tina_.send("GET", of(999999)).without_id();
    EXPECT_EQ(tina_.send("GET", of(own)).without_id(), absent);
    const auto receipt = [&] { return tina_.call("GET", school_.path("/my-concerns")).at("concerns").at(0); };
    EXPECT_EQ(receipt().at("concern").to_number<std::uint64_t>(), own);
    EXPECT_FALSE(receipt().at("acknowledged").as_bool());
    dee_.call("POST", of(own, "/acknowledgement"), object{});
    dee_.call("POST", of(own, "/additions"), object{{"text", "Spoke to the doctor."}});
    EXPECT_TRUE(receipt().at("acknowledged").as_bool());
    EXPECT_EQ(receipt().as_object().size(), 3U);
    EXPECT_EQ(tina_.send("GET", school_.path("/concerns")).status, 403);
}

TEST_F(ConcernsOverHttp, S55_EveryReadIsAFactBeforeTheFirstByteLeaves) {
    const auto id = day_.own_concerns.at(Role::teacher);
    const auto before = records();
    const auto whole = dee_.call("GET", of(id));
    EXPECT_EQ(records(), before + 1);
    EXPECT_EQ(whole.at("facts").as_string(), "Hungry at nine. " + school_.mark);
    EXPECT_EQ(whole.at("immediate_action").as_string(), "Gave breakfast. " + school_.mark);
    EXPECT_EQ(tina_.send("GET", of(id)).status, 404);
    EXPECT_EQ(records(), before + 1);
}

TEST_F(ConcernsOverHttp, S55_WhoIsNamedReadsUntilTheyAreNotAnyLonger) {
    EXPECT_EQ(tina_.send("GET", of(day_.shared_concern)).status, 200);
    ASSERT_TRUE(dee_.send("DELETE", of(day_.shared_concern, "/readers/" + std::to_string(school_.tina))).good());
    EXPECT_EQ(tina_.send("GET", of(day_.shared_concern)).status, 404);
}

TEST_F(ConcernsOverHttp, S52_AGuardiansWorryReachesTheLeadAtOnceAndNobodyElse) {
    const auto inbox = tina_.send("GET", school_.path("/inbox")).without_id();
    const auto office = school_.client(Role::office).send("GET", school_.path("/office-queue")).without_id();
    const auto told =
        parent_.call("POST", school_.path("/safety"), object{{"pupil", school_.pupils[0]}, {"text", "Left alone."}});
    EXPECT_NE(std::string(told.at("emergency").as_string()).find("999"), std::string::npos);
    EXPECT_NE(std::string(told.at("emergency").as_string()).find("does not watch"), std::string::npos);  // D14
    const auto id = told.at("concern").to_number<std::uint64_t>();
    const auto seen = listed(dee_, id);
    EXPECT_EQ(seen.at("raised_by_kind").as_string(), "guardian");
    EXPECT_EQ(seen.at("alerted_at"), seen.at("raised_at"));
    EXPECT_EQ(dee_.call("GET", of(id)).at("facts").as_string(), "Left alone.");
    EXPECT_EQ(tina_.send("GET", school_.path("/inbox")).without_id(), inbox);
    EXPECT_EQ(school_.client(Role::office).send("GET", school_.path("/office-queue")).without_id(), office);
    EXPECT_EQ(parent_.send("GET", of(id)).status, 403);
}

TEST_F(ConcernsOverHttp, S4_AWorryNeedsNoAcceptedPolicy) {
    const auto in_force = day_.policy_in_force();
    const auto etag = '"' + std::to_string(in_force.at("version").to_number<std::uint64_t>()) + '"';
    const object body{{"policy", in_force.at("policy")}, {"office", in_force.at("office")}};
    ASSERT_EQ(sue_.send("PUT", school_.path("/policy"), body, {{"If-Match", etag}}).status, 200);
    const object message{{"pupil", school_.pupils[0]}, {"category", "concern"}, {"text", "A worry."}};
    EXPECT_EQ(parent_.send("POST", school_.path("/messages"), message).status, 403);
    const object worry{{"pupil", school_.pupils[0]}, {"text", "Left alone."}};
    EXPECT_EQ(parent_.send("POST", school_.path("/safety"), worry).status, 201);
    EXPECT_NE(day_.raise_concern(Role::teacher), 0U);
}

TEST_F(ConcernsOverHttp, S54_ADeputyIsAlertedWhenItIsEscalated) {
    daemon_.administrator().call("POST", school_.path("/staff/" + std::to_string(school_.theo) + "/roles"),
                                 object{{"role", "deputy_dsl"}});
    const auto theo = daemon_.as(school_.more_tokens.at("theo"));
    const auto id = day_.own_concerns.at(Role::teacher);
    EXPECT_FALSE(listed(theo, id).as_object().contains("alerted_at"));
    EXPECT_TRUE(std::holds_alternative<Refused>(escalate(id)));
    daemon_.clock().set(*parse_utc_time("2026-11-25T08:30:00Z"));
    ASSERT_TRUE(std::holds_alternative<Done>(escalate(id)));
    const auto later =
        daemon_.as(daemon_.app()
                       .accounts
                       .start_session(*daemon_.app().accounts.find(school_.school, "theo@" + school_.mark),
                                      SessionKind::bearer, daemon_.clock().now())
                       .token);
    EXPECT_EQ(listed(later, id).at("alerted_at").as_string(), "2026-11-25T08:30:00Z");
}

TEST_F(ConcernsOverHttp, BreakingTheGlassIsRecordedFirstAndTheTeamSeesItAtOnce) {
    const auto id = day_.other_concern;
    EXPECT_EQ(sue_.send("GET", of(id)).status, 404);
    EXPECT_EQ(sue_.send("POST", of(id, "/break-glass"), object{{"reason", ""}}).status, 422);
    const auto before = records();
    const auto opened = sue_.call("POST", of(id, "/break-glass"), object{{"reason", "The lead is away."}});
    EXPECT_EQ(records(), before + 1);
    EXPECT_EQ(opened.at("facts").as_string(), "Hungry at nine. " + school_.mark);
    const auto seen = listed(dee_, id).at("break_glass").as_array();
    ASSERT_EQ(seen.size(), 1U);
    EXPECT_NE(std::string(seen.at(0).at("by").as_string()).find("sue"), std::string::npos);
    EXPECT_EQ(dee_.call("GET", of(id)).at("steps").as_array().back().at("text").as_string(), "The lead is away.");
}

TEST_F(ConcernsOverHttp, NothingOfThemStandsInAnyOtherAnswer) {
    for (const auto& [role, token] : school_.tokens) {
        if (role == Role::dsl) continue;
        for (const char* where : {"/me", "/threads", "/inbox", "/office-queue", "/reports", "/status", "/conduct",
                                  "/undelivered", "/pupils", "/feeds", "/calendar", "/policy"}) {
            const auto answer = daemon_.as(token).send("GET", school_.path(where));
            EXPECT_EQ(answer.body.find("Hungry"), std::string::npos) << where;
            EXPECT_EQ(answer.body.find("concern_"), std::string::npos) << where;
        }
    }
}

}  // namespace
}  // namespace hometime::test

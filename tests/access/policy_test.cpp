// The policy over HTTP: read by everybody, accepted before anybody writes, replaced only by who has read it.
#include <gtest/gtest.h>

#include "tests/support/recipes.h"

namespace hometime::test {
namespace {

using boost::json::object;

class PolicyOverHttp : public testing::Test {
protected:
    [[nodiscard]] object body() const {
        const auto read = slt_.call("GET", school_.path("/policy"));
        return {{"policy", read.at("policy")}, {"office", read.at("office")}};
    }
    [[nodiscard]] RawAnswer put(const object& policy, const std::string& etag) const {
        return slt_.send("PUT", school_.path("/policy"), policy, {{"If-Match", etag}});
    }
    [[nodiscard]] RawAnswer send() const {
        return parent_.send("POST", school_.path("/messages"),
                            object{{"pupil", school_.pupils[0]}, {"category", "general"}, {"text", "Hello"}});
    }

    RunningDaemon daemon_;
    SmallSchool school_{daemon_};
    HttpClient parent_ = school_.client(Role::guardian);
    HttpClient slt_ = school_.client(Role::slt);
};

TEST_F(PolicyOverHttp, S45_StaffAndGuardiansReadTheSameHours) {
    const auto theirs = parent_.call("GET", school_.path("/policy"));
    const auto ours = school_.client(Role::teacher).call("GET", school_.path("/policy"));
    EXPECT_EQ(theirs.at("policy"), ours.at("policy"));
    EXPECT_EQ(theirs.at("policy").at("working_hours").at(0).at("start").as_string(), "08:00");
    EXPECT_EQ(theirs.at("policy").at("working_hours").at(0).at("end").as_string(), "16:00");
}

TEST_F(PolicyOverHttp, S4_ANewVersionIsAcceptedBeforeTheNextMessage) {
    ASSERT_EQ(send().status, 201);
    const auto etag = slt_.send("GET", school_.path("/policy")).header("etag");
    ASSERT_EQ(put(body(), etag).status, 200);
    const auto refused = send();
    EXPECT_EQ(refused.status, 403);
    EXPECT_EQ(refused.json().at("code").as_string(), "policy-not-accepted");
    EXPECT_EQ(parent_.send("GET", school_.path("/threads")).status, 200);
    const auto policy = parent_.call("GET", school_.path("/policy"));
    EXPECT_FALSE(policy.at("accepted").as_bool());
    EXPECT_EQ(refused.json().at("policy"), policy.at("version"));
    parent_.call("POST", school_.path("/policy/acceptance"), object{{"policy", policy.at("version")}});
    EXPECT_EQ(send().status, 201);
}

TEST_F(PolicyOverHttp, S14_AGuardianAcceptsInWordsThatTheSignInIsTheirsAlone) {
    const auto policy = parent_.call("GET", school_.path("/policy"));
    const auto words = boost::json::serialize(policy.at("you_accept"));
    EXPECT_NE(words.find("My sign-in is mine alone. I make sure that children"), std::string::npos) << words;
    EXPECT_TRUE(policy.at("accepted").as_bool());
}

TEST_F(PolicyOverHttp, NobodyOverwritesWhatTheyHaveNotRead) {
    const auto etag = slt_.send("GET", school_.path("/policy")).header("etag");
    ASSERT_EQ(put(body(), etag).status, 200);
    const auto late = put(body(), etag);
    EXPECT_EQ(late.status, 412);
    EXPECT_EQ(late.json().at("code").as_string(), "policy-changed");
    EXPECT_EQ(put(body(), "*").status, 412);
    const auto blind = slt_.send("PUT", school_.path("/policy"), body());
    EXPECT_EQ(blind.status, 428);
}

TEST_F(PolicyOverHttp, AMistakeIsNamedAtItsPlaceAndNothingIsSet) {
    auto wrong = body();
    wrong["policy"].as_object()["invite_days"] = 0;
    const auto etag = slt_.send("GET", school_.path("/policy")).header("etag");
    const auto checked = slt_.send("POST", school_.path("/policy/check"), wrong);
    EXPECT_EQ(checked.status, 422);
    EXPECT_EQ(checked.json().at("errors").at(0).at("pointer").as_string(), "/policy/invite_days");
    EXPECT_EQ(put(wrong, etag).status, 422);
    EXPECT_EQ(slt_.send("GET", school_.path("/policy")).header("etag"), etag);
    EXPECT_EQ(slt_.call("POST", school_.path("/policy/check"), body()).at("valid").as_bool(), true);
}

}  // namespace
}  // namespace hometime::test

// What another policy would have changed, asked over HTTP: by whom, about which time, and what is never told.
#include <gtest/gtest.h>

#include "tests/support/recipes.h"

namespace hometime::test {
namespace {

using boost::json::object;
using boost::json::value;

class PolicyDiffOverHttp : public testing::Test {
protected:
    [[nodiscard]] RawAnswer diff(const HttpClient& by, object body) const {
        return by.send("POST", school_.path("/policy/diff"), std::move(body));
    }
    /// The policy in force with one member otherwise.
    [[nodiscard]] object with(const char* member, value other) const {
        object policy = day_.policy_in_force().at("policy").as_object();
        policy[member] = std::move(other);
        return {{"policy", std::move(policy)}};
    }
    [[nodiscard]] static object safeguarding(int minutes) {
        return {{"acknowledge_minutes", minutes}, {"emergency", "Call 999."}};
    }

    RunningDaemon daemon_;
    SmallSchool school_{daemon_};
    SchoolDay day_{school_};
    HttpClient slt_ = school_.client(Role::slt);
};

TEST_F(PolicyDiffOverHttp, EachDifferenceHasItsRuleAndItsFactAndNoText) {
    const auto answer = diff(slt_, {{"b", with("skills", boost::json::array{"effort"})}});
    ASSERT_EQ(answer.status, 200) << answer.body;
    const auto found = answer.json();
    EXPECT_EQ(found.at("total").to_number<int>(), 3) << answer.body;
    EXPECT_EQ(found.at("by_rule").at("S1").to_number<int>(), 3);
    const auto& first = found.at("differences").at(0);
    EXPECT_EQ(first.at("fact").to_number<std::uint64_t>(), day_.award_by_tina);
    EXPECT_EQ(first.at("was").as_string(), "allowed");
    EXPECT_EQ(first.at("would_be").as_string(), "skill-unknown");
    EXPECT_EQ(answer.body.find(school_.mark), std::string::npos) << "ids only";
    EXPECT_EQ(diff(daemon_.administrator(), {{"b", with("skills", boost::json::array{"effort"})}}).json(), found);
}

TEST_F(PolicyDiffOverHttp, VersionsOfTheSchoolAreNamedByTheirNumber) {
    const auto version = day_.policy_in_force().at("version");
    const auto same = diff(slt_, {{"a", object{{"version", version}}}, {"b", object{{"version", version}}}});
    ASSERT_EQ(same.status, 200) << same.body;
    EXPECT_EQ(same.json().at("total").to_number<int>(), 0);
    EXPECT_GT(same.json().at("compared").to_number<int>(), 5);
    for (const auto& wrong : {object{{"version", 1}}, object{{"version", 999'999}}, object{}}) {
        EXPECT_EQ(diff(slt_, {{"b", wrong}}).status, 422) << boost::json::serialize(wrong);
    }
    auto both = with("skills", boost::json::array{"effort"});
    both["version"] = version;
    EXPECT_EQ(diff(slt_, {{"b", both}}).json().at("errors").at(0).at("code").as_string(), "one-of-two");
    EXPECT_EQ(diff(slt_, {{"b", with("invite_days", 0)}}).json().at("errors").at(0).at("pointer").as_string(),
              "/b/policy/invite_days");
}

TEST_F(PolicyDiffOverHttp, APeriodIsAtMostAYearLongAndForwards) {
    const auto at = [&](const char* from, const char* to) {
        return diff(slt_, {{"from", from}, {"to", to}, {"b", with("invite_days", 7)}}).status;
    };
    EXPECT_EQ(at("2026-01-01T00:00:00Z", "2027-01-02T00:00:00Z"), 200) << "366 days";
    EXPECT_EQ(at("2026-01-01T00:00:00Z", "2027-01-02T00:00:00.000001Z"), 422);
    EXPECT_EQ(at("2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z"), 422);
}

TEST_F(PolicyDiffOverHttp, S55_NothingOfConcernsIsToldToAnybodyButTheSafeguardingTeam) {
    const object body{{"b", with("safeguarding", safeguarding(61))}};
    for (const auto& by : {slt_, daemon_.administrator()}) {
        const auto answer = diff(by, body);
        ASSERT_EQ(answer.status, 200) << answer.body;
        EXPECT_EQ(answer.json().at("total").to_number<int>(), 0);
        EXPECT_EQ(answer.body.find("S54"), std::string::npos);
    }
    const auto grant = school_.path("/staff/" + std::to_string(school_.sue) + "/roles");
    daemon_.administrator().call("POST", grant, object{{"role", "dsl"}});
    EXPECT_GT(diff(slt_, body).json().at("by_rule").at("S54").to_number<int>(), 0);
    EXPECT_EQ(diff(school_.client(Role::dsl), body).status, 403) << "the policy is the leadership's";
}

TEST_F(PolicyDiffOverHttp, ItSetsAndRecordsNothing) {
    const auto before = daemon_.app().log.head(school_.school)->size;
    std::ignore = diff(slt_, {{"b", with("invite_days", 7)}});
    EXPECT_EQ(daemon_.app().log.head(school_.school)->size, before);
}

}  // namespace
}  // namespace hometime::test

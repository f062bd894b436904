// The policy is set whole, checked whole, and accepted by each person (S4, S45).
#include "daemon/commands/policy.h"
#include "daemon/commands/retention.h"

#include "daemon/access/acceptance.h"
#include "tests/support/given.h"

namespace hometime {
namespace {

using test::facts;
using test::GivenSchool;

class PolicyDecisions : public testing::Test {
protected:
    [[nodiscard]] PolicyVersion in_force() const { return given_.school().school()->policy; }
    [[nodiscard]] SetPolicy change(Policy policy) const { return {std::move(policy), office_, in_force()}; }
    [[nodiscard]] std::vector<std::string> mistakes(Policy policy, OfficeContact office) const {
        std::vector<std::string> found;
        for (const auto& error : check_policy(policy, office, "Europe/London", "/policy"))
            found.push_back(error.pointer);
        return found;
    }
    [[nodiscard]] std::string asked(const Actor& actor, Operation operation) const {
        const auto refused = not_accepted(given_.school(), actor, operation);
        return refused ? std::string(info(refused->reason).code) : "";
    }

    GivenSchool given_;
    const OfficeContact office_{"office@s.example", "01632 960111", "8 to 4"};
    const Actor parent_{ActorKind::guardian, given_.adult(0).value};
    const Actor tess_{ActorKind::staff, given_.staff("tess").value};
};

TEST_F(PolicyDecisions, ItIsSetWholeAndWhatStoodBeforeIsHistory) {
    auto policy = default_policy();
    policy.guardians_per_pupil = 3;
    const auto before = in_force();
    const auto accepted = given_.as(GivenSchool::kAdministrator).accept(change(policy));
    EXPECT_EQ(facts<PolicySet>(accepted).at(0).policy, policy);
    EXPECT_EQ(in_force().value, accepted.reply.at("policy").to_number<std::uint64_t>());
    EXPECT_NE(in_force(), before);
    EXPECT_EQ(given_.school().policy()->policy.guardians_per_pupil, 3U);
}

TEST_F(PolicyDecisions, WhoeverReadAnOlderOneReplacesNothing) {
    auto stale = change(default_policy());
    given_.as(GivenSchool::kAdministrator).accept(change(default_policy()));
    EXPECT_EQ(given_.refusal(stale), "policy-changed");
}

TEST_F(PolicyDecisions, EveryMistakeIsNamedAtOnce) {
    auto policy = default_policy();
    policy.routes.pop_back();
    policy.guardians_per_pupil = 0;
    policy.invite_days = 91;
    policy.working_hours.clear();
    policy.meetings = MeetingRules{};
    policy.meetings->minutes_least = 90;
    policy.conduct = ConductRules{{{1, "Be polite."}, {1, ""}}, 0, 2, 30};
    EXPECT_EQ(mistakes(policy, {"", "1", "8 to 4"}),
              (std::vector<std::string>{
                  "/policy/routes", "/policy/guardians_per_pupil", "/policy/invite_days", "/policy/working_hours",
                  "/policy/meetings/minutes_least", "/policy/conduct/reminders", "/policy/conduct/year_begins_day",
                  "/policy/conduct/rules/1/text", "/policy/conduct/rules/1/number", "/office/email"}));
    EXPECT_TRUE(mistakes(default_policy(), office_).empty());
    EXPECT_EQ(given_.as(GivenSchool::kAdministrator).refusal(SetPolicy{policy, office_, in_force()}), "policy-invalid");
}

TEST_F(PolicyDecisions, S4_NobodyWritesBeforeTheyAcceptedThePolicyInForce) {
    using enum Operation;
    for (const auto operation : {send_message, request_meeting, accept_meeting}) {
        EXPECT_EQ(asked(parent_, operation), "policy-not-accepted");
    }
    for (const auto operation : {send_reply, publish_post, award_point, mark_misuse}) {
        EXPECT_EQ(asked(tess_, operation), "policy-not-accepted");
    }
    given_.as(parent_).accept(AcceptPolicy{in_force()});
    given_.as(tess_).accept(AcceptPolicy{in_force()});
    EXPECT_EQ(asked(parent_, send_message), "");
    EXPECT_EQ(asked(tess_, send_reply), "");
    given_.as(GivenSchool::kAdministrator).accept(change(default_policy()));
    EXPECT_EQ(asked(parent_, send_message), "policy-not-accepted");
    EXPECT_EQ(asked(tess_, send_reply), "policy-not-accepted");
}

TEST_F(PolicyDecisions, S4_ItNeverStandsInTheWayOfReadingOrOfWhatKeepsAChildSafe) {
    using enum Operation;
    for (const auto operation : {read_thread, read_feed, withdraw_message, cancel_meeting, accept_policy}) {
        EXPECT_EQ(asked(parent_, operation), "");
    }
    for (const auto operation : {read_inbox, report_message, announce_closures, restrict_contact, unlink_guardian}) {
        EXPECT_EQ(asked(tess_, operation), "");
    }
}

TEST_F(PolicyDecisions, S4_AcceptingIsAFactOnceForEachVersionAndOnlyOfTheOneInForce) {
    given_.as(parent_);
    const auto accepted = given_.accept(AcceptPolicy{in_force()});
    EXPECT_EQ(facts<PolicyAccepted>(accepted),
              (std::vector{PolicyAccepted{PersonKind::guardian, parent_.id, in_force()}}));
    EXPECT_TRUE(given_.accept(AcceptPolicy{in_force()}).events.empty());
    EXPECT_EQ(given_.refusal(AcceptPolicy{PolicyVersion{1}}), "policy-changed");
}

TEST_F(PolicyDecisions, HowLongTextsAreKeptIsSaidAtMostOnceForEachClass) {
    auto policy = default_policy();
    policy.retention = {{RetentionClass::messages, 0}, {RetentionClass::feed, 30}};
    EXPECT_TRUE(mistakes(policy, office_).empty());
    policy.retention = {{RetentionClass::messages, 7}, {RetentionClass::feed, 31}, {RetentionClass::messages, 6}};
    EXPECT_EQ(mistakes(policy, office_),
              (std::vector<std::string>{"/policy/retention/1/years", "/policy/retention/2/retention"}));
}

TEST_F(PolicyDecisions, WhatASchoolDoesNotNameIsKeptForGood) {
    auto policy = default_policy();
    policy.retention = {{RetentionClass::messages, 7}};
    std::size_t for_good = 0;
    for (const auto& rule : retention_rules(policy)) {
        if (rule.retention == RetentionClass::messages) EXPECT_EQ(rule.years, 7U);
        for_good += rule.years == 0 ? 1 : 0;
    }
    EXPECT_EQ(retention_rules(policy).size(), 9U);
    EXPECT_EQ(for_good, 8U);
    EXPECT_EQ(retention_rules(default_policy()).size(), 9U) << "also when it says nothing at all";
}

TEST_F(PolicyDecisions, ASchoolsOwnFiguresHold) {
    auto policy = default_policy();
    policy.conduct = ConductRules{{{7, "Be kind."}}, 1, 9, 1};
    given_.as(GivenSchool::kAdministrator).accept(change(policy));
    given_.link(given_.pupil(0), given_.adult(0));
    const auto reply =
        given_.as(given_.adult(0)).accept(SendMessage{given_.pupil(0), {}, Category::attendance, "A text"}).reply;
    const MarkMisuse mark{MessageId{reply.at("message").to_number<std::uint64_t>()},
                          ThreadId{reply.at("thread").to_number<std::uint64_t>()}, 7, ""};
    EXPECT_EQ(facts<ConductItemRaised>(given_.as(given_.staff("office")).accept(mark)).size(), 1U);
}

}  // namespace
}  // namespace hometime

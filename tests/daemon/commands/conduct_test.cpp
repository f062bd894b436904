// The ladder of misuse: a reminder, an item for SLT when it is repeated, and what people decide.
#include "daemon/commands/conduct_rules.h"
#include "projections/state/conduct_standing.h"
#include "tests/support/given.h"

namespace hometime {
namespace {

using test::facts;
using test::GivenSchool;

class ConductLadder : public testing::Test {
protected:
    ConductLadder() {
        given_.link(given_.pupil(0), parent_);
        given_.link(given_.pupil(0), other_);
    }
    struct Sent {
        MessageId message;
        ThreadId thread;
    };
    Sent send(GuardianId by, Category category = Category::general) {
        const auto reply = given_.as(by).accept(SendMessage{given_.pupil(0), {}, category, "A text"}).reply;
        return {MessageId{reply.at("message").to_number<std::uint64_t>()},
                ThreadId{reply.at("thread").to_number<std::uint64_t>()}};
    }
    Accepted mark(const Sent& sent, std::uint32_t rule = 5) {
        return given_.as(office_).accept(MarkMisuse{sent.message, sent.thread, rule, "A note"});
    }
    Accepted mark_one() { return mark(send(parent_, Category::attendance)); }
    static MarkId mark_of(const Accepted& accepted) {
        return MarkId{accepted.reply.at("mark").to_number<std::uint64_t>()};
    }
    [[nodiscard]] SuspendGuardian suspension(const std::string& until) const {
        return {parent_, *parse_utc_time(until), *parse_local_date("2026-12-01"), {"Repeated", "The governors"}};
    }
    [[nodiscard]] RemoveGuardian removal() const {
        return {parent_, *parse_local_date("2026-12-01"), {"Threats", "The governors"}};
    }
    [[nodiscard]] ConductStanding standing() const { return conduct_standing(given_.school(), parent_, given_.now()); }
    [[nodiscard]] std::string refused(GuardianId by, Category category) {
        return given_.as(by).refusal(SendMessage{given_.pupil(0), {}, category, "A text"});
    }

    GivenSchool given_;
    const GuardianId parent_ = given_.adult(0);
    const GuardianId other_ = given_.adult(1);
    const StaffId office_ = given_.staff("office");
    const StaffId tess_ = given_.staff("tess");
};

TEST_F(ConductLadder, S31_AMarkRemindsOfItsRuleAndLeavesTheMessageAsItIs) {
    const auto sent = send(parent_, Category::attendance);
    const auto accepted = mark(sent, 2);
    ASSERT_EQ(accepted.events.size(), 2U);
    const auto id = mark_of(accepted);
    EXPECT_EQ(facts<ReminderSent>(accepted), (std::vector{ReminderSent{id, parent_, 2}}));
    EXPECT_EQ(facts<MisuseMarked>(accepted).at(0).message, sent.message);
    EXPECT_EQ(rule_text(given_.school(), 2), "Absence and attendance go through the school office.");
    EXPECT_EQ(given_.refusal(MarkMisuse{sent.message, sent.thread, 2, ""}), "already-marked");
}

TEST_F(ConductLadder, S31_OnlyARuleOfThePolicyAndOnlyAMessageThatOneHasBeenShown) {
    const auto held = send(parent_);
    given_.as(tess_);
    EXPECT_EQ(given_.refusal(MarkMisuse{held.message, held.thread, 5, ""}), "unknown-message");
    given_.at("2026-11-24T15:30").as(GivenSchool::kNotifier).accept(SealDigest{tess_});
    given_.as(given_.staff("theo"));
    EXPECT_EQ(given_.refusal(MarkMisuse{held.message, held.thread, 5, ""}), "unknown-message");
    given_.as(tess_);
    EXPECT_EQ(given_.refusal(MarkMisuse{held.message, held.thread, 99, ""}), "rule-unknown");
    EXPECT_EQ(given_.refusal(MarkMisuse{held.message, held.thread, 5, ""}), "accepted");
}

TEST_F(ConductLadder, S32_TheSecondReminderOfAYearRaisesAnItemAndDecidesNothing) {
    const auto first = mark_one();
    EXPECT_TRUE(facts<ConductItemRaised>(first).empty());
    const auto second = mark_one();
    ASSERT_EQ(facts<ConductItemRaised>(second).size(), 1U);
    EXPECT_EQ(facts<ConductItemRaised>(second)[0].marks, (std::vector{mark_of(first), mark_of(second)}));
    EXPECT_TRUE(standing().open_item);
    EXPECT_EQ(standing().conduct, Conduct::good);
    EXPECT_EQ(refused(parent_, Category::general), "accepted");
    EXPECT_TRUE(facts<ConductItemRaised>(mark_one()).empty());  // One is open: there is nothing more to raise.
}

TEST_F(ConductLadder, D7_MarksOfAnEarlierSchoolYearDoNotCount) {
    mark_one();
    EXPECT_EQ(given_.local(year_began(given_.school(), given_.now())), "2026-09-01T00:00");
    given_.at("2027-09-02T09:00");
    EXPECT_EQ(given_.local(year_began(given_.school(), given_.now())), "2027-09-01T00:00");
    EXPECT_TRUE(facts<ConductItemRaised>(mark_one()).empty());
    EXPECT_EQ(facts<ConductItemRaised>(mark_one()).size(), 1U);
}

TEST_F(ConductLadder, AMarkThatIsWithdrawnDoesNotCount) {
    const auto first = mark_of(mark_one());
    given_.accept(WithdrawMark{first, parent_, "A misunderstanding"});
    EXPECT_EQ(given_.refusal(WithdrawMark{first, parent_, "Again"}), "mark-withdrawn");
    EXPECT_EQ(given_.refusal(WithdrawMark{first, other_, "Not theirs"}), "unknown-person");
    EXPECT_TRUE(facts<ConductItemRaised>(mark_one()).empty());
}

TEST_F(ConductLadder, AfterADecisionTheNextMarkRaisesTheNextItem) {
    mark_one();
    mark_one();
    given_.accept(DismissConductItem{parent_, "Spoken to"});
    EXPECT_FALSE(standing().open_item);
    EXPECT_EQ(given_.refusal(DismissConductItem{parent_, "Again"}), "nothing-to-decide");
    EXPECT_EQ(facts<ConductItemRaised>(mark_one()).size(), 1U);
}

TEST_F(ConductLadder, S33_ARemovedGuardianSendsNothingAndTheOtherOneIsUntouched) {
    given_.as(office_).accept(removal());
    EXPECT_EQ(standing().conduct, Conduct::removed);
    for (const auto category : {Category::general, Category::meeting, Category::attendance, Category::concern}) {
        EXPECT_EQ(refused(parent_, category), "removed");
    }
    EXPECT_EQ(given_.refusal(RequestMeeting{given_.pupil(0), {}, "Maths", 20, {given_.now()}}), "removed");
    EXPECT_EQ(refused(other_, Category::general), "accepted");
    EXPECT_EQ(given_.as(office_).refusal(removal()), "already-removed");
}

TEST_F(ConductLadder, S33_ASuspensionEndsAtItsInstantByItself) {
    given_.as(office_).accept(suspension("2026-11-26T09:00:00Z"));
    const auto decision = given_.as(parent_).when(SendMessage{given_.pupil(0), {}, Category::general, "A text"});
    EXPECT_EQ(std::get<Refused>(decision).reason, Refusal::suspended);
    EXPECT_EQ(std::get<Refused>(decision).facts.at("until").as_string(), "2026-11-26T09:00:00Z");
    EXPECT_EQ(std::get<Refused>(decision).facts.at("review_on").as_string(), "2026-12-01");
    given_.at("2026-11-26T08:59:59");
    EXPECT_EQ(refused(parent_, Category::general), "suspended");
    given_.at("2026-11-26T09:00");
    EXPECT_EQ(refused(parent_, Category::general), "accepted");
    EXPECT_EQ(given_.as(office_).refusal(ReinstateGuardian{parent_, "It is over"}), "not-removed");
}

TEST_F(ConductLadder, S33_ADecisionNeedsItsReasonReviewAndAppealContact) {
    given_.as(office_);
    EXPECT_EQ(given_.refusal(RemoveGuardian{parent_, *parse_local_date("2026-12-01"), {"", "The governors"}}),
              "text-required");
    EXPECT_EQ(given_.refusal(RemoveGuardian{parent_, *parse_local_date("2026-12-01"), {"Threats", ""}}),
              "text-required");
    EXPECT_EQ(given_.refusal(RemoveGuardian{parent_, *parse_local_date("2026-11-23"), {"Threats", "The governors"}}),
              "text-required");
    EXPECT_EQ(given_.refusal(suspension("2026-11-24T09:15:00Z")), "text-required");
}

TEST_F(ConductLadder, S33_WhatWasHeldWhenTheyWereRemovedIsNotDelivered) {
    const auto held = send(parent_);
    given_.as(office_).accept(removal());
    const auto sealed = given_.at("2026-11-24T15:30").as(GivenSchool::kNotifier).accept(SealDigest{tess_});
    EXPECT_EQ(facts<MessageUndelivered>(sealed),
              (std::vector{MessageUndelivered{held.message, held.thread, tess_, UndeliveredReason::sender_removed}}));
    given_.as(tess_);
    EXPECT_EQ(given_.refusal(SendReply{held.thread, "Yes"}), "contact-ended");
}

TEST_F(ConductLadder, S34_TheWholeLadderStandsInOrderAndIsReversible) {
    mark_one();
    mark_one();
    given_.accept(suspension("2026-12-18T16:00:00Z"));
    EXPECT_FALSE(standing().open_item);
    given_.accept(removal());
    given_.accept(ReinstateGuardian{parent_, "An apology"});
    EXPECT_EQ(standing().conduct, Conduct::good);
    EXPECT_EQ(refused(parent_, Category::general), "accepted");
    std::vector<ConductStepKind> kinds;
    for (const auto& step : given_.school().conduct(parent_)->steps) kinds.push_back(step.kind);
    using enum ConductStepKind;
    EXPECT_EQ(kinds, (std::vector{marked, reminded, marked, reminded, item_raised, suspended, removed, reinstated}));
    EXPECT_EQ(given_.school().conduct(other_), nullptr);
}

}  // namespace
}  // namespace hometime

// Contact restrictions beat links, codes and approvals; what was held when one began is never delivered.
#include "projections/state/link_access.h"
#include "tests/support/given.h"

namespace hometime {
namespace {

using test::facts;
using test::GivenSchool;
using namespace std::chrono_literals;

class Restrictions : public testing::Test {
protected:
    Restrictions() {
        given_.link(pupil_, parent_);
        given_.link(pupil_, other_);
    }
    RestrictContact order(RestrictionKind kind) const { return {pupil_, parent_, kind, {}, {}, "An order"}; }
    RestrictionId restrict_now(RestrictionKind kind) {
        const auto reply = given_.as(head_).accept(order(kind)).reply;
        return RestrictionId{reply.at("restriction").to_number<std::uint64_t>()};
    }
    SendMessage writing() const { return {pupil_, {}, Category::general, "A text"}; }
    MessageSent send(GuardianId by) { return facts<MessageSent>(given_.as(by).accept(writing())).at(0); }
    [[nodiscard]] LinkAccess access(GuardianId of) const {
        return link_access(given_.school(), of, pupil_, given_.now());
    }

    GivenSchool given_;
    const PupilId pupil_ = given_.pupil(0);
    const GuardianId parent_ = given_.adult(0);
    const GuardianId other_ = given_.adult(1);
    const StaffId head_ = given_.staff("office");  // Who may is the table's business.
    const StaffId tess_ = given_.staff("tess");
};

TEST_F(Restrictions, NoContactStopsMessagesBothWaysAndLeavesReading) {
    const auto sent = send(parent_);
    given_.at("2026-11-24T15:31").as(GivenSchool::kNotifier).accept(SealDigest{tess_});
    restrict_now(RestrictionKind::no_contact);
    EXPECT_EQ(access(parent_), LinkAccess::reading);
    EXPECT_EQ(given_.as(parent_).refusal(writing()), "unknown-person");
    EXPECT_EQ(given_.refusal(RequestMeeting{pupil_, {}, "Maths", 20, {given_.now() + 24h}}), "unknown-person");
    EXPECT_EQ(given_.as(tess_).refusal(SendReply{sent.thread, "Yes"}), "contact-ended");
}

TEST_F(Restrictions, TheOtherKindsLeaveNothingAndTheOtherGuardianIsUntouched) {
    for (const auto kind : {RestrictionKind::no_data_access, RestrictionKind::court_order}) {
        const auto id = restrict_now(kind);
        EXPECT_EQ(access(parent_), LinkAccess::none);
        EXPECT_EQ(access(other_), LinkAccess::whole);
        EXPECT_EQ(given_.as(other_).refusal(writing()), "accepted");
        given_.as(head_).accept(LiftRestriction{id, pupil_, "Discharged"});
        EXPECT_EQ(access(parent_), LinkAccess::whole);
    }
}

TEST_F(Restrictions, TheStrictestOfThoseInForceHolds) {
    restrict_now(RestrictionKind::no_contact);
    const auto strict = restrict_now(RestrictionKind::court_order);
    EXPECT_EQ(access(parent_), LinkAccess::none);
    given_.accept(LiftRestriction{strict, pupil_, "Discharged"});
    EXPECT_EQ(access(parent_), LinkAccess::reading);
}

TEST_F(Restrictions, ItHoldsFromItsFirstInstantUntilItsLast) {
    auto command = order(RestrictionKind::court_order);
    command.from = given_.now() + 1h;
    command.until = given_.now() + 2h;
    const auto from = *command.from;
    const auto until = *command.until;
    given_.as(head_).accept(command);
    const auto at = [&](UtcTime instant) { return link_access(given_.school(), parent_, pupil_, instant); };
    EXPECT_EQ(at(from - 1us), LinkAccess::whole);
    EXPECT_EQ(at(from), LinkAccess::none);
    EXPECT_EQ(at(until - 1us), LinkAccess::none);
    EXPECT_EQ(at(until), LinkAccess::whole);
}

TEST_F(Restrictions, WhatWasHeldWhenItBeganIsNeverDeliveredAndEverythingElseIs) {
    const auto barred = send(parent_);
    const auto kept = send(other_);
    restrict_now(RestrictionKind::no_contact);
    const auto sealed = given_.at("2026-11-24T15:30").as(GivenSchool::kNotifier).accept(SealDigest{tess_});
    const auto never = facts<MessageUndelivered>(sealed);
    ASSERT_EQ(never.size(), 1U);
    EXPECT_EQ(never[0].thread, barred.thread);
    EXPECT_EQ(never[0].reason, UndeliveredReason::contact_restricted);
    ASSERT_EQ(facts<DigestSealed>(sealed).size(), 1U);
    EXPECT_EQ(facts<DigestSealed>(sealed)[0].messages.size(), 1U);
    EXPECT_NE(facts<DigestSealed>(sealed)[0].messages[0], never[0].message);
    EXPECT_NE(kept.thread, barred.thread);
    EXPECT_TRUE(given_.school().held_of(tess_).empty());
    EXPECT_TRUE(given_.school().never_shown(never[0].message));
}

TEST_F(Restrictions, WhenNothingElseWaitsThereIsNoDigest) {
    send(parent_);
    restrict_now(RestrictionKind::court_order);
    const auto sealed = given_.at("2026-11-24T15:30").as(GivenSchool::kNotifier).accept(SealDigest{tess_});
    EXPECT_EQ(facts<MessageUndelivered>(sealed).size(), 1U);
    EXPECT_TRUE(facts<DigestSealed>(sealed).empty());
    EXPECT_EQ(given_.refusal(SealDigest{tess_}), "nothing-held");
}

TEST_F(Restrictions, S22_AMessageOfSomebodyUnlinkedSinceIsNotDelivered) {
    send(parent_);
    given_.as(head_).accept(UnlinkGuardian{pupil_, parent_, "Moved away"});
    const auto sealed = given_.at("2026-11-24T15:30").as(GivenSchool::kNotifier).accept(SealDigest{tess_});
    ASSERT_EQ(facts<MessageUndelivered>(sealed).size(), 1U);
    EXPECT_EQ(facts<MessageUndelivered>(sealed)[0].reason, UndeliveredReason::sender_unlinked);
}

TEST_F(Restrictions, S21_ALinkByApprovalEndsWithItsApprovalAndCanBeProlonged) {
    const auto third = given_.adult(2);
    const auto until = given_.now() + 24h;
    given_.as(head_).accept(ApproveAdult{pupil_, third, until, "Foster placement"});
    given_.link(pupil_, third);
    EXPECT_EQ(access(third), LinkAccess::whole);
    EXPECT_EQ(link_access(given_.school(), third, pupil_, until), LinkAccess::none);
    given_.as(head_).accept(ApproveAdult{pupil_, third, until + 24h, "Placement goes on"});
    EXPECT_EQ(link_access(given_.school(), third, pupil_, until), LinkAccess::whole);
    EXPECT_EQ(given_.refusal(ApproveAdult{pupil_, parent_, {}, "No need"}), "already-linked");
}

TEST_F(Restrictions, NoCodeAndNoApprovalForSomebodyBarredAndTheirOldCodeJustDoesNotWork) {
    const auto third = given_.adult(2);
    given_.as(head_).accept(ApproveAdult{pupil_, third, {}, "Collects on Fridays"});
    const auto code = given_.invite(pupil_, third);
    given_.as(head_).accept(RestrictContact{pupil_, third, RestrictionKind::court_order, {}, {}, "An order"});
    EXPECT_EQ(given_.refusal(IssueInvite{pupil_, third, {}, {"ABC", "hash"}, true}), "contact-restricted");
    EXPECT_EQ(given_.refusal(ApproveAdult{pupil_, third, {}, "Again"}), "contact-restricted");
    given_.as({ActorKind::anonymous, 0});
    EXPECT_EQ(given_.refusal(RedeemInvite{code, 77}), "unknown-invite");
}

TEST_F(Restrictions, MistakesAreRefusedByName) {
    given_.as(head_);
    EXPECT_EQ(given_.refusal(RestrictContact{pupil_, parent_, RestrictionKind::no_contact, {}, {}, ""}),
              "text-required");
    EXPECT_EQ(given_.refusal(RestrictContact{pupil_, parent_, RestrictionKind::no_contact, {}, given_.now(), "Why"}),
              "text-required");
    EXPECT_EQ(given_.refusal(RestrictContact{pupil_, GuardianId{99'999}, RestrictionKind::no_contact, {}, {}, "Why"}),
              "unknown-person");
    const auto id = restrict_now(RestrictionKind::no_contact);
    EXPECT_EQ(given_.refusal(order(RestrictionKind::no_contact)), "already-restricted");
    EXPECT_EQ(given_.refusal(LiftRestriction{RestrictionId{99'999}, pupil_, "Why"}), "unknown-restriction");
    EXPECT_EQ(given_.refusal(LiftRestriction{id, given_.pupil(1), "Why"}), "unknown-restriction");
    given_.accept(LiftRestriction{id, pupil_, "Discharged"});
    EXPECT_EQ(given_.refusal(LiftRestriction{id, pupil_, "Again"}), "restriction-over");
}

TEST_F(Restrictions, AMeetingWithSomebodyBarredCanOnlyBeCalledOffAndNothingIsSaidToThem) {
    const auto asked =
        given_.as(parent_).accept(RequestMeeting{pupil_, {}, "Maths", 20, {*parse_utc_time("2026-11-26T09:00:00Z")}});
    const MeetingId meeting{asked.reply.at("meeting").to_number<std::uint64_t>()};
    given_.at("2026-11-24T15:30").as(GivenSchool::kNotifier).accept(SealDigest{tess_});
    restrict_now(RestrictionKind::no_contact);
    EXPECT_EQ(given_.as(parent_).refusal(CancelMeeting{meeting, "Mine"}), "unknown-meeting");
    given_.as(tess_);
    EXPECT_EQ(given_.refusal(DeclineMeeting{meeting, "No"}), "contact-ended");
    const auto cancelled = given_.accept(CancelMeeting{meeting, "A note for nobody"});
    EXPECT_TRUE(facts<ReplySent>(cancelled).empty());
    EXPECT_EQ(facts<MeetingCancelled>(cancelled).size(), 1U);
}

}  // namespace
}  // namespace hometime

// Taking a held message back, and doubts about who wrote one.
#include "tests/support/given.h"

namespace hometime {
namespace {

using test::facts;
using test::GivenSchool;

class Withdrawals : public testing::Test {
protected:
    Withdrawals() { given_.link(given_.pupil(0), given_.adult(0)); }

    struct Sent {
        MessageId message;
        ThreadId thread;
    };
    Sent send(Category category, const std::string& local) {
        const auto reply =
            given_.at(local).as(given_.adult(0)).accept(SendMessage{given_.pupil(0), {}, category, "A text"}).reply;
        return {MessageId{reply.at("message").to_number<std::uint64_t>()},
                ThreadId{reply.at("thread").to_number<std::uint64_t>()}};
    }
    void open_window(const std::string& local) {
        given_.at(local).as(GivenSchool::kNotifier).accept(SealDigest{tess_});
    }

    GivenSchool given_;
    const StaffId tess_ = given_.staff("tess");
};

TEST_F(Withdrawals, AHeldMessageNeverReachesItsTeacher) {
    const auto kept = send(Category::general, "2026-11-24T09:15");
    const auto taken = send(Category::general, "2026-11-24T09:20");
    given_.at("2026-11-24T15:29:59");
    EXPECT_EQ(facts<MessageWithdrawn>(given_.accept(WithdrawMessage{taken.message, taken.thread})),
              (std::vector{MessageWithdrawn{taken.message, taken.thread, tess_}}));
    given_.at("2026-11-24T15:30").as(GivenSchool::kNotifier);
    EXPECT_EQ(facts<DigestSealed>(given_.accept(SealDigest{tess_})).at(0).messages, (std::vector{kept.message}));
}

TEST_F(Withdrawals, OnceShownItStays) {
    const auto sent = send(Category::general, "2026-11-24T09:15");
    open_window("2026-11-24T15:30");
    given_.as(given_.adult(0));
    EXPECT_EQ(given_.refusal(WithdrawMessage{sent.message, sent.thread}), "already-shown");
    const auto to_office = send(Category::attendance, "2026-11-24T17:00");  // The office has it at once.
    EXPECT_EQ(given_.refusal(WithdrawMessage{to_office.message, to_office.thread}), "already-shown");
}

TEST_F(Withdrawals, ItIsDoneOnceAndByItsWriterOnly) {
    const auto sent = send(Category::general, "2026-11-24T09:15");
    given_.link(given_.pupil(0), given_.adult(1));
    given_.as(given_.adult(1));
    EXPECT_EQ(given_.refusal(WithdrawMessage{sent.message, sent.thread}), "unknown-message");
    given_.as(given_.adult(0)).accept(WithdrawMessage{sent.message, sent.thread});
    EXPECT_EQ(given_.refusal(WithdrawMessage{sent.message, sent.thread}), "already-withdrawn");
}

TEST_F(Withdrawals, WhatWasWithdrawnCanBeNeitherReportedNorDoubtedByItsTeacher) {
    const auto sent = send(Category::general, "2026-11-24T09:15");
    given_.accept(WithdrawMessage{sent.message, sent.thread});
    given_.at("2026-11-24T15:35").as(tess_);
    EXPECT_EQ(given_.refusal(DisputeAuthorship{sent.message, sent.thread}), "unknown-message");
    const ReportMessage report{sent.message, sent.thread, given_.pupil(0), given_.adult(0), tess_, "", "Rude"};
    EXPECT_EQ(given_.refusal(report), "unknown-message");
}

TEST_F(Withdrawals, AStepOfAMeetingIsNotWithdrawnButTheMeetingIsCancelled) {
    given_.at("2026-11-24T10:00").as(given_.adult(0));
    const auto reply =
        given_.accept(RequestMeeting{given_.pupil(0), {}, "Maths", 20, {*parse_utc_time("2026-11-26T09:00:00Z")}})
            .reply;
    const MessageId message{reply.at("message").to_number<std::uint64_t>()};
    const ThreadId thread{reply.at("thread").to_number<std::uint64_t>()};
    const auto decision = given_.when(WithdrawMessage{message, thread});
    const auto& refused = std::get<Refused>(decision);
    EXPECT_EQ(refused.reason, Refusal::carries_meeting);
    EXPECT_EQ(refused.facts.at("meeting"), reply.at("meeting"));
}

TEST_F(Withdrawals, S13_AMarkedMessageIsKeptAndAllLinkedAdultsAreTold) {
    given_.link(given_.pupil(0), given_.adult(1));
    const auto sent = send(Category::general, "2026-11-24T09:15");
    given_.as(tess_);
    EXPECT_EQ(given_.refusal(DisputeAuthorship{sent.message, sent.thread}), "unknown-message");  // Held: hidden.
    open_window("2026-11-24T15:30");
    given_.as(tess_);
    const auto disputed = facts<AuthorshipDisputed>(given_.accept(DisputeAuthorship{sent.message, sent.thread}));
    ASSERT_EQ(disputed.size(), 1U);
    EXPECT_EQ(disputed[0].guardian, given_.adult(0));
    EXPECT_EQ(disputed[0].notified, (std::vector{given_.adult(0), given_.adult(1)}));
    EXPECT_EQ(given_.refusal(DisputeAuthorship{sent.message, sent.thread}), "already-disputed");
}

TEST_F(Withdrawals, S13_TheOfficeMarksWhatWentToTheOffice) {
    const auto sent = send(Category::concern, "2026-11-24T17:00");
    given_.as(given_.staff("office"));
    EXPECT_EQ(given_.refusal(DisputeAuthorship{sent.message, sent.thread}), "accepted");
}

TEST_F(Withdrawals, S13_TheGuardianConfirmsOrDeniesOnceAndNobodyElseDoes) {
    given_.link(given_.pupil(0), given_.adult(1));
    const auto sent = send(Category::general, "2026-11-24T09:15");
    EXPECT_EQ(given_.refusal(AnswerAuthorship{sent.message, true}), "not-disputed");
    open_window("2026-11-24T15:30");
    given_.as(tess_).accept(DisputeAuthorship{sent.message, sent.thread});
    given_.as(given_.adult(1));
    EXPECT_EQ(given_.refusal(AnswerAuthorship{sent.message, true}), "not-disputed");
    given_.as(given_.adult(0));
    const auto answered = facts<AuthorshipAnswered>(given_.accept(AnswerAuthorship{sent.message, false}));
    ASSERT_EQ(answered.size(), 1U);
    EXPECT_EQ(answered[0].answer, Authorship::denied);
    EXPECT_EQ(given_.school().dispute(sent.message)->state, Authorship::denied);
    EXPECT_EQ(given_.refusal(AnswerAuthorship{sent.message, true}), "authorship-answered");
}

}  // namespace
}  // namespace hometime

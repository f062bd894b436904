// What the office does with what came in, and who is away; a leader's look at a thread; devices.
#include "tests/support/given.h"

namespace hometime {
namespace {

using test::facts;
using test::GivenSchool;

LocalDate date(const char* text) {
    return parse_local_date(text).value();
}

class Office : public testing::Test {
protected:
    Office() {
        given_.link(given_.pupil(0), given_.adult(0));
        given_.link(given_.pupil(1), given_.adult(3));
    }

    struct Sent {
        MessageId message;
        ThreadId thread;
    };
    Sent send(Category category = Category::attendance) {
        const auto reply = given_.at("2026-11-24T09:15")
                               .as(given_.adult(0))
                               .accept(SendMessage{given_.pupil(0), {}, category, "A text"})
                               .reply;
        given_.as(otis_);
        return {MessageId{reply.at("message").to_number<std::uint64_t>()},
                ThreadId{reply.at("thread").to_number<std::uint64_t>()}};
    }
    [[nodiscard]] RecordAway absent(const char* from, const char* to) const {
        return {given_.pupil(0), {date(from), date(to)}, AwayKind::absent, {}, {}, {}};
    }
    /// The pointers of what is wrong, in order.
    std::vector<std::string> wrong(const RecordAway& command) {
        std::vector<std::string> pointers;
        const auto decision = given_.as(otis_).when(command);
        if (const auto* refused = std::get_if<Refused>(&decision)) {
            EXPECT_EQ(refused->reason, Refusal::away_invalid);
            for (const auto& error : refused->errors) pointers.push_back(error.pointer);
        }
        return pointers;
    }

    GivenSchool given_;
    const StaffId otis_ = given_.staff("office");
};

TEST_F(Office, AMessageIsMarkedAsHandledOnceAndTheMarkCanBeTakenBack) {
    const auto sent = send();
    EXPECT_EQ(given_.refusal(HandleMessage{sent.message, sent.thread, false}), "not-handled");
    EXPECT_EQ(facts<MessageHandled>(given_.accept(HandleMessage{sent.message, sent.thread, true})),
              (std::vector{MessageHandled{sent.message, sent.thread, otis_, true}}));
    EXPECT_EQ(given_.refusal(HandleMessage{sent.message, sent.thread, true}), "already-handled");
    given_.accept(HandleMessage{sent.message, sent.thread, false});
    EXPECT_EQ(given_.refusal(HandleMessage{sent.message, sent.thread, false}), "not-handled");
}

TEST_F(Office, AMessageToATeacherIsNotTheOfficesToHandle) {
    const auto sent = send(Category::general);
    EXPECT_EQ(given_.refusal(HandleMessage{sent.message, sent.thread, true}), "unknown-message");
    EXPECT_EQ(given_.refusal(HandleMessage{sent.message, ThreadId{}, true}), "unknown-message");
}

TEST_F(Office, S28_APupilIsAwayFromAMessageWhichIsHandledByIt) {
    const auto sent = send();
    auto command = absent("2026-11-24", "2026-11-25");
    command.message = sent.message;
    command.thread = sent.thread;
    const auto accepted = given_.accept(command);
    EXPECT_EQ(facts<AwayRecorded>(accepted),
              (std::vector{AwayRecorded{given_.pupil(0), command.dates, AwayKind::absent, {}, sent.message}}));
    EXPECT_EQ(facts<MessageHandled>(accepted), (std::vector{MessageHandled{sent.message, sent.thread, otis_, true}}));
    EXPECT_TRUE(facts<MessageHandled>(given_.accept(command)).empty()) << "it is handled already";
}

TEST_F(Office, ByTelephoneNoMessageIsNamed) {
    const auto accepted = given_.as(otis_).accept(absent("2026-11-24", "2026-11-24"));
    EXPECT_EQ(accepted.events.size(), 1U);
}

TEST_F(Office, TheMessageWentToTheOfficeAndIsAboutThePupil) {
    auto command = absent("2026-11-24", "2026-11-24");
    const auto to_teacher = send(Category::general);
    command.message = to_teacher.message;
    command.thread = to_teacher.thread;
    EXPECT_EQ(wrong(command), std::vector<std::string>{"/message"});
    command.thread = {};
    EXPECT_EQ(wrong(command), std::vector<std::string>{"/message"}) << "there is no such message";
    const auto about_another = send();
    command.pupil = given_.pupil(1);
    command.message = about_another.message;
    command.thread = about_another.thread;
    EXPECT_EQ(wrong(command), std::vector<std::string>{"/message"});
}

TEST_F(Office, TheDatesHoldTogether) {
    EXPECT_TRUE(wrong(absent("2026-11-24", "2026-11-24")).empty());
    EXPECT_EQ(wrong(absent("2026-11-24", "2026-11-23")), std::vector<std::string>{"/to"});
    EXPECT_TRUE(wrong(absent("2026-11-24", "2027-03-03")).empty()) << "a hundred days";
    EXPECT_EQ(wrong(absent("2026-11-24", "2027-03-04")), std::vector<std::string>{"/to"});
    EXPECT_TRUE(wrong(absent("2025-11-23", "2025-11-23")).empty()) << "366 days ago";
    EXPECT_EQ(wrong(absent("2025-11-22", "2025-11-23")), std::vector<std::string>{"/from"});
    EXPECT_TRUE(wrong(absent("2027-11-25", "2027-11-25")).empty()) << "in 366 days";
    EXPECT_EQ(wrong(absent("2027-11-25", "2027-11-26")), std::vector<std::string>{"/to"});
}

TEST_F(Office, ATimeGoesWithComingLateOrLeavingEarly) {
    auto command = absent("2026-11-24", "2026-11-24");
    command.at = LocalMinute{600};
    EXPECT_EQ(wrong(command), std::vector<std::string>{"/at"});
    for (const auto kind : {AwayKind::late, AwayKind::leaves_early}) {
        command.kind = kind;
        EXPECT_TRUE(wrong(command).empty());
    }
    command.at = LocalMinute{1439};
    EXPECT_TRUE(wrong(command).empty());
    command.at = LocalMinute{1440};
    EXPECT_EQ(wrong(command), std::vector<std::string>{"/at"});
    command.at.reset();
    EXPECT_TRUE(wrong(command).empty()) << "nobody knows yet when";
}

TEST_F(Office, WhatWasRecordedIsWithdrawnOnceAndForItsPupilOnly) {
    const AwayId away{
        given_.as(otis_).accept(absent("2026-11-24", "2026-11-24")).reply.at("away").to_number<std::uint64_t>()};
    EXPECT_EQ(given_.refusal(WithdrawAway{away, given_.pupil(1)}), "unknown-away");
    EXPECT_EQ(facts<AwayWithdrawn>(given_.accept(WithdrawAway{away, given_.pupil(0)})),
              (std::vector{AwayWithdrawn{away, given_.pupil(0)}}));
    EXPECT_EQ(given_.refusal(WithdrawAway{away, given_.pupil(0)}), "unknown-away");
}

TEST_F(Office, D13_AThreadIsInspectedForAPurposeOnly) {
    const auto sent = send(Category::general);
    given_.as(given_.staff("theo"));
    for (const auto* empty : {"", "   "})
        EXPECT_EQ(given_.refusal(InspectThread{sent.thread, empty}), "purpose-required");
    EXPECT_EQ(given_.refusal(InspectThread{sent.thread, std::string(1001, 'a')}), "purpose-required");
    EXPECT_EQ(given_.refusal(InspectThread{ThreadId{999}, "A complaint"}), "unknown-thread");
    const auto fact = facts<ThreadInspected>(given_.accept(InspectThread{sent.thread, "A complaint"})).at(0);
    EXPECT_EQ(fact.staff, given_.staff("theo"));
    EXPECT_EQ(fact.pupil, given_.pupil(0));
    EXPECT_EQ(fact.purpose.text, "A complaint");
}

TEST_F(Office, S14_ANewDeviceIsRecordedOfWhoeverReadsNotices) {
    given_.as(GivenSchool::kNotifier);
    const auto adult = given_.adult(0).value;
    EXPECT_EQ(facts<NewDeviceSignedIn>(given_.accept(RecordNewDevice{PersonKind::guardian, adult, 42})),
              (std::vector{NewDeviceSignedIn{PersonKind::guardian, adult, 42}}));
    given_.accept(RecordNewDevice{PersonKind::staff, otis_.value, 43});
    EXPECT_EQ(given_.refusal(RecordNewDevice{PersonKind::guardian, 999, 44}), "unknown-person");
    EXPECT_EQ(given_.refusal(RecordNewDevice{PersonKind::pupil, given_.pupil(0).value, 45}), "unknown-person");
}

}  // namespace
}  // namespace hometime

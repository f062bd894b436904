#include "notifier/notifier_core.h"

#include <gmock/gmock.h>

#include "tests/support/fact_log.h"

namespace hometime {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using test::instant;
using test::kOtherSchool;
using test::kSchool;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr StaffId kOkafor{4};
constexpr StaffId kPatel{5};
const UtcTime kOpens = instant("2026-11-24T15:30:00Z");
const UtcTime kNextDay = instant("2026-11-25T15:30:00Z");

MessageSent sent(StaffId staff, std::optional<UtcTime> release_at) {
    MessageSent fact;
    fact.thread = ThreadId{3};
    fact.guardian = GuardianId{2};
    fact.staff = staff;
    fact.pupil = PupilId{1};
    fact.release_at = release_at;
    return fact;
}
DigestSealed sealed(StaffId staff, std::vector<MessageId> messages) {
    return {staff, Channel::in_app, {}, 0, std::move(messages)};
}

class NotifierCoreTest : public testing::Test {
protected:
    /// Records a fact, and lets the core learn of it.
    template <class AnyId = MessageId>
    AnyId fact(Event event, SchoolId school = kSchool) {
        const auto sequence = log_.append(std::move(event), school);
        core_.fold(*log_.after(Sequence{sequence.value - 1}, school).front());
        return AnyId::at(sequence);
    }
    /// Staff numbers of the school whose windows have opened, at an instant and so much later on the steady clock.
    std::vector<std::uint64_t> due(UtcTime now, milliseconds steady = {}) {
        std::vector<std::uint64_t> staff;
        for (const auto& seal : core_.due(now, MonotonicTime{steady})) staff.push_back(seal.staff.value);
        return staff;
    }

    test::FactLog log_;
    NotifierCore core_;
};

TEST_F(NotifierCoreTest, AHeldMessageIsDueAtItsOpeningAndNotAMicrosecondEarlier) {
    fact(sent(kOkafor, kOpens));
    EXPECT_EQ(core_.next_release(), kOpens);
    EXPECT_THAT(due(kOpens - microseconds{1}), IsEmpty());
    EXPECT_THAT(due(kOpens), ElementsAre(4));
}

TEST_F(NotifierCoreTest, SeveralMessagesOfOneTeacherAreAskedForOnce) {
    fact(sent(kOkafor, kOpens));
    fact(sent(kOkafor, kOpens));
    fact(sent(kPatel, kOpens));
    EXPECT_EQ(core_.held(), 3U);
    EXPECT_THAT(due(kOpens), ElementsAre(4, 5));
}

TEST_F(NotifierCoreTest, R6_WhatHasNoDateIsCountedBySchoolUntilItGetsOneOrGoes) {
    fact(sent(kOkafor, kOpens));
    EXPECT_THAT(core_.without_date(), IsEmpty());
    const auto lost = fact(sent(kOkafor, std::nullopt));
    const auto other = fact(sent(kPatel, std::nullopt), kOtherSchool);
    core_.restore_held(kSchool, kPatel, MessageId{999}, std::nullopt);
    EXPECT_THAT(core_.without_date(), ElementsAre(std::pair{kSchool, 2U}, std::pair{kOtherSchool, 1U}));
    fact(MessageRescheduled{lost, {}, kOkafor, kOpens, {}, {}, {}});
    fact(MessageWithdrawn{other, ThreadId{3}, kPatel}, kOtherSchool);
    EXPECT_THAT(core_.without_date(), ElementsAre(std::pair{kSchool, 1U}));
    fact(MessageRescheduled{lost, {}, kOkafor, std::nullopt, {}, {}, {}});
    EXPECT_THAT(core_.without_date(), ElementsAre(std::pair{kSchool, 2U}));
}

TEST_F(NotifierCoreTest, AsksAgainOnlyAfterAWhileOnTheSteadyClock) {
    fact(sent(kOkafor, kOpens));
    EXPECT_THAT(due(kOpens, milliseconds{0}), ElementsAre(4));
    EXPECT_EQ(core_.next_release(), std::nullopt) << "nobody new: no reason to look sooner";
    EXPECT_EQ(core_.earliest_release(), kOpens);
    EXPECT_THAT(due(kOpens + milliseconds{999}, milliseconds{999}), IsEmpty());
    EXPECT_THAT(due(kOpens + kAskAgain, kAskAgain), ElementsAre(4));
    EXPECT_THAT(due(kOpens + kAskAgain, kAskAgain), IsEmpty());
}

TEST_F(NotifierCoreTest, AClockThatJumpsDoesNotMakeItAskSooner) {
    fact(sent(kOkafor, kOpens));
    EXPECT_THAT(due(kOpens, milliseconds{0}), ElementsAre(4));
    EXPECT_THAT(due(kOpens + std::chrono::hours{1}, milliseconds{10}), IsEmpty());
}

TEST_F(NotifierCoreTest, AClockSetBackReleasesNothingEarly) {
    fact(sent(kOkafor, kOpens));
    EXPECT_THAT(due(kOpens, milliseconds{0}), ElementsAre(4));
    EXPECT_THAT(due(kOpens - std::chrono::hours{1}, milliseconds{5000}), IsEmpty());
    EXPECT_THAT(due(kOpens, milliseconds{5001}), ElementsAre(4));
}

TEST_F(NotifierCoreTest, WhatIsSealedIsHeldNoLonger) {
    const auto first = fact(sent(kOkafor, kOpens));
    const auto second = fact(sent(kOkafor, kNextDay));
    EXPECT_THAT(due(kOpens), ElementsAre(4));
    fact(sealed(kOkafor, {first, second}));
    EXPECT_EQ(core_.held(), 0U);
    EXPECT_EQ(core_.next_release(), std::nullopt);
    EXPECT_THAT(due(kNextDay, milliseconds{5000}), IsEmpty());
}

TEST_F(NotifierCoreTest, WhatIsWithdrawnIsHeldNoLonger) {
    const auto message = fact(sent(kOkafor, kOpens));
    fact(MessageWithdrawn{message, {}, kOkafor});
    EXPECT_EQ(core_.held(), 0U);
    EXPECT_THAT(due(kOpens), IsEmpty());
}

TEST_F(NotifierCoreTest, WhatAFullDigestLeavesIsAskedForAtOnce) {
    const auto first = fact(sent(kOkafor, kOpens));
    fact(sent(kOkafor, kOpens));
    EXPECT_THAT(due(kOpens), ElementsAre(4));
    fact(sealed(kOkafor, {first}));
    EXPECT_EQ(core_.held(), 1U);
    EXPECT_THAT(due(kOpens), ElementsAre(4));
}

TEST_F(NotifierCoreTest, AMessageThatCameInAnOpenWindowIsNotHeld) {
    const auto message = fact(sent(kOkafor, kOpens));
    EXPECT_THAT(due(kOpens), ElementsAre(4));
    fact(MessageReleased{message, ThreadId{3}, kOkafor, {}});
    EXPECT_EQ(core_.held(), 0U);
    fact(sent(kOkafor, kOpens));
    EXPECT_THAT(due(kOpens), ElementsAre(4)) << "what comes after it is new";
}

TEST_F(NotifierCoreTest, AMessageToTheOfficeIsNotHeld) {
    fact(sent(StaffId{}, std::nullopt));
    EXPECT_EQ(core_.held(), 0U);
}

TEST_F(NotifierCoreTest, AMessageWithoutADateWaitsUntilItGetsOne) {
    const auto message = fact(sent(kOkafor, std::nullopt));
    EXPECT_EQ(core_.held(), 1U);
    EXPECT_EQ(core_.next_release(), std::nullopt);
    EXPECT_THAT(due(instant("2099-01-01T00:00:00Z")), IsEmpty());
    fact(MessageRescheduled{message, ThreadId{3}, kOkafor, kOpens, {}, {}, {}});
    EXPECT_THAT(due(kOpens), ElementsAre(4));
}

TEST_F(NotifierCoreTest, S59_AMovedMessageIsDueAtItsNewTimeOnly) {
    const auto message = fact(sent(kOkafor, kOpens));
    fact(MessageRescheduled{message, ThreadId{3}, kOkafor, kNextDay, {}, {}, {}});
    EXPECT_EQ(core_.next_release(), kNextDay);
    EXPECT_THAT(due(kNextDay - microseconds{1}), IsEmpty());
    EXPECT_THAT(due(kNextDay), ElementsAre(4));
}

TEST_F(NotifierCoreTest, AMovedMessageMayComeEarlierAndIsAskedForAtOnce) {
    const auto message = fact(sent(kOkafor, kOpens));
    EXPECT_THAT(due(kOpens, milliseconds{0}), ElementsAre(4));
    fact(MessageRescheduled{message, ThreadId{3}, kOkafor, kOpens - milliseconds{1}, {}, {}, {}});
    EXPECT_THAT(due(kOpens, milliseconds{1}), ElementsAre(4)) << "something new is known of it";
}

TEST_F(NotifierCoreTest, AMoveOfWhatIsNotHeldHoldsNothing) {
    fact(MessageRescheduled{MessageId{77}, ThreadId{3}, kOkafor, kOpens, {}, {}, {}});
    EXPECT_EQ(core_.held(), 0U);
}

TEST_F(NotifierCoreTest, FactsThatComeTwiceChangeNothing) {
    const auto message = fact(sent(kOkafor, kOpens));
    const auto digest = fact<DigestId>(sealed(kOkafor, {message}));
    const NotifierCore::Delivery delivery{kSchool, digest, Channel::in_app};
    core_.answered(delivery, DeliveryOutcome::delivered);
    for (const auto& record : log_.after()) core_.fold(*record);
    EXPECT_EQ(core_.held(), 0U);
    EXPECT_THAT(core_.undelivered(), IsEmpty()) << "its channel has answered already";
    fact(DigestDelivered{digest, Channel::in_app, DeliveryOutcome::delivered});
    for (const auto& record : log_.after()) core_.fold(*record);
    EXPECT_THAT(core_.undelivered(), IsEmpty());
    EXPECT_THAT(core_.unrecorded(MonotonicTime{milliseconds{9000}}), IsEmpty());
}

TEST_F(NotifierCoreTest, SchoolsDoNotMix) {
    const auto here = fact(sent(kOkafor, kOpens));
    const auto there = fact(sent(kOkafor, kOpens), kOtherSchool);
    ASSERT_EQ(here, there);
    fact(sealed(kOkafor, {there}), kOtherSchool);
    const auto left = core_.due(kOpens, {});
    ASSERT_EQ(left.size(), 1U);
    EXPECT_EQ(left.front().school, kSchool);
}

TEST_F(NotifierCoreTest, S58_EveryChangeOfACalendarAsksForRecomputing) {
    const std::vector<std::pair<Event, StaffId>> changes{
        {PolicySet{}, {}},
        {TermDatesSet{}, {}},
        {ClosureAnnounced{}, {}},
        {ClosureWithdrawn{}, {}},
        {TrainingScheduled{kOkafor, {}}, kOkafor},
        {TrainingCancelled{TrainingId{9}, kOkafor}, kOkafor},
        {TrainingScheduled{StaffId{}, {}}, {}},
        {QuietHoursSet{kPatel, {}}, kPatel},
    };
    for (const auto& [change, staff] : changes) {
        const auto because = fact<MessageId>(change).sequence();
        const auto asked = core_.take_reschedules();
        ASSERT_EQ(asked.size(), 1U);
        EXPECT_EQ(asked.front().school, kSchool);
        EXPECT_EQ(asked.front().staff, staff);
        EXPECT_EQ(asked.front().because, because);
    }
    fact(sent(kOkafor, kOpens));
    EXPECT_THAT(core_.take_reschedules(), IsEmpty());
}

TEST_F(NotifierCoreTest, WhoLeavesOrComesBackHasOtherWindows) {
    fact(StaffLeft{kOkafor});
    fact(StaffDetailsChanged{kOkafor, "", {}});
    const auto asked = core_.take_reschedules();
    ASSERT_EQ(asked.size(), 2U);
    EXPECT_EQ(asked[0].staff, kOkafor);
    EXPECT_EQ(asked[1].staff, kOkafor);
}

TEST_F(NotifierCoreTest, AnAnswerIsKeptUntilTheFactThatRecordsItComes) {
    const auto digest = fact<DigestId>(sealed(kOkafor, {MessageId{1}}));
    const NotifierCore::Delivery delivery{kSchool, digest, Channel::in_app};
    EXPECT_THAT(core_.undelivered(), ElementsAre(delivery));
    EXPECT_THAT(core_.unrecorded(MonotonicTime{}), IsEmpty()) << "nothing to record yet";

    core_.answered(delivery, DeliveryOutcome::delivered);
    EXPECT_THAT(core_.undelivered(), IsEmpty()) << "the channel is not asked twice";
    const NotifierCore::Answer answer{delivery, DeliveryOutcome::delivered};
    EXPECT_THAT(core_.unrecorded(MonotonicTime{milliseconds{0}}), ElementsAre(answer));
    EXPECT_THAT(core_.unrecorded(MonotonicTime{milliseconds{999}}), IsEmpty());
    EXPECT_THAT(core_.unrecorded(MonotonicTime{kAskAgain}), ElementsAre(answer)) << "it was dropped: once more";

    fact(DigestDelivered{digest, Channel::in_app, DeliveryOutcome::delivered});
    EXPECT_THAT(core_.unrecorded(MonotonicTime{kAskAgain * 3}), IsEmpty());
    core_.answered(delivery, DeliveryOutcome::delivered);  // late, and known already
    EXPECT_THAT(core_.unrecorded(MonotonicTime{kAskAgain * 6}), IsEmpty());
}

TEST_F(NotifierCoreTest, WhatIsRestoredEqualsWhatIsFolded) {
    const auto first = fact(sent(kOkafor, kOpens));
    const auto second = fact(sent(kPatel, kNextDay));
    const auto third = fact(sent(kPatel, std::nullopt));
    const auto fourth = fact(sent(kOkafor, kOpens));
    fact(MessageRescheduled{fourth, ThreadId{3}, kOkafor, kNextDay, {}, {}, {}});
    const auto digest = fact<DigestId>(sealed(kOkafor, {first}));

    NotifierCore restored;
    restored.restore_held(kSchool, kPatel, second, kNextDay);
    restored.restore_held(kSchool, kPatel, third, std::nullopt);
    restored.restore_held(kSchool, kOkafor, fourth, kNextDay);
    restored.restore_digest(kSchool, digest, Channel::in_app);
    EXPECT_EQ(restored.held(), core_.held());
    EXPECT_EQ(restored.next_release(), core_.next_release());
    EXPECT_EQ(restored.undelivered(), core_.undelivered());
    EXPECT_EQ(restored.due(kNextDay, {}), core_.due(kNextDay, {}));
}

}  // namespace
}  // namespace hometime

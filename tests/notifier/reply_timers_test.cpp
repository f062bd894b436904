// Replies that wait for their guardians: named at their instant, again after a while, and when hours change.
#include <gmock/gmock.h>

#include "notifier/notifier_core.h"
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
constexpr GuardianId kMum{101};
constexpr GuardianId kDad{102};
const UtcTime kMorning = instant("2026-11-26T08:00:00Z");
const UtcTime kEvening = instant("2026-11-25T21:40:00Z");

class ReplyTimersTest : public testing::Test {
protected:
    ReplyId fact(Event event, SchoolId school = kSchool) {
        const auto sequence = log_.append(std::move(event), school);
        core_.fold(*log_.after(Sequence{sequence.value - 1}, school).front());
        return ReplyId::at(sequence);
    }
    ReplyId written(GuardianId guardian, std::optional<UtcTime> release_at, StaffId staff = kOkafor) {
        ReplySent fact_of_it;
        fact_of_it.guardian = guardian;
        fact_of_it.staff = staff;
        fact_of_it.release_at = release_at;
        fact_of_it.held = true;
        return fact(fact_of_it);
    }
    std::vector<std::uint64_t> due(UtcTime now, milliseconds steady = {}) {
        std::vector<std::uint64_t> guardians;
        for (const auto& one : core_.replies_due(now, MonotonicTime{steady})) guardians.push_back(one.guardian.value);
        return guardians;
    }

    test::FactLog log_;
    NotifierCore core_;
};

TEST_F(ReplyTimersTest, S47_AHeldReplyIsDueAtItsInstantAndNotAMicrosecondEarlier) {
    written(kMum, kMorning);
    EXPECT_EQ(core_.next_reply(), kMorning);
    EXPECT_THAT(due(kMorning - microseconds{1}), IsEmpty());
    EXPECT_THAT(due(kMorning), ElementsAre(101));
}

TEST_F(ReplyTimersTest, OneThatIsNotHeldIsNeverDue) {
    ReplySent at_once;
    at_once.guardian = kMum;
    fact(at_once);
    EXPECT_EQ(core_.held_replies(), 0U);
    EXPECT_THAT(due(kMorning), IsEmpty());
}

TEST_F(ReplyTimersTest, SeveralOfOneGuardianAreAskedForOnceAndAgainOnlyAfterAWhile) {
    const auto first = written(kMum, kMorning);
    written(kMum, kMorning);
    written(kDad, kMorning);
    EXPECT_THAT(due(kMorning), ElementsAre(101, 102));
    EXPECT_EQ(core_.next_reply(), std::nullopt);
    EXPECT_THAT(due(kMorning, kAskAgain - milliseconds{1}), IsEmpty());
    fact(ReplyReleased{first, {}, kMum, false});
    EXPECT_THAT(due(kMorning, kAskAgain - milliseconds{1}), ElementsAre(101)) << "something new is known of her";
    EXPECT_THAT(due(kMorning, 2 * kAskAgain), ElementsAre(101, 102));
}

TEST_F(ReplyTimersTest, WhatIsReleasedOrNeverWillBeIsForgotten) {
    fact(ReplyReleased{written(kMum, kMorning), {}, kMum, true});
    fact(ReplyUndelivered{written(kDad, kMorning), {}, kDad, UndeliveredReason::sender_removed});
    EXPECT_EQ(core_.held_replies(), 0U);
    EXPECT_THAT(due(kMorning), IsEmpty());
}

TEST_F(ReplyTimersTest, AReplyThatMovesIsDueAtItsNewInstantOnly) {
    const auto id = written(kMum, kMorning);
    fact(ReplyRescheduled{id, {}, kMum, kMorning + std::chrono::hours{1}});
    EXPECT_THAT(due(kMorning), IsEmpty());
    EXPECT_THAT(due(kMorning + std::chrono::hours{1}), ElementsAre(101));
    fact(ReplyRescheduled{id, {}, kMum, std::nullopt});
    EXPECT_EQ(core_.next_reply(), std::nullopt);
}

TEST_F(ReplyTimersTest, S59_HoursThatChangeHaveWhatWaitsComputedAgain) {
    written(kMum, kMorning);
    written(kDad, std::nullopt, kPatel);
    fact(GuardianPreferencesSet{kDad, std::nullopt, FeedDigest::off});
    EXPECT_THAT(due(kEvening), ElementsAre(102));
    fact(QuietHoursSet{kOkafor, {}});
    EXPECT_THAT(due(kEvening), ElementsAre(101));
    fact(CoverArranged{kPatel, kOkafor, {}});
    EXPECT_THAT(due(kEvening), ElementsAre(102));
    fact(PolicySet{});
    EXPECT_THAT(due(kEvening), ElementsAre(101, 102));
    fact(GuardianPreferencesSet{GuardianId{103}, std::nullopt, FeedDigest::off});
    fact(PolicySet{}, kOtherSchool);
    EXPECT_THAT(due(kEvening), IsEmpty()) << "nothing waits for them";
}

TEST_F(ReplyTimersTest, WhatWaitedAcrossARestartIsComputedAgainAtOnce) {
    core_.restore_reply(kSchool, {kMum, ReplyId{9}, kOkafor, kMorning});
    EXPECT_THAT(due(kEvening), ElementsAre(101));
    EXPECT_THAT(due(kMorning, kAskAgain), ElementsAre(101));
}

}  // namespace
}  // namespace hometime

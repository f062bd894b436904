// Concerns that nobody acknowledged in time: named once, at their instant, also after a restart.
#include <gtest/gtest.h>

#include "notifier/notifier_core.h"
#include "tests/support/fact_log.h"

namespace hometime {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using test::instant;
using test::kSchool;

const UtcTime kLate = instant("2026-11-24T10:30:00Z");

class Escalations : public testing::Test {
protected:
    ConcernId fact(Event event) {
        const auto sequence = log_.append(std::move(event), kSchool);
        core_.fold(*log_.after(Sequence{sequence.value - 1}, kSchool).front());
        return ConcernId::at(sequence);
    }
    ConcernId raised() { return fact(ConcernRaised{{PupilId{1}}, {}, kLate, kLate, {}}); }
    std::vector<ConcernId> overdue(UtcTime now, milliseconds steady = {}) {
        std::vector<ConcernId> named;
        for (const auto& late : core_.overdue(now, MonotonicTime{steady})) named.push_back(late.concern);
        return named;
    }

    test::FactLog log_;
    NotifierCore core_;
};

TEST_F(Escalations, S54_OneIsNamedAtItsInstantAndNotAMicrosecondEarlier) {
    const auto id = raised();
    EXPECT_EQ(core_.next_escalation(), kLate);
    EXPECT_TRUE(overdue(kLate - microseconds{1}).empty());
    EXPECT_EQ(overdue(kLate), (std::vector{id}));
}

TEST_F(Escalations, OneIsNamedAgainOnlyAfterAWhileUntilItIsAFact) {
    const auto id = raised();
    EXPECT_EQ(overdue(kLate).size(), 1U);
    EXPECT_EQ(core_.next_escalation(), std::nullopt);
    EXPECT_TRUE(overdue(kLate, kAskAgain - milliseconds{1}).empty());
    EXPECT_EQ(overdue(kLate, kAskAgain), (std::vector{id}));
    fact(ConcernEscalated{id});
    EXPECT_TRUE(overdue(kLate, 10 * kAskAgain).empty());
}

TEST_F(Escalations, WhatIsAcknowledgedIsNotNamed) {
    const auto id = raised();
    fact(ConcernAcknowledged{id});
    EXPECT_TRUE(overdue(kLate).empty());
    EXPECT_EQ(core_.next_escalation(), std::nullopt);
}

TEST_F(Escalations, OneThatWaitedAcrossARestartIsNamed) {
    core_.restore_concern(kSchool, ConcernId{7}, kLate);
    EXPECT_EQ(overdue(kLate), (std::vector{ConcernId{7}}));
}

}  // namespace
}  // namespace hometime

#include "daemon/accounts/guessing.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <tuple>
#include <vector>

namespace hometime {
namespace {

using std::chrono::seconds;

class GuessingTest : public testing::Test {
protected:
    /// A try that fails; how long it had to wait instead of being looked at.
    seconds fail(const std::string& account, const std::string& address = {}) {
        return guessing_.begin(account, address, now_);
    }
    void pass(seconds time) { now_ += time; }

    UtcTime now_ = parse_utc_time("2026-11-24T08:00:00Z").value();
    Guessing guessing_;
};

TEST_F(GuessingTest, FiveFailuresAreFreeThenTheDelayDoublesToAQuarterOfAnHour) {
    for (int i = 0; i < 5; ++i) EXPECT_EQ(fail("tina"), seconds{0});
    for (const int delay : {30, 60, 120, 240, 480, 900, 900, 900}) {
        EXPECT_EQ(fail("tina"), seconds{delay});
        pass(seconds{delay - 1});
        EXPECT_EQ(fail("tina"), seconds{1});
        pass(seconds{1});
        EXPECT_EQ(fail("tina"), seconds{0}) << "never a hard lock";
    }
}

TEST_F(GuessingTest, AWaitingTryIsNotCounted) {
    for (int i = 0; i < 5; ++i) EXPECT_EQ(fail("tina"), seconds{0});
    for (int i = 0; i < 100; ++i) EXPECT_EQ(fail("tina"), seconds{30});
    pass(seconds{30});
    EXPECT_EQ(fail("tina"), seconds{0});
    EXPECT_EQ(fail("tina"), seconds{60});
}

TEST_F(GuessingTest, FailuresLongAgoAreForgotten) {
    for (int i = 0; i < 4; ++i) EXPECT_EQ(fail("tina"), seconds{0});
    pass(seconds{300});
    for (int i = 0; i < 5; ++i) EXPECT_EQ(fail("tina"), seconds{0});
    EXPECT_EQ(fail("tina"), seconds{30});
}

TEST_F(GuessingTest, FailuresFarApartNeverDelay) {
    for (int i = 0; i < 50; ++i) {
        EXPECT_EQ(fail("tina"), seconds{0}) << i;
        pass(seconds{100});  // Never more than three within five minutes.
    }
}

TEST_F(GuessingTest, TheRightPasswordForgivesTheAccount) {
    for (int i = 0; i < 4; ++i) EXPECT_EQ(fail("tina"), seconds{0});
    EXPECT_EQ(fail("tina"), seconds{0});
    guessing_.succeeded("tina", {});
    for (int i = 0; i < 5; ++i) EXPECT_EQ(fail("tina"), seconds{0});
}

TEST_F(GuessingTest, OneAccountDoesNotSlowAnother) {
    for (int i = 0; i < 6; ++i) std::ignore = fail("tina");
    EXPECT_EQ(fail("theo"), seconds{0});
}

TEST_F(GuessingTest, AnAddressHasTwentyFailuresAMinuteOverAllAccounts) {
    for (int i = 0; i < 20; ++i) EXPECT_EQ(fail("account-" + std::to_string(i), "192.0.2.1"), seconds{0});
    EXPECT_EQ(fail("another", "192.0.2.1"), seconds{60});
    EXPECT_EQ(fail("another", "192.0.2.2"), seconds{0});
    pass(seconds{59});
    EXPECT_EQ(fail("another", "192.0.2.1"), seconds{1});
    pass(seconds{1});
    EXPECT_EQ(fail("another", "192.0.2.1"), seconds{0});
}

TEST_F(GuessingTest, ManyPeopleSignInFromOneAddress) {
    for (int i = 0; i < 200; ++i) {
        const auto account = "account-" + std::to_string(i);
        ASSERT_EQ(fail(account, "192.0.2.1"), seconds{0}) << i;
        guessing_.succeeded(account, "192.0.2.1");
    }
}

TEST_F(GuessingTest, ASuccessDoesNotForgiveTheAddress) {
    for (int i = 0; i < 20; ++i) {
        EXPECT_EQ(fail("account-" + std::to_string(i), "192.0.2.1"), seconds{0});
        if (i == 10) {
            EXPECT_EQ(fail("mine", "192.0.2.1"), seconds{0});
            guessing_.succeeded("mine", "192.0.2.1");
        }
    }
    EXPECT_GT(fail("one-more", "192.0.2.1"), seconds{0});
}

TEST_F(GuessingTest, TheUnixSocketHasNoAddressToCount) {
    for (int i = 0; i < 100; ++i) EXPECT_EQ(fail("account-" + std::to_string(i)), seconds{0});
}

TEST_F(GuessingTest, WhatNobodyLookedAtIsNotCounted) {
    for (int i = 0; i < 100; ++i) {
        EXPECT_EQ(fail("tina", "192.0.2.1"), seconds{0});
        guessing_.not_judged("tina", "192.0.2.1");
    }
}

TEST_F(GuessingTest, CodesAreCountedByAddressAndForTheWholeServer) {
    for (int i = 0; i < 20; ++i) EXPECT_EQ(guessing_.begin_code("192.0.2.1", now_), seconds{0});
    EXPECT_EQ(guessing_.begin_code("192.0.2.1", now_), seconds{60});
    for (int i = 20; i < 600; ++i) {
        EXPECT_EQ(guessing_.begin_code("198.51.100." + std::to_string(i), now_), seconds{0}) << i;
    }
    EXPECT_EQ(guessing_.begin_code("203.0.113.1", now_), seconds{3600});
    EXPECT_EQ(guessing_.begin_code({}, now_), seconds{3600});
    pass(seconds{3600});
    EXPECT_EQ(guessing_.begin_code("203.0.113.1", now_), seconds{0});
}

TEST_F(GuessingTest, GoodCodesAreNotCounted) {
    for (int i = 0; i < 2000; ++i) {
        ASSERT_EQ(guessing_.begin_code("192.0.2.1", now_), seconds{0});
        guessing_.code_succeeded("192.0.2.1");
    }
}

TEST_F(GuessingTest, ManyAtOnceAreCountedLikeManyInARow) {
    std::atomic<int> looked_at{0};
    std::vector<std::thread> guessers;
    for (int i = 0; i < 16; ++i) {
        guessers.emplace_back([&] {
            for (int k = 0; k < 50; ++k) looked_at += guessing_.begin("tina", {}, now_) == seconds{0} ? 1 : 0;
        });
    }
    for (auto& guesser : guessers) guesser.join();
    EXPECT_EQ(looked_at, 5);
}

TEST(Guessing, RemembersABoundedNumberAndForgetsTheOldest) {
    GuessingLimits limits;
    limits.tracked_max = 3;
    Guessing guessing(limits);
    const auto start = parse_utc_time("2026-11-24T08:00:00Z").value();
    const auto fail = [&](const std::string& account, int second) {
        return guessing.begin(account, {}, start + seconds{second});
    };
    for (int i = 0; i < 5; ++i) EXPECT_EQ(fail("first", 0), seconds{0});
    for (const char* other : {"second", "third"}) EXPECT_EQ(fail(other, 1), seconds{0});
    EXPECT_GT(fail("first", 2), seconds{0});
    EXPECT_EQ(fail("fourth", 3), seconds{0});  // The oldest goes.
    EXPECT_EQ(fail("first", 4), seconds{0});
}

}  // namespace
}  // namespace hometime

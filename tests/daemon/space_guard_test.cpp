// I43, the part that decides: what is still written on a disk that is nearly full, and what is not.
#include "daemon/space_guard.h"

#include <gtest/gtest.h>

#include <array>

#include "eventstore/base/mutants.h"
#include "tests/support/fake_disk.h"
#include "tests/support/temp_dir.h"

namespace hometime {
namespace {

constexpr std::uint64_t kMiB = std::uint64_t{1} << 20;
constexpr std::uint64_t kReserve = 64 * kMiB;
constexpr std::uint64_t kBallast = 10 * kMiB;
constexpr std::uint64_t kTotal = 1024 * kMiB;  // 5% of it is less than the reserve, 20% are 204 MiB.

class SpaceGuardTest : public testing::Test {
protected:
    SpaceGuardTest() { make(); }
    void make(std::uint64_t total = kTotal) {
        disk_ = std::make_shared<test::FakeDisk>(total, total);
        SpaceLimits limits;
        limits.reserve = kReserve;
        limits.ballast = kBallast;
        guard_ = std::make_unique<SpaceGuard>(disk_, Ballast(file(), kBallast), limits, clock_,
                                              [this] { return unflushed_; });
        guard_->look();
    }
    std::filesystem::path file() { return folder_ / "ballast"; }
    void free(std::uint64_t bytes) {
        disk_->set_free(bytes);
        clock_.advance(kLookEvery);
    }
    /// Whoever writes must be let in exactly where there is room for it. What is wrong, in words.
    std::vector<std::string> findings() {
        std::vector<std::string> found;
        const auto expect = [&](std::uint64_t bytes, bool facts) {
            free(bytes);
            if (guard_->admits(Matter::facts) != facts) found.push_back("facts at " + std::to_string(bytes));
        };
        expect(kReserve, true);
        expect(kReserve - 1, false);
        expect(0, false);
        expect(2 * kReserve, true);
        return found;
    }

    test::TempDir folder_;
    ManualClock clock_{from_unix_micros(0)};
    std::uint64_t unflushed_ = 0;
    std::shared_ptr<test::FakeDisk> disk_;
    std::unique_ptr<SpaceGuard> guard_;
};

TEST_F(SpaceGuardTest, I43_PeoplesFactsStopAtTheReserveAndNotBefore) {
    EXPECT_EQ(findings(), std::vector<std::string>{});
}

TEST_F(SpaceGuardTest, I43_AGuardThatIgnoresTheReserveIsNoticed) {
    const ScopedMutant on(Mutant::reserve_ignored);
    EXPECT_EQ(findings().size(), 2U);
}

TEST_F(SpaceGuardTest, TheReserveGrowsByWhatAFlushWillWrite) {
    unflushed_ = 40 * kMiB;
    free(kReserve + unflushed_ - 1);
    EXPECT_FALSE(guard_->admits(Matter::facts));
    free(kReserve + unflushed_ + kReserve / 8);
    EXPECT_TRUE(guard_->admits(Matter::facts));
}

TEST_F(SpaceGuardTest, OfALargeDiskTheFewPercentCountUpToAGibibyte) {
    make(std::uint64_t{1} << 40);
    free(kPercentReserveMax - 1);
    EXPECT_FALSE(guard_->admits(Matter::facts));
    make(std::uint64_t{1} << 40);
    free(kPercentReserveMax);
    EXPECT_TRUE(guard_->admits(Matter::facts));
    make(4096 * kMiB);
    free(4096 * kMiB / 100 * 5 - 1);
    EXPECT_FALSE(guard_->admits(Matter::facts));
}

TEST_F(SpaceGuardTest, OnceFullALittleMoreMustBeFreeThanWhatMadeItFull) {
    free(kReserve - 1);
    EXPECT_FALSE(guard_->admits(Matter::facts));
    free(kReserve + kReserve / 8 - 1);
    EXPECT_FALSE(guard_->admits(Matter::facts));
    free(kReserve + kReserve / 8);
    EXPECT_TRUE(guard_->admits(Matter::facts));
}

TEST_F(SpaceGuardTest, SafetyIsTakenBelowTheReserveAndGetsTheBallastAtTheEnd) {
    free(kLastReserve);
    EXPECT_TRUE(guard_->admits(Matter::safety));
    EXPECT_EQ(guard_->seen().ballast, kBallast);
    free(kLastReserve - 1);
    EXPECT_FALSE(guard_->admits(Matter::facts));
    EXPECT_EQ(guard_->seen().ballast, kBallast) << "nobody but safety gets it";
    EXPECT_FALSE(guard_->admits(Matter::safety)) << "the fake disk gains nothing by it";
    EXPECT_EQ(guard_->seen().ballast, 0U);
    EXPECT_FALSE(std::filesystem::exists(file()));
    free(kLastReserve);
    EXPECT_TRUE(guard_->admits(Matter::safety));
}

/// Somebody else takes what is given, at once: as long as there is more of it, the next message has its room.
TEST_F(SpaceGuardTest, TheBallastIsGivenInParts) {
    int given = 0;
    for (auto before = guard_->seen().ballast; before > 0; ++given) {
        free(0);
        disk_->set_free_soon(kLastReserve);
        EXPECT_TRUE(guard_->admits(Matter::safety));
        const auto left = guard_->seen().ballast;
        EXPECT_LT(left, before);
        before = left;
    }
    EXPECT_GT(given, 1);
    free(0);
    EXPECT_FALSE(guard_->admits(Matter::safety));
}

TEST_F(SpaceGuardTest, WhatTheBallastGaveIsNoRoomForAnybodyElseAndIsTakenBack) {
    free(0);
    EXPECT_FALSE(guard_->admits(Matter::safety));
    free(kReserve + kReserve / 8 + kBallast - 1);
    EXPECT_FALSE(guard_->admits(Matter::facts));
    EXPECT_EQ(guard_->look(), SpaceState::full);
    EXPECT_EQ(guard_->seen().ballast, 0U);
    free(kReserve + kReserve / 8 + kBallast);
    EXPECT_NE(guard_->look(), SpaceState::full);
    EXPECT_EQ(guard_->seen().ballast, kBallast);
    EXPECT_EQ(std::filesystem::file_size(file()), kBallast);
    EXPECT_TRUE(guard_->admits(Matter::facts));
}

TEST_F(SpaceGuardTest, ViewsMayUseHalfOfTheReserveAndNeverTheBallast) {
    free(kReserve / 2);
    EXPECT_TRUE(guard_->admits(Matter::views));
    free(kReserve / 2 - 1);
    EXPECT_FALSE(guard_->admits(Matter::views));
    EXPECT_EQ(guard_->seen().ballast, kBallast);
    EXPECT_EQ(guard_->seen().refused, 0U) << "they ask again and again";
}

TEST_F(SpaceGuardTest, SignInsGoOnNearlyToTheEnd) {
    free(2 * kLastReserve);
    EXPECT_TRUE(guard_->admits(Matter::credentials));
    free(2 * kLastReserve - 1);
    EXPECT_FALSE(guard_->admits(Matter::credentials));
}

TEST_F(SpaceGuardTest, TheAlarmComesBelowTheFifthOfTheDisk) {
    free(kTotal / 100 * 20);
    EXPECT_EQ(guard_->look(), SpaceState::roomy);
    free(kTotal / 100 * 20 - 1);
    EXPECT_EQ(guard_->look(), SpaceState::low);
    EXPECT_TRUE(guard_->admits(Matter::facts));
}

TEST_F(SpaceGuardTest, TheDiskIsLookedAtEveryTenthOfASecondAndAfterSixtyFourWrites) {
    free(kTotal);
    EXPECT_TRUE(guard_->admits(Matter::facts));
    const auto looks = disk_->looks();
    for (std::uint64_t i = 1; i < kAdmittedBetweenLooks; ++i) EXPECT_TRUE(guard_->admits(Matter::facts));
    EXPECT_EQ(disk_->looks(), looks);
    EXPECT_TRUE(guard_->admits(Matter::facts));
    EXPECT_EQ(disk_->looks(), looks + 1);
    clock_.advance(kLookEvery - std::chrono::microseconds(1));
    EXPECT_TRUE(guard_->admits(Matter::facts));
    EXPECT_EQ(disk_->looks(), looks + 1);
    clock_.advance(std::chrono::microseconds(1));
    EXPECT_TRUE(guard_->admits(Matter::facts));
    EXPECT_EQ(disk_->looks(), looks + 2);
}

TEST_F(SpaceGuardTest, WhereTheSystemDoesNotSayThereIsRoom) {
    disk_->break_down();
    free(0);
    for (const auto matter : {Matter::facts, Matter::safety, Matter::credentials, Matter::views}) {
        EXPECT_TRUE(guard_->admits(matter));
    }
    EXPECT_EQ(guard_->seen().ballast, kBallast);
}

TEST_F(SpaceGuardTest, CountsWhatItRefused) {
    free(0);
    EXPECT_FALSE(guard_->admits(Matter::facts));
    EXPECT_FALSE(guard_->admits(Matter::credentials));
    EXPECT_EQ(guard_->seen().refused, 2U);
}

}  // namespace
}  // namespace hometime

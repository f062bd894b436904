#include "daemon/clock_check.h"

#include <gtest/gtest.h>

#include "tests/support/log_maker.h"
#include "tests/support/memory_log.h"

namespace hometime {
namespace {

using namespace std::chrono_literals;

constexpr UtcTime kBuilt = from_unix_micros(1'700'000'000'000'000);
constexpr UtcTime kNewest = kBuilt + std::chrono::hours(24 * 365);
constexpr ClockLimits kLimits{kBuilt};
constexpr auto kTick = std::chrono::microseconds(1);

bool good(UtcTime now, std::optional<UtcTime> newest) {
    return complain_of_clock(kLimits, now, newest).empty();
}

TEST(ClockCheck, NoClockIsRightThatShowsATimeBeforeTheProgramWasMade) {
    EXPECT_FALSE(good(kBuilt - kTick, {}));
    EXPECT_TRUE(good(kBuilt, {}));
    EXPECT_TRUE(good(kBuilt + std::chrono::hours(24 * 4000), {})) << "an empty folder says nothing";
}

TEST(ClockCheck, NinetyDaysAfterTheNewestRecordAreTheLast) {
    EXPECT_TRUE(good(kNewest + std::chrono::hours(24 * 90), kNewest));
    EXPECT_FALSE(good(kNewest + std::chrono::hours(24 * 90) + kTick, kNewest));
}

TEST(ClockCheck, FiveMinutesBeforeTheNewestRecordAreTheFirst) {
    EXPECT_TRUE(good(kNewest - 5min, kNewest));
    EXPECT_FALSE(good(kNewest - 5min - kTick, kNewest));
}

TEST(ClockCheck, TheWordsSayBothTimesAndWhatToDo) {
    const auto words = complain_of_clock(kLimits, kNewest - 1h, kNewest);
    EXPECT_NE(words.find(to_string(kNewest)), std::string::npos);
    EXPECT_NE(words.find(to_string(kNewest - 1h)), std::string::npos);
    EXPECT_NE(words.find("--accept-clock"), std::string::npos);
}

TEST(ClockCheck, TheNewestRecordIsThatOfAllSchools) {
    test::MemoryLog log;
    EXPECT_EQ(newest_record(log), std::nullopt);
    ASSERT_TRUE(log.commit(test::batch_after(test::kSchool, 0, 5)));
    ASSERT_TRUE(log.commit(test::batch_after(test::kOtherSchool, 0, 3)));
    EXPECT_EQ(newest_record(log), test::kStart + 5s);
}

TEST(ClockCheck, ThisProgramWasMadeAfterItsFirstRelease) {
    EXPECT_GT(build_time(), from_unix_micros(1'700'000'000'000'000));
}

}  // namespace
}  // namespace hometime

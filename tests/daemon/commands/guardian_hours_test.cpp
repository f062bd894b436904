// When guardians may be reached: the school's hours, and their own within them.
#include "daemon/commands/guardian_hours.h"

#include "tests/support/given.h"

namespace hometime {
namespace {

using test::GivenSchool;
using enum Weekday;

const std::vector<Weekday> kEveryDay{mon, tue, wed, thu, fri, sat, sun};

WeeklyWindow hours(std::vector<Weekday> days, int from_hour, int to_hour) {
    return {std::move(days), LocalMinute{from_hour * 60}, LocalMinute{to_hour * 60}};
}

class GuardianHours : public testing::Test {
protected:
    /// Set by facts, whatever a decision would say of them.
    void policy(std::optional<std::vector<WeeklyWindow>> windows) {
        auto next = school_.school().policy()->policy;
        next.guardian_hours = std::move(windows);
        fold(PolicySet{next, Private{"{}"}});
    }
    void own(std::optional<std::vector<WeeklyWindow>> windows) {
        fold(GuardianPreferencesSet{kParent, std::move(windows), FeedDigest::off});
    }
    void fold(const Event& event) {
        RecordHeader header;
        header.sequence = next_;
        evolve(rows_, GivenSchool::kSchool, header, event);
        next_ = next_.next();
    }
    [[nodiscard]] std::string opens(const std::string& local, GuardianId guardian = kParent) {
        const School school(GivenSchool::kSchool, rows_);
        const auto opening = guardian_calendar(school, guardian).next_open(school_.at(local).now());
        return opening ? school_.local(opening->release) : "never";
    }

    static constexpr GuardianId kParent{900};
    GivenSchool school_;
    Overlay rows_{school_.rows()};
    Sequence next_{5000};
};

TEST_F(GuardianHours, D15_AreEveryDayFromSevenToEightUntilThePolicySaysOtherwise) {
    EXPECT_EQ(opens("2026-11-24T06:59"), "2026-11-24T07:00");
    EXPECT_EQ(opens("2026-11-24T07:00"), "2026-11-24T07:00");
    EXPECT_EQ(opens("2026-11-24T19:59"), "2026-11-24T19:59");
    EXPECT_EQ(opens("2026-11-24T20:00"), "2026-11-25T07:00");
    EXPECT_EQ(opens("2026-11-28T12:00"), "2026-11-28T12:00") << "a Saturday";
    EXPECT_EQ(opens("2027-08-10T21:00"), "2027-08-11T07:00") << "in the holidays";
}

TEST_F(GuardianHours, D15_ThePolicySetsThemForAll) {
    policy(std::vector{hours({mon, tue, wed, thu, fri}, 8, 18)});
    EXPECT_EQ(opens("2026-11-27T18:00"), "2026-11-30T08:00");
    EXPECT_EQ(opens("2026-11-27T18:00", GuardianId{}), "2026-11-30T08:00");
}

TEST_F(GuardianHours, D15_AGuardiansOwnHoursNarrowThem) {
    own(std::vector{hours({mon, wed}, 6, 9), hours({sat}, 10, 12)});
    EXPECT_EQ(opens("2026-11-25T06:30"), "2026-11-25T07:00") << "not before the school's";
    EXPECT_EQ(opens("2026-11-25T09:00"), "2026-11-28T10:00");
    EXPECT_EQ(opens("2026-11-25T09:00", GuardianId{901}), "2026-11-25T09:00") << "somebody else's are their own";
    EXPECT_EQ(opens("2026-11-25T09:00", GuardianId{}), "2026-11-25T09:00") << "posts wait for the school's";
}

TEST_F(GuardianHours, D15_ANewPolicyOverwritesNoWishAndIsKeptAtOnce) {
    own(std::vector{hours(kEveryDay, 8, 20)});
    policy(std::vector{hours(kEveryDay, 12, 22)});
    EXPECT_EQ(opens("2026-11-25T09:00"), "2026-11-25T12:00");
    EXPECT_EQ(opens("2026-11-25T20:00"), "2026-11-26T12:00");
    policy(std::nullopt);
    EXPECT_EQ(opens("2026-11-25T07:30"), "2026-11-25T08:00") << "the wish of before";
}

TEST_F(GuardianHours, D15_WhoseWishLeavesNothingIsReachedInTheSchoolsHours) {
    own(std::vector{hours(kEveryDay, 7, 8)});
    policy(std::vector{hours(kEveryDay, 9, 20)});
    EXPECT_EQ(opens("2026-11-25T07:30"), "2026-11-25T09:00");
}

TEST_F(GuardianHours, D15_AWishThatIsTakenBackLeavesTheSchoolsHours) {
    own(std::vector{hours(kEveryDay, 9, 10)});
    own(std::nullopt);
    EXPECT_EQ(opens("2026-11-25T10:00"), "2026-11-25T10:00");
}

TEST_F(GuardianHours, StandByTheWallClockWhenItIsPutForwardAndBack) {
    EXPECT_EQ(opens("2027-03-28T06:30"), "2027-03-28T07:00");
    EXPECT_EQ(opens("2027-10-31T06:30"), "2027-10-31T07:00");
}

TEST(HoursInCommon, AreExactToTheMinuteAndCutAtMidnight) {
    EXPECT_EQ(hours_in_common({hours({mon}, 8, 12)}, {hours({mon}, 12, 14)}), std::vector<WeeklyWindow>{});
    EXPECT_EQ(hours_in_common({hours({mon}, 8, 12)}, {hours({mon}, 11, 14)}), std::vector{hours({mon}, 11, 12)});
    EXPECT_EQ(hours_in_common({hours({sun}, 22, 2)}, {hours(kEveryDay, 0, 24)}),
              (std::vector{hours({mon}, 0, 2), hours({sun}, 22, 24)}));
}

TEST(HoursInCommon, TellWhetherOneLiesWithinTheOther) {
    EXPECT_TRUE(lies_within({hours({mon}, 8, 12)}, {hours({mon}, 8, 12)}));
    EXPECT_TRUE(lies_within({hours({mon}, 9, 12)}, {hours({mon}, 8, 10), hours({mon}, 10, 13)}));
    EXPECT_FALSE(lies_within({hours({mon}, 8, 12)}, {{{mon}, LocalMinute{8 * 60 + 1}, LocalMinute{12 * 60}}}));
    EXPECT_FALSE(lies_within({hours({tue}, 8, 12)}, {hours({mon}, 8, 12)}));
    EXPECT_TRUE(lies_within({hours({tue}, 0, 2)}, {hours({mon}, 22, 2)})) << "a window that crosses midnight";
}

std::vector<std::string> wrong_with(const std::vector<WeeklyWindow>& windows) {
    json::FieldErrors errors;
    check_reachable_hours(windows, "Europe/London", "/hours", errors);
    std::vector<std::string> found;
    for (const auto& error : errors) found.push_back(error.pointer + ' ' + error.code);
    return found;
}

TEST(ReachableHours, AreAtLeastOneAWeek) {
    const auto minutes = [](int count) {
        return std::vector<WeeklyWindow>{{{mon}, LocalMinute{600}, LocalMinute{600 + count}}};
    };
    EXPECT_EQ(wrong_with(minutes(59)), std::vector<std::string>{"/hours too-few"});
    EXPECT_EQ(wrong_with(minutes(60)), std::vector<std::string>{});
    EXPECT_EQ(wrong_with(minutes(61)), std::vector<std::string>{});
    EXPECT_EQ(wrong_with({{{mon, tue}, LocalMinute{600}, LocalMinute{630}}}), std::vector<std::string>{});
    EXPECT_EQ(wrong_with({{{mon}, LocalMinute{600}, LocalMinute{630}}, {{mon}, LocalMinute{600}, LocalMinute{640}}}),
              std::vector<std::string>{"/hours too-few"})
        << "the same half hour twice";
}

TEST(ReachableHours, AreWindowsThatExist) {
    EXPECT_EQ(wrong_with({}), std::vector<std::string>{"/hours no-window"});
    EXPECT_EQ(wrong_with({hours({}, 8, 12)}), std::vector<std::string>{"/hours/0/days no-day"});
    EXPECT_EQ(wrong_with({hours({mon}, 8, 8)}), std::vector<std::string>{"/hours/0/end same-as-start"});
}

}  // namespace
}  // namespace hometime

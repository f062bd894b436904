// When a teacher is left alone: quiet hours, training, working hours, and the two days a year when clocks change.
#include "tests/support/teacher_calendar.h"

namespace hometime {
namespace {

using test::GivenSchool;

QuietPeriod quiet(int from_hour, int from_minute, int to_hour, int to_minute) {
    return {std::nullopt, LocalMinute{from_hour * 60 + from_minute}, LocalMinute{to_hour * 60 + to_minute}};
}

class LeftAlone : public test::TeacherCalendar {};

TEST_F(LeftAlone, S25_QuietHoursShortenAWindow) {
    given_.as(tess_).accept(SetQuietHours{{quiet(15, 45, 8, 0)}});
    EXPECT_EQ(released("2026-11-24T15:44"), "2026-11-24T15:44");
    EXPECT_EQ(released("2026-11-24T15:45"), "2026-11-25T08:00");
}

TEST_F(LeftAlone, S25_QuietHoursSetAtTheVeryOpeningMoveWhatWaits) {
    EXPECT_EQ(released("2026-11-24T12:00"), "2026-11-24T15:30");
    given_.at("2026-11-24T15:30").as(tess_).accept(SetQuietHours{{quiet(15, 0, 15, 45)}});
    const auto held = given_.school().held_of(tess_);
    ASSERT_EQ(held.size(), 1U);
    EXPECT_EQ(given_.local(*held.back()->release_at), "2026-11-24T15:45");
}

TEST_F(LeftAlone, S48_QuietHoursAreEverythingOutsideWorkingHoursUntilTheTeacherSetsTheirOwn) {
    auto policy = default_policy();
    policy.weekly_windows.insert(policy.weekly_windows.begin(),
                                 {{Weekday::wed}, LocalMinute{7 * 60}, LocalMinute{7 * 60 + 30}});
    set_policy(policy);
    EXPECT_EQ(released("2026-11-24T20:00"), "2026-11-25T08:00");   // The window at seven is outside working hours.
    given_.as(tess_).accept(SetQuietHours{{quiet(16, 0, 6, 0)}});  // Narrowed by the teacher's own act.
    EXPECT_EQ(released("2026-11-24T20:01"), "2026-11-25T07:00");
}

TEST_F(LeftAlone, S49_ATeachersOwnCommitmentClosesTheirWindowAndNobodyElses) {
    const BusyPeriod club{*parse_local_date("2026-11-26"), *parse_local_date("2026-11-26"), LocalMinute{15 * 60 + 30},
                          LocalMinute{16 * 60}};
    given_.as(given_.staff("office")).accept(ScheduleTraining{tess_, club});
    EXPECT_EQ(released("2026-11-26T12:00"), "2026-11-27T08:00");
}

TEST_F(LeftAlone, S44_WindowsKeepToTheWallClockWhenItChanges) {
    EXPECT_EQ(released("2027-03-26T17:00"), "2027-03-29T08:00");  // Summer time began on the Sunday between.
    const auto spring = given_.school().held_of(tess_).back();
    EXPECT_EQ(to_string(*spring->release_at), "2027-03-29T07:00:00Z");
    EXPECT_EQ(released("2026-10-23T17:00"), "2026-10-26T08:00");  // And ended on this one.
    const auto autumn = given_.school().held_of(tess_).back();
    EXPECT_EQ(to_string(*autumn->release_at), "2026-10-26T08:00:00Z");
}

TEST_F(LeftAlone, S46_NothingIsSealedForATeacherOutsideWorkingHoursWheneverItIsTried) {
    int sealed = 0;
    for (int day = 24; day <= 30; ++day) {
        for (int minute = 0; minute < 24 * 60; minute += 10) {
            const auto at = "2026-11-" + std::to_string(day) + 'T' + to_string(LocalMinute{minute});
            given_.at(at);
            if (given_.school().held_of(tess_).empty()) released(at);
            given_.as(GivenSchool::kNotifier);
            const auto outcome = given_.refusal(SealDigest{tess_});
            const bool working = day != 28 && day != 29 && minute >= 8 * 60 && minute < 16 * 60;
            if (outcome == "accepted" && working) ++sealed;
            if (!working) EXPECT_NE(outcome, "accepted") << at;
        }
    }
    EXPECT_GT(sealed, 5);
}

}  // namespace
}  // namespace hometime

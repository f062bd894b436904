#include "projections/views/calendar.h"

#include "tests/projections/views/views_test.h"

namespace hometime::test {
namespace {

LocalDate date(std::string_view text) {
    return parse_local_date(text).value();
}

using CalendarView = ViewsTest;

TEST_F(CalendarView, ShowsTheNewestWindowsAndTerms) {
    Policy policy;
    policy.weekly_windows = {{{Weekday::mon}, LocalMinute{480}, LocalMinute{510}}};
    log.append(PolicySet{{}, {}});
    const auto version = log.add<PolicyVersion>(PolicySet{policy, {}});
    const auto set = log.append(TermDatesSet{{{date("2026-09-01"), date("2026-12-18")}}});
    fold();
    EXPECT_EQ(views::windows(views, kSchool)->policy, version);
    EXPECT_EQ(views::windows(views, kSchool)->weekly_windows, policy.weekly_windows);
    EXPECT_EQ(views::terms(views, kSchool)->set_by, set);
    EXPECT_FALSE(views::terms(views, kOtherSchool));
}

TEST_F(CalendarView, WithdrawnClosuresAreGone) {
    const auto snow =
        log.add<ClosureId>(ClosureAnnounced{date("2026-12-01"), date("2026-12-02"), ClosureKind::closure, "", {}});
    const auto inset =
        log.add<ClosureId>(ClosureAnnounced{date("2027-01-04"), date("2027-01-04"), ClosureKind::inset, "u1", {}});
    log.append(ClosureWithdrawn{snow});
    fold();
    const auto closures = views::closures(views, kSchool);
    ASSERT_EQ(closures.size(), 1U);
    EXPECT_EQ(closures[0].closure, inset);
    EXPECT_EQ(closures[0].kind, ClosureKind::inset);
}

TEST_F(CalendarView, TrainingIsEverybodysOrOnePersons) {
    const BusyPeriod period{date("2026-12-01"), date("2026-12-01"), LocalMinute{930}, LocalMinute{960}};
    const auto all = log.add<TrainingId>(TrainingScheduled{StaffId{}, period});
    const auto own = log.add<TrainingId>(TrainingScheduled{StaffId{201}, period});
    fold();
    EXPECT_EQ(views::trainings(views, kSchool, StaffId{}).at(0).training, all);
    EXPECT_EQ(views::trainings(views, kSchool, StaffId{201}).at(0).training, own);
    log.append(TrainingCancelled{own, StaffId{201}});
    fold();
    EXPECT_TRUE(views::trainings(views, kSchool, StaffId{201}).empty());
    EXPECT_EQ(views::trainings(views, kSchool, StaffId{}).size(), 1U);
}

TEST_F(CalendarView, QuietHoursAreThePersonsOwnNewest) {
    log.append(QuietHoursSet{StaffId{201}, {}});
    const auto set = log.append(QuietHoursSet{StaffId{201}, {{{}, LocalMinute{960}, LocalMinute{480}}}});
    fold();
    EXPECT_EQ(views::quiet_hours(views, kSchool, StaffId{201})->set_by, set);
    EXPECT_EQ(views::quiet_hours(views, kSchool, StaffId{201})->quiet_hours.size(), 1U);
    EXPECT_FALSE(views::quiet_hours(views, kSchool, StaffId{202}));
}

}  // namespace
}  // namespace hometime::test

#include "notifier/calendar.h"

#include <gtest/gtest.h>

#include <thread>

#include "tests/support/fact_log.h"

namespace hometime {
namespace {

using test::instant;

LocalDate date(std::string_view text) {
    return parse_local_date(text).value();
}
LocalMinute minute(std::string_view text) {
    return parse_local_minute(text).value();
}

/// Windows on the days of a working week.
Calendar weekly(std::vector<WindowSpan> spans, std::string zone = "Europe/London") {
    Calendar calendar{std::move(zone), {}, {}, {}, {}, {}};
    for (const auto& span : spans) {
        calendar.weekly_windows.push_back(
            {{Weekday::mon, Weekday::tue, Weekday::wed, Weekday::thu, Weekday::fri}, span.start, span.end});
    }
    return calendar;
}
/// The windows that the requirements and the worked dues speak of.
Calendar two_a_day() {
    return weekly({{minute("08:00"), minute("08:30")}, {minute("15:30"), minute("16:00")}});
}
EffectiveCalendar ready(Calendar calendar) {
    return EffectiveCalendar::make(std::move(calendar)).value();
}
std::string due_of(const EffectiveCalendar& calendar, std::string_view sent) {
    const auto due = calendar.due(instant(sent));
    return due ? to_string(*due) : "never";
}

TEST(EffectiveCalendar, R7_DueIsTheLastCloseWithinOneSchoolDay) {
    const auto calendar = ready(two_a_day());
    EXPECT_EQ(due_of(calendar, "2026-11-24T10:00:00Z"), "2026-11-25T08:30:00Z");  // Tue 10:00 -> Wed 08:30
    EXPECT_EQ(due_of(calendar, "2026-11-27T17:45:00Z"), "2026-11-30T16:00:00Z");  // Fri 17:45 -> Mon 16:00
    EXPECT_EQ(due_of(calendar, "2026-11-28T11:00:00Z"), "2026-11-30T16:00:00Z");  // Sat 11:00 -> Mon 16:00
}

TEST(EffectiveCalendar, R7_AClosedDayInBetweenDoesNotCount) {
    auto calendar = two_a_day();
    calendar.exceptions.push_back({date("2026-11-25"), date("2026-11-25"), ExceptionKind::closed, std::nullopt});
    EXPECT_EQ(due_of(ready(calendar), "2026-11-24T10:00:00Z"), "2026-11-26T08:30:00Z");
}

TEST(EffectiveCalendar, R7_AfterAMoveDueIsNeverBeforeTheNewClose) {
    const auto calendar = ready(two_a_day());
    const auto moved = calendar.next_open(instant("2026-11-26T12:00:00Z"));
    ASSERT_TRUE(moved);
    EXPECT_EQ(calendar.due(instant("2026-11-24T10:00:00Z"), *moved), instant("2026-11-26T16:00:00Z"));
}

TEST(EffectiveCalendar, AWindowIsHalfOpenToTheMicrosecond) {
    const auto calendar = ready(two_a_day());
    EXPECT_FALSE(calendar.is_open(instant("2026-11-24T15:29:59.999999Z")));
    EXPECT_TRUE(calendar.is_open(instant("2026-11-24T15:30:00Z")));
    EXPECT_TRUE(calendar.is_open(instant("2026-11-24T15:59:59.999999Z")));
    EXPECT_FALSE(calendar.is_open(instant("2026-11-24T16:00:00Z")));
}

TEST(EffectiveCalendar, AnOccurrenceIsTheWindowsOwnWallClock) {
    auto calendar = two_a_day();
    calendar.quiet_hours.push_back({std::nullopt, minute("15:00"), minute("15:45")});
    const auto opening = ready(calendar).next_open(instant("2026-11-24T11:10:00Z"));
    ASSERT_TRUE(opening);
    EXPECT_EQ(opening->release, instant("2026-11-24T15:45:00Z"));
    EXPECT_EQ(opening->occurrence, (Occurrence{date("2026-11-24"), minute("15:30")}));
}

TEST(EffectiveCalendar, S58_BusyTimeIsTakenOutOfItsDatesOnly) {
    auto calendar = two_a_day();
    calendar.busy.push_back({date("2026-11-24"), date("2026-11-24"), minute("15:00"), minute("15:50")});
    const auto windows = ready(calendar).windows_on(date("2026-11-24"));
    ASSERT_EQ(windows.size(), 2U);
    EXPECT_EQ(windows[1].open, instant("2026-11-24T15:50:00Z"));
    EXPECT_EQ(windows[1].close, instant("2026-11-24T16:00:00Z"));
    EXPECT_EQ(ready(calendar).windows_on(date("2026-11-25"))[1].open, instant("2026-11-25T15:30:00Z"));
}

TEST(EffectiveCalendar, S49_AClubTakesItsDaysOfTheWeekOnly) {
    auto calendar = two_a_day();
    calendar.busy.push_back({date("2026-11-23"), date("2026-12-18"), minute("15:30"), minute("16:00"),
                             std::vector{Weekday::tue, Weekday::fri}});
    const auto club = ready(calendar);
    EXPECT_EQ(club.windows_on(date("2026-11-24")).size(), 1U) << "a Tuesday";
    EXPECT_EQ(club.windows_on(date("2026-11-25")).size(), 2U) << "a Wednesday";
    EXPECT_EQ(club.windows_on(date("2026-11-27")).size(), 1U) << "a Friday";
    EXPECT_EQ(club.windows_on(date("2026-12-22")).size(), 2U) << "a Tuesday after the club has ended";
}

TEST(EffectiveCalendar, ABusyNightOfAWeekdayReachesIntoTheNextMorning) {
    auto calendar = two_a_day();
    calendar.busy.push_back(
        {date("2026-11-24"), date("2026-11-24"), minute("22:00"), minute("08:10"), std::vector{Weekday::tue}});
    EXPECT_EQ(ready(calendar).windows_on(date("2026-11-25"))[0].open, instant("2026-11-25T08:10:00Z"));
    calendar.busy.front().days = {Weekday::wed};
    EXPECT_EQ(ready(calendar).windows_on(date("2026-11-25"))[0].open, instant("2026-11-25T08:00:00Z"));
}

/// A window of the evening of Thursday, 26 November.
Calendar with_evening() {
    auto calendar = two_a_day();
    calendar.quiet_hours.push_back({std::nullopt, minute("16:00"), minute("08:00")});
    calendar.joined = {{date("2026-11-26"), minute("17:00"), minute("19:30")}};
    return calendar;
}

TEST(EffectiveCalendar, D8_AnEveningThatWasJoinedIsOpenWhateverTheQuietHoursSay) {
    const auto opening = ready(with_evening()).next_open(instant("2026-11-26T16:05:00Z"));
    ASSERT_TRUE(opening);
    EXPECT_EQ(opening->release, instant("2026-11-26T17:00:00Z"));
    EXPECT_EQ(opening->close, instant("2026-11-26T19:30:00Z"));
    EXPECT_EQ(opening->occurrence, (Occurrence{date("2026-11-26"), minute("17:00")}));
    EXPECT_FALSE(ready(with_evening()).is_open(instant("2026-11-26T16:59:59.999999Z")));
    EXPECT_FALSE(ready(with_evening()).is_open(instant("2026-11-26T19:30:00Z")));
    EXPECT_FALSE(ready(with_evening()).is_open(instant("2026-11-25T18:00:00Z"))) << "on its date only";
}

TEST(EffectiveCalendar, R1_AnEveningIsOpenOutsideTermAndNeverOnAClosedDay) {
    auto calendar = with_evening();
    calendar.term_dates = std::vector<DateRange>{};
    EXPECT_EQ(ready(calendar).windows_on(date("2026-11-26")).size(), 1U);
    calendar.exceptions.push_back({date("2026-11-26"), date("2026-11-26"), ExceptionKind::closed, std::nullopt});
    EXPECT_TRUE(ready(calendar).windows_on(date("2026-11-26")).empty());
}

TEST(EffectiveCalendar, R4_BusyTimeIsTakenOutOfAnEveningToo) {
    auto calendar = with_evening();
    calendar.busy.push_back({date("2026-11-26"), date("2026-11-26"), minute("18:00"), minute("18:30")});
    const auto windows = ready(calendar).windows_on(date("2026-11-26"));
    ASSERT_EQ(windows.size(), 4U);
    EXPECT_EQ(windows[2].close, instant("2026-11-26T18:00:00Z"));
    EXPECT_EQ(windows[3].open, instant("2026-11-26T18:30:00Z"));
}

TEST(EffectiveCalendar, R6_AnEveningMergesWithTheWindowThatItTouches) {
    auto calendar = with_evening();
    calendar.joined = {{date("2026-11-26"), minute("16:00"), minute("19:00")}};
    const auto windows = ready(calendar).windows_on(date("2026-11-26"));
    ASSERT_EQ(windows.size(), 2U);
    EXPECT_EQ(windows[1].open, instant("2026-11-26T15:30:00Z"));
    EXPECT_EQ(windows[1].close, instant("2026-11-26T19:00:00Z"));
    EXPECT_EQ(windows[1].occurrence.opens, minute("15:30"));
}

TEST(EffectiveCalendar, R2_R3_AnEveningKeepsToTheWallClockWhenItChanges) {
    auto calendar = two_a_day();
    calendar.joined = {{date("2026-03-29"), minute("01:45"), minute("02:15")}};  // The clocks jump from 01:00 to 02:00.
    const auto spring = ready(calendar).windows_on(date("2026-03-29"));
    ASSERT_EQ(spring.size(), 1U);
    EXPECT_EQ(spring[0].open, instant("2026-03-29T01:00:00Z"));
    EXPECT_EQ(spring[0].close, instant("2026-03-29T01:15:00Z"));
    calendar.joined = {{date("2026-10-25"), minute("01:30"), minute("02:30")}};  // And back from 02:00 to 01:00.
    EXPECT_EQ(ready(calendar).windows_on(date("2026-10-25"))[0].open, instant("2026-10-25T00:30:00Z"));
}

TEST(EffectiveCalendar, R5_AnEveningOnADateThatNeverHappenedIsNone) {
    auto calendar = weekly({{minute("08:00"), minute("08:30")}}, "Pacific/Apia");
    calendar.joined = {{date("2011-12-30"), minute("17:00"), minute("19:00")}};
    EXPECT_TRUE(ready(calendar).windows_on(date("2011-12-30")).empty());
}

TEST(EffectiveCalendar, R7_ADateWithAnEveningCounts) {
    auto calendar = two_a_day();
    EXPECT_EQ(due_of(ready(calendar), "2026-11-27T17:45:00Z"), "2026-11-30T16:00:00Z");
    calendar.joined = {{date("2026-11-28"), minute("10:00"), minute("12:00")}};  // A Saturday.
    EXPECT_EQ(due_of(ready(calendar), "2026-11-27T17:45:00Z"), "2026-11-28T12:00:00Z");
}

TEST(EffectiveCalendar, QuietTimeInTheMiddleLeavesTwoWindows) {
    auto calendar = weekly({{minute("15:30"), minute("17:00")}});
    calendar.quiet_hours.push_back({std::nullopt, minute("16:00"), minute("16:15")});
    const auto windows = ready(calendar).windows_on(date("2026-11-24"));
    ASSERT_EQ(windows.size(), 2U);
    EXPECT_EQ(windows[0].close, instant("2026-11-24T16:00:00Z"));
    EXPECT_EQ(windows[1].open, instant("2026-11-24T16:15:00Z"));
}

TEST(EffectiveCalendar, OnePersonsLayersComeOnTopOfTheSchools) {
    auto school = two_a_day();
    school.exceptions.push_back({date("2026-11-24"), date("2026-11-24"), ExceptionKind::closed, std::nullopt});
    const CalendarException open{date("2026-11-24"), date("2026-11-24"), ExceptionKind::replace,
                                 std::vector<WindowSpan>{{minute("18:00"), minute("19:00")}}};
    const QuietPeriod quiet{std::nullopt, minute("08:00"), minute("09:00")};
    const BusyPeriod busy{date("2026-11-26"), date("2026-11-26"), minute("15:00"), minute("17:00")};
    const auto layered = ready(effective(school, {open}, {quiet}, {busy}));
    EXPECT_TRUE(layered.windows_on(date("2026-11-24")).empty()) << "closed wins";
    EXPECT_EQ(layered.windows_on(date("2026-11-25")).size(), 1U) << "the morning is quiet";
    EXPECT_TRUE(layered.windows_on(date("2026-11-26")).empty()) << "the afternoon is busy too";
    EXPECT_EQ(ready(school).windows_on(date("2026-11-25")).size(), 2U) << "the school's own stays as it was";
}

TEST(EffectiveCalendar, AnUnknownZoneIsInvalid) {
    for (const auto* zone : {"", "Europe/Londen", "BST", "Etc/GMT+1", "EST5EDT"}) {
        const auto made = EffectiveCalendar::make(weekly({}, zone));
        ASSERT_FALSE(made) << zone;
        EXPECT_EQ(made.error().code, ErrorCode::invalid);
    }
}

TEST(EffectiveCalendar, ManyThreadsGetTheSameAnswers) {
    const auto calendar = ready(two_a_day());
    const auto fresh = ready(two_a_day());
    std::vector<std::thread> threads;
    std::atomic<int> different{0};
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&, t] {
            for (int day = 0; day < 300; ++day) {
                const auto at = instant("2026-01-01T12:00:00Z") + std::chrono::days{(day * 7 + t * 31) % 300};
                if (calendar.next_open(at) != EffectiveCalendar(calendar).next_open(at)) ++different;
                if (calendar.next_open(at)->close <= at) ++different;
            }
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(different, 0);
    for (int day = 0; day < 300; ++day) {
        const auto at = instant("2026-01-01T12:00:00Z") + std::chrono::days{day};
        EXPECT_EQ(calendar.next_open(at), fresh.next_open(at));
    }
}

}  // namespace
}  // namespace hometime

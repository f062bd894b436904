#include "notifier/calendar_why.h"

#include <gtest/gtest.h>

#include "tests/notifier/random_calendars.h"
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

/// Two windows on the days of a working week, and an autumn term.
Calendar school() {
    using enum Weekday;
    Calendar calendar{"Europe/London", {}, {}, {}, {}, {}};
    for (const auto* span : {"08:00-08:30", "15:30-16:00"}) {
        const std::string_view text(span);
        calendar.weekly_windows.push_back(
            {{mon, tue, wed, thu, fri}, minute(text.substr(0, 5)), minute(text.substr(6))});
    }
    calendar.term_dates = {{date("2026-09-02"), date("2026-10-23")}, {date("2026-11-02"), date("2026-12-18")}};
    return calendar;
}

Why explained(const Calendar& calendar, std::string_view from) {
    return explain(EffectiveCalendar::make(calendar).value(), instant(from));
}

std::string lines(const Why& why) {
    std::string all;
    for (const auto& one : why.closed) {
        all += to_string(one.from);
        if (one.to != one.from) all += ".." + to_string(one.to);
        if (one.window) all += " " + to_string(one.window->start) + "-" + to_string(one.window->end);
        all += std::string(" ") + boost::describe::enum_to_string(one.by, "?") + "\n";
    }
    if (!why.opening) return all + "never\n";
    return all + to_string(why.opening->release) + " " + boost::describe::enum_to_string(why.opened_by, "?") + "\n";
}

TEST(Explain, AnOpenWindowIsClosedByNothing) {
    EXPECT_EQ(lines(explained(school(), "2026-11-24T15:40:00Z")), "2026-11-24T15:40:00Z weekly_pattern\n");
}

TEST(Explain, R1_TheWeekendOwnsNoWindow) {
    EXPECT_EQ(lines(explained(school(), "2026-11-27T17:45:00Z")),
              "2026-11-28..2026-11-29 weekly_pattern\n2026-11-30T08:00:00Z weekly_pattern\n");
}

TEST(Explain, R1_HolidaysLieOutsideTheTermsAndTheirWeekendsOwnNothingAnyway) {
    EXPECT_EQ(lines(explained(school(), "2026-10-23T16:00:00Z")),
              "2026-10-24..2026-10-25 weekly_pattern\n2026-10-26..2026-10-30 term_dates\n"
              "2026-10-31..2026-11-01 weekly_pattern\n2026-11-02T08:00:00Z weekly_pattern\n");
}

TEST(Explain, R1_AClosureIsNamedWhereThereWouldHaveBeenAWindow) {
    auto calendar = school();
    calendar.exceptions.push_back({date("2026-11-25"), date("2026-11-28"), ExceptionKind::closed, std::nullopt});
    EXPECT_EQ(lines(explained(calendar, "2026-11-24T16:00:00Z")),
              "2026-11-25..2026-11-27 closure\n2026-11-28..2026-11-29 weekly_pattern\n"
              "2026-11-30T08:00:00Z weekly_pattern\n");
}

TEST(Explain, R4_TheWindowsThatQuietHoursAndBusyTimeCloseAreNamed) {
    auto calendar = school();
    calendar.quiet_hours.push_back({std::vector{Weekday::wed}, minute("07:00"), minute("09:00")});
    calendar.busy.push_back({date("2026-11-24"), date("2026-11-24"), minute("15:00"), minute("16:00")});
    EXPECT_EQ(lines(explained(calendar, "2026-11-24T09:15:00Z")),
              "2026-11-24 15:30-16:00 busy\n2026-11-25 08:00-08:30 quiet_hours\n"
              "2026-11-25T15:30:00Z weekly_pattern\n");
}

TEST(Explain, R4_AWindowThatOnlyBothCloseTogetherIsQuiet) {
    auto calendar = school();
    calendar.quiet_hours.push_back({std::nullopt, minute("15:00"), minute("15:45")});
    calendar.busy.push_back({date("2026-11-24"), date("2026-11-24"), minute("15:45"), minute("16:00")});
    EXPECT_EQ(lines(explained(calendar, "2026-11-24T09:15:00Z")),
              "2026-11-24 15:30-16:00 quiet_hours\n2026-11-25T08:00:00Z weekly_pattern\n");
}

TEST(Explain, AWindowThatWasOverAndTheRestOfOneThatIsOpenAreNoReason) {
    auto calendar = school();
    calendar.busy.push_back({date("2026-11-24"), date("2026-11-24"), minute("15:30"), minute("15:50")});
    EXPECT_EQ(lines(explained(calendar, "2026-11-24T08:30:00Z")), "2026-11-24T15:50:00Z weekly_pattern\n");
    EXPECT_EQ(lines(explained(calendar, "2026-11-24T15:35:00Z")), "2026-11-24T15:50:00Z weekly_pattern\n");
}

TEST(Explain, ItSaysWhetherAnEveningOrAReplacingExceptionOpens) {
    auto calendar = school();
    calendar.joined = {{date("2026-11-26"), minute("17:00"), minute("19:30")}};
    EXPECT_EQ(lines(explained(calendar, "2026-11-26T16:30:00Z")), "2026-11-26T17:00:00Z evening\n");
    EXPECT_EQ(lines(explained(calendar, "2026-11-26T19:30:00Z")), "2026-11-27T08:00:00Z weekly_pattern\n");
    calendar.exceptions.push_back({date("2026-11-27"), date("2026-11-27"), ExceptionKind::replace,
                                   std::vector<WindowSpan>{{minute("12:00"), minute("13:00")}}});
    EXPECT_EQ(lines(explained(calendar, "2026-11-26T19:30:00Z")), "2026-11-27T12:00:00Z replacing_exception\n");
}

TEST(Explain, R2_ANightOfTheDayBeforeCountsToo) {
    Calendar calendar{"Europe/London", {}, {}, {}, {}, {}};
    calendar.weekly_windows.push_back({{Weekday::fri}, minute("22:00"), minute("02:00")});
    calendar.quiet_hours.push_back({std::vector{Weekday::sat}, minute("01:00"), minute("03:00")});
    EXPECT_EQ(lines(explained(calendar, "2026-11-28T01:30:00Z")),
              "2026-11-27 22:00-02:00 quiet_hours\n2026-11-28..2026-12-03 weekly_pattern\n"
              "2026-12-04T22:00:00Z weekly_pattern\n");
}

TEST(Explain, R6_NoWindowInSightIsSaidWithWhatClosesThemAll) {
    auto calendar = school();
    calendar.term_dates = std::vector<DateRange>{};
    const auto why = explained(calendar, "2026-11-24T09:15:00Z");
    EXPECT_EQ(why.closed.size(), kWhyMax);
    EXPECT_TRUE(why.more);
    EXPECT_FALSE(why.opening);
    EXPECT_FALSE(why.deadline);
    EXPECT_FALSE(why.due);
    EXPECT_EQ(why.closed.front(), (ClosedStretch{date("2026-11-24"), date("2026-11-27"), {}, ClosedBy::term_dates}));
}

TEST(Explain, R7_TheDeadlineIsTheSameWallTimeOfTheNextSchoolDay) {
    const auto tuesday = explained(school(), "2026-11-24T10:00:30Z");
    EXPECT_EQ(tuesday.deadline, instant("2026-11-25T10:00:30Z"));
    EXPECT_EQ(tuesday.due, instant("2026-11-25T08:30:00Z"));
    const auto saturday = explained(school(), "2026-11-28T11:00:00Z");
    EXPECT_EQ(saturday.deadline, instant("2026-12-01T00:00:00Z"));
    EXPECT_EQ(saturday.due, instant("2026-11-30T16:00:00Z"));
}

/// What is named lies before the release, in order, and is really closed.
TEST(Explain, NothingThatIsNamedIsOpenInAnyCalendar) {
    test::RandomCalendars random{20'261'129};
    const auto zone = TimeZone::load("Europe/London").value();
    std::size_t named = 0;
    for (int i = 0; i < 300; ++i) {
        const auto from = random.instant(instant("2026-01-01T00:00:00Z"), instant("2027-01-01T00:00:00Z"));
        const auto calendar =
            EffectiveCalendar::make(random.calendar("Europe/London", zone.local(from).date, 12)).value();
        const auto why = explain(calendar, from);
        EXPECT_EQ(why.opening, calendar.next_open(from));
        EXPECT_EQ(why.due, calendar.due(from));
        for (const auto& one : why.closed) {
            ++named;
            EXPECT_LE(one.from, one.to);
            if (why.opening) EXPECT_LE(one.to, why.opening->occurrence.date);
            if (one.window) continue;
            for (auto day = one.from; day <= one.to; day += std::chrono::days{1}) {
                EXPECT_TRUE(calendar.windows_on(day).empty()) << to_string(day);
            }
        }
    }
    EXPECT_GT(named, 300U);
}

}  // namespace
}  // namespace hometime

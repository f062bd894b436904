#include "tools/hometime/ical.h"

#include <gtest/gtest.h>

#include "tests/support/folder_faults.h"

namespace hometime::tools {
namespace {

const std::filesystem::path kShared = HOMETIME_SOURCE_DIR "/../shared/data/calendars/sheffield-school-holidays.ics";

std::string calendar(const std::string& events) {
    return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\n" + events + "END:VCALENDAR\r\n";
}
std::string event(const std::string& lines, const std::string& uid = "u1") {
    return "BEGIN:VEVENT\r\nUID:" + uid + "\r\nDTSTAMP:20260411T131625Z\r\n" + lines + "END:VEVENT\r\n";
}
/// "uid from..to summary" of each closure, or the error.
std::string closures(const std::string& text) {
    const auto drafts = read_closures(text);
    if (!drafts) return "error: " + drafts.error().detail;
    std::string lines;
    for (const auto& one : drafts->closures) {
        lines += one.uid + " " + to_string(one.from) + ".." + to_string(one.to) + " " + one.summary + "\n";
    }
    if (drafts->timed_events > 0) lines += std::to_string(drafts->timed_events) + " timed\n";
    return lines;
}
std::string of_event(const std::string& lines) {
    return closures(calendar(event(lines)));
}

TEST(Ical, AnAllDayEventIsAClosureAndItsEndIsTheDayAfter) {
    EXPECT_EQ(of_event("DTSTART;VALUE=DATE:20261026\r\nDTEND;VALUE=DATE:20261031\r\nSUMMARY:Half term\r\n"),
              "u1 2026-10-26..2026-10-30 Half term\n");
    EXPECT_EQ(of_event("DTSTART;VALUE=DATE:20261224\r\nDTEND;VALUE=DATE:20261225\r\n"), "u1 2026-12-24..2026-12-24 \n");
    EXPECT_EQ(of_event("DTSTART;VALUE=DATE:20261224\r\nSUMMARY:One day\r\n"), "u1 2026-12-24..2026-12-24 One day\n");
    EXPECT_EQ(of_event("DTSTART;VALUE=DATE:20261231\r\nDTEND;VALUE=DATE:20270102\r\n"), "u1 2026-12-31..2027-01-01 \n");
}

TEST(Ical, ADurationOfWholeDaysIsAnEnd) {
    EXPECT_EQ(of_event("DTSTART;VALUE=DATE:20261026\r\nDURATION:P5D\r\n"), "u1 2026-10-26..2026-10-30 \n");
    EXPECT_EQ(of_event("DTSTART;VALUE=DATE:20261026\r\nDURATION:P2W\r\n"), "u1 2026-10-26..2026-11-08 \n");
    EXPECT_EQ(of_event("DTSTART;VALUE=DATE:20261026\r\nDURATION:PT36H\r\n"),
              "error: event u1: DURATION is not whole days");
}

TEST(Ical, TimedEventsAreCountedAndCancelledOnesAreNothing) {
    EXPECT_EQ(closures(calendar(event("DTSTART:20261124T183000Z\r\nDTEND:20261124T193000Z\r\n") +
                                event("DTSTART;TZID=Europe/London:20261124T183000\r\n", "u2") +
                                event("DTSTART;VALUE=DATE:20261224\r\nSTATUS:CANCELLED\r\n", "u3") +
                                event("DTSTART;VALUE=DATE:20261225\r\nSUMMARY:Closed\r\n", "u4"))),
              "u4 2026-12-25..2026-12-25 Closed\n2 timed\n");
}

TEST(Ical, ARepeatingDayIsOneClosureEachWithAnIdOfItsOwn) {
    EXPECT_EQ(of_event("DTSTART;VALUE=DATE:20261106\r\nRRULE:FREQ=WEEKLY;COUNT=3\r\nEXDATE;VALUE=DATE:20261113\r\n"),
              "u1/2026-11-06 2026-11-06..2026-11-06 \nu1/2026-11-20 2026-11-20..2026-11-20 \n");
    EXPECT_EQ(of_event("DTSTART;VALUE=DATE:20261106\r\nRRULE:FREQ=DAILY;UNTIL=20261109\r\n"
                       "EXDATE;VALUE=DATE:20261107,20261108\r\n"),
              "u1/2026-11-06 2026-11-06..2026-11-06 \nu1/2026-11-09 2026-11-09..2026-11-09 \n");
}

TEST(Ical, AMovedDayOfARepeatingEventStandsOnce) {
    const auto rule = event("DTSTART;VALUE=DATE:20261106\r\nRRULE:FREQ=WEEKLY;COUNT=2\r\n");
    const auto moved = event("RECURRENCE-ID;VALUE=DATE:20261113\r\nDTSTART;VALUE=DATE:20261116\r\n");
    const auto* expected = "u1/2026-11-06 2026-11-06..2026-11-06 \nu1/2026-11-13 2026-11-16..2026-11-16 \n";
    EXPECT_EQ(closures(calendar(rule + moved)), expected);
    EXPECT_EQ(closures(calendar(moved + rule)), expected);
}

TEST(Ical, RepetitionIsBounded) {
    const std::string day = "DTSTART;VALUE=DATE:20261106\r\nRRULE:";
    EXPECT_EQ(of_event(day + "FREQ=DAILY\r\n"), "error: event u1 repeats for ever: give it an end");
    EXPECT_EQ(of_event(day + "FREQ=HOURLY;COUNT=2\r\n"), "error: event u1 repeats within a day: that is no closure");
    EXPECT_EQ(of_event(day + "FREQ=DAILY;COUNT=401\r\n"), "error: event u1 repeats more than 400 times");
    EXPECT_EQ(of_event("DTSTART;VALUE=DATE:20261106\r\nRDATE;VALUE=DATE:20261109\r\n"),
              "error: event u1 lists its dates with RDATE: make each an event of its own");
    const auto never = of_event(day + "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31;COUNT=3\r\n");
    EXPECT_TRUE(never.empty() || never.starts_with("error: ") || never.starts_with("u1 2026-11-06")) << never;
}

TEST(Ical, AnEventThatCannotBeUsedIsNamed) {
    EXPECT_EQ(of_event("SUMMARY:No start\r\n"), "error: event u1 has no DTSTART");
    EXPECT_EQ(of_event("DTSTART;VALUE=DATE:20261106\r\nDTEND;VALUE=DATE:20261106\r\n"),
              "error: event u1: DTEND is not after DTSTART");
    EXPECT_EQ(of_event("DTSTART;VALUE=DATE:20261106\r\nDTEND;VALUE=DATE:20261101\r\n"),
              "error: event u1: DTEND is not after DTSTART");
    EXPECT_EQ(closures(calendar("BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20261106\r\nEND:VEVENT\r\n")),
              "error: an event has no UID");
    EXPECT_EQ(of_event("DTSTART;VALUE=DATE:20261306\r\n").substr(0, 5), "error");
    EXPECT_EQ(of_event("DTSTART;VALUE=DATE:yesterday\r\n").substr(0, 5), "error");
}

TEST(Ical, WhatIsNoCalendarIsRefused) {
    for (const std::string& text : {std::string(""), std::string("hello\n"), std::string("{\"not\":\"this\"}"),
                                    std::string("BEGIN:VEVENT\r\nUID:u\r\nEND:VEVENT\r\n"), std::string("\0\1\2", 3),
                                    std::string(5000, 'A'), calendar("") + "\xFF", calendar(std::string("\0", 1))}) {
        const auto drafts = read_closures(text);
        ASSERT_FALSE(drafts) << text.substr(0, 40);
        EXPECT_EQ(drafts.error().code, ErrorCode::invalid);
    }
    EXPECT_EQ(closures(calendar("")), "");
}

TEST(Ical, ATornFileClosesNothingByHalf) {
    const auto whole = calendar(event("DTSTART;VALUE=DATE:20261026\r\nDTEND;VALUE=DATE:20261031\r\n"));
    for (std::size_t size = 0; size < whole.size(); ++size) {
        const auto drafts = read_closures(whole.substr(0, size));
        if (!drafts) continue;
        for (const auto& closure : drafts->closures) EXPECT_LE(closure.from, closure.to);
    }
}

TEST(Ical, SizesAreBounded) {
    EXPECT_EQ(
        closures(calendar(event("DTSTART;VALUE=DATE:20261026\r\nSUMMARY:" + std::string(kIcalLineMax, 'x') + "\r\n"))),
        "error: the calendar file has a line longer than 8 KiB");
    EXPECT_EQ(closures(std::string(kIcalFileMax + 1, '\n')), "error: the calendar file is larger than 256 KiB");
}

TEST(Ical, TextsAreUnfoldedAndUnescaped) {
    EXPECT_EQ(of_event("DTSTART;VALUE=DATE:20261026\r\nSUMMARY:Harvest\\, and\r\n  a long \r\n day\\; really\r\n"),
              "u1 2026-10-26..2026-10-26 Harvest, and a long day; really\n");
}

TEST(Ical, TheRealHolidaysAreRead) {
    if (!std::filesystem::exists(kShared)) GTEST_SKIP() << "the shared calendar is not beside this project";
    const auto drafts = read_closures(test::slurp(kShared));
    ASSERT_TRUE(drafts) << drafts.error().detail;
    EXPECT_EQ(drafts->closures.size(), 45U);
    EXPECT_EQ(drafts->timed_events, 0U);
    const auto half_term = std::find_if(drafts->closures.begin(), drafts->closures.end(), [](const auto& one) {
        return one.uid == "holiday-20251025-20251102-2025-26@datepatterns";
    });
    ASSERT_NE(half_term, drafts->closures.end());
    EXPECT_EQ(to_string(half_term->from), "2025-10-25");
    EXPECT_EQ(to_string(half_term->to), "2025-11-02");
    EXPECT_EQ(half_term->summary, "Sheffield: School holiday");
}

}  // namespace
}  // namespace hometime::tools

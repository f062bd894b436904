// The calendar that the daemon writes, held to RFC 5545 byte by byte, and read again by a library of another hand.
#include <gtest/gtest.h>

#include "daemon/http/icalendar.h"
#include "tools/hometime/ical.h"

namespace hometime::http {
namespace {

UtcTime instant(std::string_view text) {
    return parse_utc_time(text).value();
}

CalendarEntry play() {
    CalendarEntry entry;
    entry.uid = "post-17@sch_1.hometime";
    entry.changed_at = instant("2026-11-24T09:00:00.5Z");
    entry.starts_at = instant("2026-12-10T14:00:00Z");
    entry.summary = "Play";
    return entry;
}

CalendarEntry closed(const std::string& label, const char* from, const char* to) {
    CalendarEntry entry;
    entry.uid = "closure-9@sch_1.hometime";
    entry.changed_at = instant("2026-11-24T09:00:00Z");
    entry.first_day = parse_local_date(from);
    entry.last_day = parse_local_date(to);
    entry.summary = label;
    return entry;
}

/// As a calendar program sees it: the lines, unfolded. A line that is too long or ends otherwise fails.
std::vector<std::string> lines_of(const std::string& file) {
    std::vector<std::string> lines;
    std::size_t at = 0;
    while (at < file.size()) {
        const auto end = file.find("\r\n", at);
        EXPECT_NE(end, std::string::npos);
        const auto line = file.substr(at, end - at);
        EXPECT_LE(line.size(), 75U);
        EXPECT_EQ(line.find('\n'), std::string::npos);
        if (line.front() == ' ') {
            lines.back() += line.substr(1);
        } else {
            lines.push_back(line);
        }
        at = end + 2;
    }
    return lines;
}

TEST(CalendarFile, HasTheLinesOfAnEventInOrder) {
    auto entry = play();
    entry.ends_at = instant("2026-12-10T15:30:00Z");
    entry.place = "Hall";
    entry.sequence = 2;
    EXPECT_EQ(write_calendar("School", {entry}),
              "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Hometime//Feeds//EN\r\nCALSCALE:GREGORIAN\r\n"
              "X-WR-CALNAME:School\r\nBEGIN:VEVENT\r\nUID:post-17@sch_1.hometime\r\nDTSTAMP:20261124T090000Z\r\n"
              "SEQUENCE:2\r\nDTSTART:20261210T140000Z\r\nDTEND:20261210T153000Z\r\nSUMMARY:Play\r\n"
              "LOCATION:Hall\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n");
}

TEST(CalendarFile, EscapesWhatSeparatesAndKeepsNoControlCharacter) {
    auto entry = play();
    entry.summary = "a,b;c\\d:e\"f\r\ng\x01h\ti";
    const auto lines = lines_of(write_calendar("", {entry}));
    EXPECT_NE(std::find(lines.begin(), lines.end(), "SUMMARY:a\\,b\\;c\\\\d:e\"f\\ngh\ti"), lines.end());
}

TEST(CalendarFile, ATextCannotBeginALineOfItsOwn) {
    auto entry = play();
    entry.summary = "x\r\nEND:VEVENT\r\nBEGIN:VALARM";
    const auto lines = lines_of(write_calendar("", {entry}));
    EXPECT_EQ(std::count(lines.begin(), lines.end(), "END:VEVENT"), 1);
    EXPECT_EQ(std::count(lines.begin(), lines.end(), "BEGIN:VALARM"), 0);
}

TEST(CalendarFile, FoldsAtSeventyFiveBytesAndNeverInsideACharacter) {
    for (std::size_t length = 60; length < 80; ++length) {
        auto entry = play();
        entry.summary = std::string(length, 'x');
        for (int i = 0; i < 60; ++i) entry.summary += "\xC3\xA9\xE2\x82\xAC\xF0\x9F\x8E\x84";  // é € and a tree
        const auto file = write_calendar("", {entry});
        const auto lines = lines_of(file);
        EXPECT_NE(std::find(lines.begin(), lines.end(), "SUMMARY:" + entry.summary), lines.end());
        for (std::size_t at = file.find("\r\n "); at != std::string::npos; at = file.find("\r\n ", at + 1)) {
            EXPECT_NE(static_cast<unsigned char>(file[at + 3]) & 0xC0U, 0x80U) << "a character was cut";
        }
    }
    auto exact = play();
    exact.summary = std::string(75 - std::string("SUMMARY:").size(), 'x');
    EXPECT_EQ(write_calendar("", {exact}).find("\r\n "), std::string::npos);
    exact.summary += 'x';
    EXPECT_NE(write_calendar("", {exact}).find("\r\n x\r\n"), std::string::npos);
}

TEST(CalendarFile, WhatIsCalledOffSaysSo) {
    auto entry = play();
    entry.cancelled = true;
    EXPECT_NE(write_calendar("", {entry}).find("STATUS:CANCELLED\r\nEND:VEVENT"), std::string::npos);
}

TEST(CalendarFile, IsReadByAnotherLibraryAsItWasMeant) {
    auto off = closed("Never", "2026-12-01", "2026-12-01");
    off.uid = "closure-10@sch_1.hometime";
    off.cancelled = true;
    const std::string label =
        "Half term; \"all\" week, also for caf\xC3\xA9 and garden: a very long label that is folded";
    const auto file = write_calendar("School", {play(), closed(label, "2026-10-26", "2026-10-30"), off});
    const auto read = tools::read_closures(file);
    ASSERT_TRUE(read) << read.error().detail;
    EXPECT_EQ(read->timed_events, 1U);
    ASSERT_EQ(read->closures.size(), 1U);
    EXPECT_EQ(read->closures[0].uid, "closure-9@sch_1.hometime");
    EXPECT_EQ(read->closures[0].summary, label);
    EXPECT_EQ(to_string(read->closures[0].from), "2026-10-26");
    EXPECT_EQ(to_string(read->closures[0].to), "2026-10-30");
}

TEST(CalendarFile, LastsOverTheEndOfAYear) {
    const auto read = tools::read_closures(write_calendar("", {closed("Closed", "2026-12-31", "2027-01-01")}));
    ASSERT_TRUE(read);
    EXPECT_EQ(to_string(read->closures.at(0).to), "2027-01-01");
}

}  // namespace
}  // namespace hometime::http

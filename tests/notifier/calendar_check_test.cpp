// What a calendar must not be set to: docs/windows.md, section 4.
#include <gtest/gtest.h>

#include "notifier/calendar.h"

namespace hometime {
namespace {

LocalDate date(std::string_view text) {
    return parse_local_date(text).value();
}
Calendar good() {
    return {"Europe/London",
            {{{Weekday::mon, Weekday::fri}, LocalMinute{930}, LocalMinute{1020}}},
            std::vector<DateRange>{{date("2026-09-02"), date("2026-10-23")}, {date("2026-11-02"), date("2026-12-18")}},
            {{date("2026-11-19"), date("2026-11-19"), ExceptionKind::replace,
              std::vector<WindowSpan>{{LocalMinute{930}, LocalMinute{1140}}}}},
            {{std::nullopt, LocalMinute{1080}, LocalMinute{420}}},
            {{date("2026-11-20"), date("2026-11-20"), LocalMinute{930}, LocalMinute{960}}},
            std::vector<DatedSpan>{{date("2026-11-26"), LocalMinute{1020}, LocalMinute{1170}}}};
}
std::string found(const Calendar& calendar) {
    std::string all;
    for (const auto& error : check(calendar)) all += error.pointer + " " + error.code + "\n";
    return all;
}

TEST(CalendarCheck, AGoodOneHasNoErrors) {
    EXPECT_EQ(found(good()), "");
}

TEST(CalendarCheck, EachFaultIsNamedByItsMember) {
    const std::vector<std::pair<std::string, void (*)(Calendar&)>> faults{
        {"/zone unknown-zone\n", [](Calendar& c) { c.zone = "EST"; }},
        {"/weekly_windows no-window\n", [](Calendar& c) { c.weekly_windows.clear(); }},
        {"/weekly_windows/0/days no-day\n", [](Calendar& c) { c.weekly_windows[0].days.clear(); }},
        {"/weekly_windows/0/end same-as-start\n", [](Calendar& c) { c.weekly_windows[0].end = LocalMinute{930}; }},
        {"/weekly_windows/0/end too-short\n", [](Calendar& c) { c.weekly_windows[0].end = LocalMinute{934}; }},
        {"/weekly_windows/0/start too-late\n", [](Calendar& c) { c.weekly_windows[0].start = LocalMinute{1440}; }},
        {"/term_dates/1 overlaps\n", [](Calendar& c) { (*c.term_dates)[1].from = date("2026-10-23"); }},
        {"/term_dates/0/to before-from\n", [](Calendar& c) { (*c.term_dates)[0].to = date("2026-09-01"); }},
        {"/exceptions/0/to before-from\n", [](Calendar& c) { c.exceptions[0].to = date("2026-11-18"); }},
        {"/exceptions/0/windows required\n", [](Calendar& c) { c.exceptions[0].windows.reset(); }},
        {"/exceptions/0/windows required\n", [](Calendar& c) { c.exceptions[0].windows->clear(); }},
        {"/exceptions/0/windows/0/end too-short\n",
         [](Calendar& c) { c.exceptions[0].windows->front().end = LocalMinute{931}; }},
        {"/quiet_hours/0/end same-as-start\n", [](Calendar& c) { c.quiet_hours[0].end = LocalMinute{1080}; }},
        {"/quiet_hours/0/start too-late\n", [](Calendar& c) { c.quiet_hours[0].start = LocalMinute{1440}; }},
        {"/busy/0/to before-from\n", [](Calendar& c) { c.busy[0].to = date("2026-11-19"); }},
        {"/busy/0/end same-as-start\n", [](Calendar& c) { c.busy[0].end = LocalMinute{930}; }},
        {"/busy/0/days never-happens\n", [](Calendar& c) { c.busy[0].days.emplace(); }},
        {"/busy/0/days never-happens\n", [](Calendar& c) { c.busy[0].days = {Weekday::thu}; }},  // It is a Friday.
        {"/busy/0/to before-from\n",
         [](Calendar& c) {
             c.busy[0].days = {Weekday::fri};
             c.busy[0].to = date("2026-11-19");
         }},
        {"/joined/0/end too-short\n", [](Calendar& c) { (*c.joined)[0].end = LocalMinute{1024}; }},
        {"/joined/0/end same-as-start\n", [](Calendar& c) { (*c.joined)[0].end = LocalMinute{1020}; }},
        {"/joined/0/start too-late\n", [](Calendar& c) { (*c.joined)[0].start = LocalMinute{1440}; }},
        {"/quiet_hours never-reachable\n",
         [](Calendar& c) { c.quiet_hours.push_back({std::nullopt, LocalMinute{900}, LocalMinute{1080}}); }},
    };
    for (const auto& [expected, spoil] : faults) {
        auto calendar = good();
        spoil(calendar);
        EXPECT_EQ(found(calendar), expected);
    }
}

TEST(CalendarCheck, AnEveningDoesNotMakeAPersonReachable) {
    auto calendar = good();
    calendar.quiet_hours.push_back({std::nullopt, LocalMinute{900}, LocalMinute{1080}});
    calendar.joined = {{date("2024-10-07"), LocalMinute{1020}, LocalMinute{1170}}};  // A day of the week that is tried.
    EXPECT_EQ(found(calendar), "/quiet_hours never-reachable\n");
}

TEST(CalendarCheck, AllFaultsAreNamedAtOnce) {
    auto calendar = good();
    calendar.zone = "BST";
    calendar.weekly_windows[0].end = LocalMinute{931};
    calendar.busy[0].to = date("2026-11-01");
    EXPECT_EQ(found(calendar), "/zone unknown-zone\n/weekly_windows/0/end too-short\n/busy/0/to before-from\n");
}

TEST(CalendarCheck, EdgesThatAreAllowed) {
    auto calendar = good();
    calendar.weekly_windows[0].end = LocalMinute{935};  // five minutes
    EXPECT_EQ(found(calendar), "");
    calendar.weekly_windows[0] = {{Weekday::sun}, LocalMinute{1439}, LocalMinute{4}};  // over midnight
    calendar.quiet_hours.clear();
    EXPECT_EQ(found(calendar), "");
    calendar.weekly_windows[0] = {{Weekday::sun}, LocalMinute{0}, LocalMinute{1440}};
    EXPECT_EQ(found(calendar), "");
    calendar.busy[0].days = {Weekday::fri};
    EXPECT_EQ(found(calendar), "");
    calendar.busy[0] = {date("2026-11-20"), date("2027-11-20"), LocalMinute{930}, LocalMinute{960},
                        std::vector{Weekday::thu}};  // the seventh day
    EXPECT_EQ(found(calendar), "");
    calendar.busy[0].to = date("2026-11-26");  // the first Thursday
    EXPECT_EQ(found(calendar), "");
    (*calendar.joined)[0].end = LocalMinute{1025};  // five minutes
    EXPECT_EQ(found(calendar), "");
    (*calendar.term_dates)[1].from = date("2026-10-24");  // the day after
    EXPECT_EQ(found(calendar), "");
    calendar.term_dates = std::vector<DateRange>{};
    EXPECT_EQ(found(calendar), "");
}

}  // namespace
}  // namespace hometime

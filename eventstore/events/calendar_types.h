// The plain data of calendars: what facts and rows hold. notifier/calendar.h computes with it.
#pragma once

#include <boost/describe.hpp>
#include <compare>
#include <optional>
#include <string>
#include <vector>

#include "eventstore/base/json.h"
#include "eventstore/base/time.h"

namespace hometime {

enum class Weekday : std::uint8_t { mon, tue, wed, thu, fri, sat, sun };
BOOST_DESCRIBE_ENUM(Weekday, mon, tue, wed, thu, fri, sat, sun)

/// Local wall time, [start, end); end <= start crosses midnight; "24:00" may be an end.
struct WeeklyWindow {
    std::vector<Weekday> days;
    LocalMinute start;
    LocalMinute end;
    friend bool operator==(const WeeklyWindow&, const WeeklyWindow&) = default;
};
BOOST_DESCRIBE_STRUCT(WeeklyWindow, (), (days, start, end))

/// Local dates, both included.
struct DateRange {
    LocalDate from;
    LocalDate to;
    friend bool operator==(const DateRange&, const DateRange&) = default;
};
BOOST_DESCRIBE_STRUCT(DateRange, (), (from, to))

struct WindowSpan {
    LocalMinute start;
    LocalMinute end;
    friend bool operator==(const WindowSpan&, const WindowSpan&) = default;
};
BOOST_DESCRIBE_STRUCT(WindowSpan, (), (start, end))

enum class ExceptionKind : std::uint8_t { closed, replace };
BOOST_DESCRIBE_ENUM(ExceptionKind, closed, replace)

/// Dated: closed, or other windows instead of the weekly ones. Closed wins.
struct CalendarException {
    LocalDate from;
    LocalDate to;
    ExceptionKind kind{};
    std::optional<std::vector<WindowSpan>> windows;  ///< of `replace`
    friend bool operator==(const CalendarException&, const CalendarException&) = default;
};
BOOST_DESCRIBE_STRUCT(CalendarException, (), (from, to, kind, windows))

/// Nothing reaches the person in here, whatever the windows say. `days`: those it starts on; empty: all.
struct QuietPeriod {
    std::optional<std::vector<Weekday>> days;
    LocalMinute start;
    LocalMinute end;
    friend bool operator==(const QuietPeriod&, const QuietPeriod&) = default;
};
BOOST_DESCRIBE_STRUCT(QuietPeriod, (), (days, start, end))

/// Dated quiet time: training, a club. Taken away from every window on each date from `from` to `to`.
struct BusyPeriod {
    LocalDate from;
    LocalDate to;
    LocalMinute start;
    LocalMinute end;
    std::optional<std::vector<Weekday>> days{};  ///< only on these; absent: every day
    friend bool operator==(const BusyPeriod&, const BusyPeriod&) = default;
};
BOOST_DESCRIBE_STRUCT(BusyPeriod, (), (from, to, start, end, days))

/// A stretch of one date.
struct DatedSpan {
    LocalDate date;
    LocalMinute start;
    LocalMinute end;
    friend bool operator==(const DatedSpan&, const DatedSpan&) = default;
};
BOOST_DESCRIBE_STRUCT(DatedSpan, (), (date, start, end))

/// Everything that decides when one person's windows are open.
struct Calendar {
    std::string zone;  ///< IANA name
    std::vector<WeeklyWindow> weekly_windows;
    std::optional<std::vector<DateRange>> term_dates;  ///< null: always; empty: never
    std::vector<CalendarException> exceptions;
    std::vector<QuietPeriod> quiet_hours;
    std::vector<BusyPeriod> busy;
    /// Windows beside all others, whatever the quiet hours say; a closure still wins. Absent: none.
    std::optional<std::vector<DatedSpan>> joined{};
    friend bool operator==(const Calendar&, const Calendar&) = default;
};
BOOST_DESCRIBE_STRUCT(Calendar, (), (zone, weekly_windows, term_dates, exceptions, quiet_hours, busy, joined))

/// One opening of a window by its own wall clock: stable when offsets or other windows move.
struct Occurrence {
    LocalDate date;
    LocalMinute opens;
    friend auto operator<=>(const Occurrence&, const Occurrence&) = default;
};
BOOST_DESCRIBE_STRUCT(Occurrence, (), (date, opens))

}  // namespace hometime

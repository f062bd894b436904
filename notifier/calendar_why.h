// Why something is seen when it is: which layer of a calendar closes each window before the one that opens. Pure.
#pragma once

#include <vector>

#include "notifier/calendar.h"

namespace hometime {

/// What closes a date, or a window of it. Ordered as R1 and R4 ask.
enum class ClosedBy : std::uint8_t {
    closure,         ///< a closed exception (R1)
    term_dates,      ///< outside the terms (R1)
    weekly_pattern,  ///< the date owns no window (R1, R5)
    quiet_hours,     ///< R4
    busy             ///< R4
};
BOOST_DESCRIBE_ENUM(ClosedBy, closure, term_dates, weekly_pattern, quiet_hours, busy)

/// Whole dates, both included, or (`window`) one window of `from`.
struct ClosedStretch {
    LocalDate from;
    LocalDate to;
    std::optional<WindowSpan> window;
    ClosedBy by{};
    friend bool operator==(const ClosedStretch&, const ClosedStretch&) = default;
};

/// What the window of the release is.
enum class OpenedBy : std::uint8_t {
    weekly_pattern,
    replacing_exception,
    evening  ///< one that the person joined
};
BOOST_DESCRIBE_ENUM(OpenedBy, weekly_pattern, replacing_exception, evening)

struct Why {
    std::vector<ClosedStretch> closed;  ///< oldest first, at most kWhyMax
    bool more = false;                  ///< some were left out
    std::optional<Opening> opening;     ///< as next_open() says (R6)
    OpenedBy opened_by{};               ///< of `opening`
    std::optional<UtcTime> deadline;    ///< the instant that R7 counts to; empty: no school day in sight
    std::optional<UtcTime> due;         ///< as due() says (R7)
};

/// Stretches that are named at most. Source: ours, a term of single closures.
inline constexpr std::size_t kWhyMax = 100;

/// Each window that would have come first, between `from` and the opening (without one: within the horizon), and what
/// closes it. Dates that follow each other and are closed alike are one stretch.
[[nodiscard]] Why explain(const EffectiveCalendar& calendar, UtcTime from);

}  // namespace hometime

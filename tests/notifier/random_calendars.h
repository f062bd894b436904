// Calendars and instants by a seed: ordinary ones, and those with windows at night, where clocks change.
#pragma once

#include <random>

#include "eventstore/base/time_zone.h"
#include "notifier/calendar.h"

namespace hometime::test {

class RandomCalendars {
public:
    explicit RandomCalendars(std::uint64_t seed) : engine_(seed) {}

    /// In [0, n).
    int below(int n) { return static_cast<int>(engine_() % static_cast<unsigned>(n)); }
    bool one_in(int n) { return below(n) == 0; }
    UtcTime instant(UtcTime from, UtcTime to) {
        const auto span = static_cast<std::uint64_t>((to - from).count());
        const auto at = from + std::chrono::microseconds{engine_() % span};
        return one_in(2) ? std::chrono::floor<std::chrono::minutes>(at) : at;
    }
    /// What could be a school's or a person's, around the dates [from, from + length).
    Calendar calendar(const std::string& zone, LocalDate from, int length) {
        Calendar made{zone, {}, {}, {}, {}, {}};
        for (int i = 1 + below(3); i > 0; --i) made.weekly_windows.push_back({weekdays(), {}, {}});
        for (auto& window : made.weekly_windows) {
            const auto span = any_span();
            window.start = span.start;
            window.end = span.end;
        }
        if (one_in(3)) made.term_dates = {{range(from, length, length)}, {range(from, length, length)}};
        for (int i = below(4); i > 0; --i) made.exceptions.push_back(exception(from, length));
        for (int i = below(3); i > 0; --i) {
            const auto span = any_span();
            made.quiet_hours.push_back({one_in(2) ? std::optional(weekdays()) : std::nullopt, span.start, span.end});
        }
        for (int i = below(3); i > 0; --i) {
            const auto span = any_span();
            const auto dates = range(from, length, 5);
            made.busy.push_back({dates.from, dates.to, span.start, span.end});
            if (one_in(3)) made.busy.back().days = weekdays();
        }
        if (one_in(3)) {
            made.joined.emplace();
            for (int i = 1 + below(3); i > 0; --i) {
                const auto span = any_span();
                made.joined->push_back({range(from, length, 1).from, span.start, span.end});
            }
        }
        return made;
    }

private:
    std::vector<Weekday> weekdays() {
        std::vector<Weekday> chosen;
        for (int day = 0; day < 7; ++day) {
            if (!one_in(3)) chosen.push_back(static_cast<Weekday>(day));
        }
        return chosen;
    }
    /// One half by day, one half between 22:00 and 04:00; up to six hours.
    WindowSpan any_span() {
        const int start = one_in(2) ? below(288) * 5 : (264 + below(72)) % 288 * 5;
        const int end = start + 5 * (1 + below(one_in(2) ? 6 : 72));
        if (end == 1440) return {LocalMinute{start}, LocalMinute{1440}};
        return {LocalMinute{start}, LocalMinute{end % 1440}};
    }
    DateRange range(LocalDate from, int length, int longest) {
        const auto first = from + std::chrono::days{below(length)};
        return {first, first + std::chrono::days{below(longest)}};
    }
    CalendarException exception(LocalDate from, int length) {
        const auto dates = range(from, length, 4);
        if (one_in(2)) return {dates.from, dates.to, ExceptionKind::closed, std::nullopt};
        std::vector<WindowSpan> spans{any_span()};
        if (one_in(3)) spans.push_back(any_span());
        return {dates.from, dates.to, ExceptionKind::replace, spans};
    }

    std::mt19937_64 engine_;
};

}  // namespace hometime::test

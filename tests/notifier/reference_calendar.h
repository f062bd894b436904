// The calendar's rules once more, slowly: every minute of a stretch of time is asked for its wall clock, and is open
// or not. Nothing here converts wall time to instants but a walk over those minutes.
#pragma once

#include <algorithm>
#include <optional>
#include <set>
#include <vector>

#include "eventstore/base/time_zone.h"
#include "notifier/calendar.h"

namespace hometime::test {

using std::chrono::days;
using std::chrono::minutes;

/// What the wall clock shows: date, then minute of the day.
struct WallMinute {
    LocalDate date;
    int minute = 0;
    friend auto operator<=>(const WallMinute&, const WallMinute&) = default;
};

/// The wall clock of a zone, minute by minute, from `begin` for `count` minutes.
struct WallClock {
    WallClock(const TimeZone& zone, UtcTime from, std::size_t count) : begin(from) {
        for (std::size_t i = 0; i < count; ++i) {
            const auto local = zone.local(at(i));
            whole_minutes = whole_minutes && local.second_of_day % 60 == 0;
            readings.push_back({local.date, local.second_of_day / 60});
            furthest.push_back(i == 0 ? readings[0] : std::max(furthest[i - 1], readings[i]));
            dates.insert(local.date);
        }
    }
    [[nodiscard]] UtcTime at(std::size_t index) const { return begin + minutes{index}; }
    [[nodiscard]] std::size_t index_of(UtcTime instant) const {
        return static_cast<std::size_t>((instant - begin) / minutes{1});
    }
    /// R2 in one sentence: the first minute at which the wall clock shows this or has passed it.
    [[nodiscard]] std::size_t first_at(LocalDate date, int minute) const {
        const WallMinute wanted{date + days{minute / 1440}, minute % 1440};
        const auto found = std::lower_bound(furthest.begin(), furthest.end(), wanted);
        return static_cast<std::size_t>(found - furthest.begin());
    }

    UtcTime begin;
    bool whole_minutes = true;
    std::vector<WallMinute> readings;
    std::vector<WallMinute> furthest;  ///< the greatest reading so far
    std::set<LocalDate> dates;         ///< those that happened
};

class ReferenceCalendar {
public:
    ReferenceCalendar(const WallClock& wall, const Calendar& calendar)
        : wall_(wall), calendar_(calendar), owner_(wall.readings.size()) {
        for (const auto date : wall.dates) {
            for (const auto& span : spans_on(date)) open(date, span, true);
            for (const auto& evening : calendar_.joined.value_or(std::vector<DatedSpan>{})) {
                if (evening.date == date && !is_closed(date)) open(date, {evening.start, evening.end}, false);
            }
        }
        for (const auto& owner : owner_) {
            const auto i = static_cast<std::size_t>(&owner - owner_.data());
            if (owner && (i + 1 == owner_.size() || !owner_[i + 1])) closes_.push_back(i + 1);
        }
    }

    [[nodiscard]] bool is_open(std::size_t index) const { return owner_[index].has_value(); }
    /// R6. nullopt: not in this stretch.
    [[nodiscard]] std::optional<Opening> next_open(UtcTime now) const {
        const auto asked = wall_.index_of(now);
        auto index = asked;
        while (index < owner_.size() && !owner_[index]) ++index;
        if (index == owner_.size()) return std::nullopt;
        auto first = index;
        while (first > 0 && owner_[first - 1]) --first;
        const auto close = *std::upper_bound(closes_.begin(), closes_.end(), index);
        return Opening{index == asked ? now : wall_.at(index), wall_.at(close), *owner_[first]};
    }
    /// R7. nullopt: the next school day is not in this stretch, or there is no opening.
    [[nodiscard]] std::optional<UtcTime> due(UtcTime sent) const {
        const auto opening = next_open(sent);
        const auto reading = wall_.readings[wall_.index_of(sent)];
        const auto next = school_days_.upper_bound(reading.date);
        if (!opening || next == school_days_.end()) return std::nullopt;
        const auto deadline = wall_.first_at(*next, school_days_.contains(reading.date) ? reading.minute : 1440);
        if (deadline == owner_.size()) return std::nullopt;
        auto due = opening->close;
        for (const auto close : closes_) {
            if (close <= deadline && wall_.at(close) > opening->release) due = wall_.at(close);
        }
        return due;
    }

private:
    static bool names(const std::vector<Weekday>& weekdays, LocalDate date) {
        return std::count(weekdays.begin(), weekdays.end(), static_cast<Weekday>(weekday_index(date))) > 0;
    }
    static bool within(LocalDate from, LocalDate to, LocalDate date) { return from <= date && date <= to; }

    [[nodiscard]] bool is_closed(LocalDate date) const {
        bool closed = false;
        for (const auto& exception : calendar_.exceptions) {
            const bool holds = within(exception.from, exception.to, date);
            closed = closed || (holds && exception.kind == ExceptionKind::closed);
        }
        return closed;
    }

    /// R1.
    [[nodiscard]] std::vector<WindowSpan> spans_on(LocalDate date) const {
        std::vector<WindowSpan> replacing;
        std::vector<WindowSpan> weekly;
        bool replaced = false;
        for (const auto& exception : calendar_.exceptions) {
            if (!within(exception.from, exception.to, date)) continue;
            if (exception.kind != ExceptionKind::replace) continue;
            replaced = true;
            for (const auto& span : *exception.windows) replacing.push_back(span);
        }
        for (const auto& window : calendar_.weekly_windows) {
            if (names(window.days, date)) weekly.push_back({window.start, window.end});
        }
        bool in_term = !calendar_.term_dates;
        for (const auto& term : calendar_.term_dates.value_or(std::vector<DateRange>{})) {
            in_term = in_term || within(term.from, term.to, date);
        }
        if (is_closed(date)) return {};
        if (replaced) return replacing;
        return in_term ? weekly : std::vector<WindowSpan>{};
    }

    /// R2 and R3, and R4 minute by minute. `may_be_quiet`: quiet hours win over it.
    void open(LocalDate date, const WindowSpan& span, bool may_be_quiet) {
        const int end = span.end.value + (span.end <= span.start ? 1440 : 0);
        const auto first = wall_.first_at(date, span.start.value);
        auto last = wall_.first_at(date, end);
        if (last <= first) last = first + static_cast<std::size_t>(end - span.start.value);
        for (auto i = first; i < std::min(last, owner_.size()); ++i) {
            if (may_be_quiet && is_quiet(wall_.readings[i])) continue;
            if (is_busy(wall_.readings[i])) continue;
            owner_[i] = std::min(owner_[i].value_or(Occurrence{date, span.start}), Occurrence{date, span.start});
            school_days_.insert(date);
        }
    }

    /// Whether a stretch that begins on some dates at `start` holds this minute of the wall clock.
    template <class Begins>
    static bool holds(const WallMinute& wall, LocalMinute start, LocalMinute end, Begins begins_on) {
        const bool overnight = end <= start;
        if (!overnight) return begins_on(wall.date) && start.value <= wall.minute && wall.minute < end.value;
        return (begins_on(wall.date) && start.value <= wall.minute) ||
               (begins_on(wall.date - days{1}) && wall.minute < end.value);
    }
    [[nodiscard]] bool is_quiet(const WallMinute& wall) const {
        for (const auto& quiet : calendar_.quiet_hours) {
            const auto begins = [&](LocalDate date) { return !quiet.days || names(*quiet.days, date); };
            if (holds(wall, quiet.start, quiet.end, begins)) return true;
        }
        return false;
    }
    [[nodiscard]] bool is_busy(const WallMinute& wall) const {
        for (const auto& busy : calendar_.busy) {
            const auto begins = [&](LocalDate date) {
                return within(busy.from, busy.to, date) && (!busy.days || names(*busy.days, date));
            };
            if (holds(wall, busy.start, busy.end, begins)) return true;
        }
        return false;
    }

    const WallClock& wall_;
    const Calendar& calendar_;
    std::vector<std::optional<Occurrence>> owner_;  ///< by minute: the earliest window that it is open for
    std::vector<std::size_t> closes_;               ///< ends of runs of open minutes
    std::set<LocalDate> school_days_;               ///< dates that own open minutes
};

}  // namespace hometime::test

#include "notifier/calendar.h"

#include <algorithm>
#include <map>
#include <mutex>

namespace hometime {

namespace {

using std::chrono::days;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr int kMinutesPerDay = 24 * 60;

bool covers(LocalDate from, LocalDate to, LocalDate date) {
    return from <= date && date <= to;
}

bool falls_on(const std::vector<Weekday>& weekdays, LocalDate date) {
    return std::find(weekdays.begin(), weekdays.end(), static_cast<Weekday>(weekday_index(date))) != weekdays.end();
}

/// Length on the wall clock; an end at or before the start is on the next day.
minutes nominal_length(LocalMinute start, LocalMinute end) {
    return minutes{end.value - start.value + (end <= start ? kMinutesPerDay : 0)};
}

/// Sorts by opening and joins what overlaps or touches (R6).
void merge(std::vector<OpenInterval>& intervals) {
    std::sort(intervals.begin(), intervals.end(), [](const auto& a, const auto& b) {
        return std::tie(a.open, a.occurrence) < std::tie(b.open, b.occurrence);
    });
    std::vector<OpenInterval> merged;
    for (const auto& next : intervals) {
        if (!merged.empty() && next.open <= merged.back().close) {
            merged.back().close = std::max(merged.back().close, next.close);
        } else {
            merged.push_back(next);
        }
    }
    intervals = std::move(merged);
}

/// `whole` without `hole`: nothing, one or two pieces.
void cut(const OpenInterval& whole, const OpenInterval& hole, std::vector<OpenInterval>& pieces) {
    if (hole.close <= whole.open || whole.close <= hole.open) return pieces.push_back(whole);
    if (whole.open < hole.open) pieces.push_back({whole.open, hole.open, whole.occurrence});
    if (hole.close < whole.close) pieces.push_back({hole.close, whole.close, whole.occurrence});
}

}  // namespace

/// Dates that are remembered at most; then it begins anew. Twice the horizon fits.
struct EffectiveCalendar::Worked {
    static constexpr std::size_t kDatesMax = 2 * kHorizonDays;
    std::mutex mutex;
    std::map<LocalDate, std::vector<OpenInterval>> windows;
};

EffectiveCalendar::EffectiveCalendar(Calendar calendar, TimeZone zone)
    : calendar_(std::make_shared<const Calendar>(std::move(calendar))),
      zone_(std::move(zone)),
      worked_(std::make_shared<Worked>()) {}

Result<EffectiveCalendar> EffectiveCalendar::make(Calendar calendar) {
    auto zone = TimeZone::load(calendar.zone);
    if (!zone) return tl::unexpected(zone.error());
    return EffectiveCalendar(std::move(calendar), std::move(*zone));
}

bool EffectiveCalendar::closed_on(LocalDate date) const {
    return std::any_of(calendar_->exceptions.begin(), calendar_->exceptions.end(), [&](const auto& exception) {
        return exception.kind == ExceptionKind::closed && covers(exception.from, exception.to, date);
    });
}

/// R1, of a date that is not closed: a replacing exception, else the terms, else the weekly pattern.
std::vector<WindowSpan> EffectiveCalendar::spans_on(LocalDate date) const {
    std::vector<WindowSpan> spans;
    bool replaced = false;
    for (const auto& exception : calendar_->exceptions) {
        if (!covers(exception.from, exception.to, date)) continue;
        replaced = true;
        if (exception.windows) spans.insert(spans.end(), exception.windows->begin(), exception.windows->end());
    }
    if (replaced) return spans;
    if (calendar_->term_dates) {
        const auto& terms = *calendar_->term_dates;
        const auto in_term = [&](const DateRange& term) { return covers(term.from, term.to, date); };
        if (std::none_of(terms.begin(), terms.end(), in_term)) return {};
    }
    for (const auto& window : calendar_->weekly_windows) {
        if (falls_on(window.days, date)) spans.push_back({window.start, window.end});
    }
    return spans;
}

std::vector<OpenInterval> EffectiveCalendar::joined_on(LocalDate date) const {
    std::vector<OpenInterval> intervals;
    if (!calendar_->joined) return intervals;
    for (const auto& evening : *calendar_->joined) {
        if (evening.date == date) intervals.push_back(resolve(date, {evening.start, evening.end}));
    }
    return intervals;
}

/// R2: each end is converted once. R3: a window that a gap swallowed opens at the transition.
OpenInterval EffectiveCalendar::resolve(LocalDate date, const WindowSpan& span) const {
    const LocalDate last = span.end <= span.start ? date + days{1} : date;
    OpenInterval interval{zone_.endpoint(date, span.start), zone_.endpoint(last, span.end), {date, span.start}};
    if (interval.close <= interval.open) interval.close = interval.open + nominal_length(span.start, span.end);
    return interval;
}

std::vector<OpenInterval> EffectiveCalendar::windows_on(LocalDate date) const {
    const std::scoped_lock lock(worked_->mutex);
    if (const auto known = worked_->windows.find(date); known != worked_->windows.end()) return known->second;
    if (worked_->windows.size() >= Worked::kDatesMax) worked_->windows.clear();
    return worked_->windows[date] = work_out(date);
}

/// A closure wins (R1); a date that never happened owns nothing (R5); quiet hours are taken out of everything but an
/// evening that the person joined, busy time out of that too (R4).
std::vector<OpenInterval> EffectiveCalendar::work_out(LocalDate date) const {
    std::vector<OpenInterval> intervals;
    if (closed_on(date)) return intervals;
    for (const auto& span : spans_on(date)) intervals.push_back(resolve(date, span));
    const auto joined = joined_on(date);
    if ((intervals.empty() && joined.empty()) || !zone_.has_date(date)) return {};
    subtract(Hole::quiet, intervals);
    intervals.insert(intervals.end(), joined.begin(), joined.end());
    subtract(Hole::busy, intervals);
    merge(intervals);
    return intervals;
}

/// R4: quiet or busy time, pointwise on the wall clock: while the offset stands still the wall clock
/// runs evenly, so the stretch is taken apart at offset changes and both passes of a fold are quiet.
std::vector<OpenInterval> EffectiveCalendar::holes_between(Hole hole, UtcTime from, UtcTime to) const {
    std::vector<OpenInterval> holes;
    for (UtcTime begin = from; begin < to;) {
        const auto change = zone_.next_transition(begin);
        const UtcTime end = change && *change < to ? *change : to;
        const LocalTime local = zone_.local(begin);
        const UtcTime midnight =
            begin - seconds{local.second_of_day} -
            std::chrono::duration_cast<std::chrono::microseconds>(begin - std::chrono::floor<seconds>(begin));
        const auto add = [&](LocalDate date, LocalMinute start, LocalMinute stop) {
            const UtcTime at = midnight + (date - local.date) + minutes{start.value};
            const UtcTime until = at + nominal_length(start, stop);
            if (at < end && begin < until) holes.push_back({std::max(at, begin), std::min(until, end), {}});
        };
        const LocalDate last = zone_.local(end).date + days{1};
        for (LocalDate date = local.date - days{1}; date <= last; date += days{1}) {
            if (hole == Hole::quiet) {
                for (const auto& period : calendar_->quiet_hours) {
                    if (!period.days || falls_on(*period.days, date)) add(date, period.start, period.end);
                }
                continue;
            }
            for (const auto& busy : calendar_->busy) {
                const bool on_this_day = !busy.days || falls_on(*busy.days, date);
                if (on_this_day && covers(busy.from, busy.to, date)) add(date, busy.start, busy.end);
            }
        }
        begin = end;
    }
    return holes;
}

void EffectiveCalendar::subtract(Hole hole, std::vector<OpenInterval>& intervals) const {
    if (hole == Hole::quiet ? calendar_->quiet_hours.empty() : calendar_->busy.empty()) return;
    std::vector<OpenInterval> left;
    for (const auto& interval : intervals) {
        std::vector<OpenInterval> pieces{interval};
        for (const auto& taken : holes_between(hole, interval.open, interval.close)) {
            std::vector<OpenInterval> smaller;
            for (const auto& piece : pieces) cut(piece, taken, smaller);
            pieces = std::move(smaller);
        }
        left.insert(left.end(), pieces.begin(), pieces.end());
    }
    intervals = std::move(left);
}

/// Visits the merged open intervals of these dates' windows in order, until `visit` returns false.
template <class Visit>
void EffectiveCalendar::each_merged(LocalDate from, LocalDate to, Visit visit) const {
    std::optional<OpenInterval> current;
    for (LocalDate date = from; date <= to; date += days{1}) {
        for (const auto& next : windows_on(date)) {
            if (current && next.open <= current->close) {
                current->close = std::max(current->close, next.close);
                continue;
            }
            if (current && !visit(*current)) return;
            current = next;
        }
    }
    if (current) visit(*current);
}

std::optional<Opening> EffectiveCalendar::next_open(UtcTime now) const {
    const LocalDate today = zone_.local(now).date;
    std::optional<Opening> found;
    each_merged(today - days{1}, today + days{kHorizonDays}, [&](const OpenInterval& interval) {
        if (interval.close <= now) return true;
        found = Opening{std::max(now, interval.open), interval.close, interval.occurrence};
        return false;
    });
    return found;
}

std::optional<UtcTime> EffectiveCalendar::due(UtcTime sent) const {
    const auto opening = next_open(sent);
    if (!opening) return std::nullopt;
    return due(sent, *opening);
}

std::optional<UtcTime> EffectiveCalendar::deadline(UtcTime sent) const {
    const LocalTime local = zone_.local(sent);
    const bool on_school_day = !windows_on(local.date).empty();
    LocalDate next = local.date + days{1};
    const LocalDate horizon = local.date + days{kHorizonDays};
    while (next <= horizon && windows_on(next).empty()) next += days{1};
    if (next > horizon) return std::nullopt;
    const LocalMinute minute{on_school_day ? local.second_of_day / 60 : kMinutesPerDay};
    return zone_.endpoint(next, minute) + seconds{on_school_day ? local.second_of_day % 60 : 0};
}

UtcTime EffectiveCalendar::due(UtcTime sent, const Opening& opening) const {
    const auto until = deadline(sent);
    if (!until) return opening.close;
    UtcTime due = opening.close;
    each_merged(zone_.local(opening.release).date - days{1}, zone_.local(*until).date + days{1},
                [&](const OpenInterval& interval) {
                    if (interval.close > *until) return false;
                    if (interval.close > opening.release) due = interval.close;
                    return true;
                });
    return due;
}

bool EffectiveCalendar::is_open(UtcTime now) const {
    const LocalDate today = zone_.local(now).date;
    bool open = false;
    each_merged(today - days{1}, today + days{1}, [&](const OpenInterval& interval) {
        open = interval.open <= now && now < interval.close;
        return !open && interval.close <= now;
    });
    return open;
}

Calendar effective(const Calendar& school, const std::vector<CalendarException>& exceptions,
                   const std::vector<QuietPeriod>& quiet_hours, const std::vector<BusyPeriod>& busy) {
    Calendar calendar = school;
    calendar.exceptions.insert(calendar.exceptions.end(), exceptions.begin(), exceptions.end());
    calendar.quiet_hours.insert(calendar.quiet_hours.end(), quiet_hours.begin(), quiet_hours.end());
    calendar.busy.insert(calendar.busy.end(), busy.begin(), busy.end());
    return calendar;
}

}  // namespace hometime

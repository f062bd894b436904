#include "notifier/calendar_why.h"

#include <algorithm>

namespace hometime {

namespace {

using std::chrono::days;

/// The same calendar, without some of its layers.
template <class Change>
EffectiveCalendar without(const EffectiveCalendar& calendar, Change change) {
    Calendar other = calendar.calendar();
    change(other);
    return {std::move(other), calendar.zone()};
}

bool covers(const CalendarException& exception, LocalDate date) {
    return exception.from <= date && date <= exception.to;
}

class Explaining {
public:
    Explaining(const EffectiveCalendar& calendar, UtcTime from)
        : whole_(calendar),
          no_quiet_(without(calendar, [](Calendar& c) { c.quiet_hours.clear(); })),
          no_busy_(without(calendar, [](Calendar& c) { c.busy.clear(); })),
          bare_(without(no_quiet_, [](Calendar& c) { c.busy.clear(); })),
          never_closed_(without(bare_,
                                [](Calendar& c) {
                                    std::erase_if(c.exceptions,
                                                  [](const auto& e) { return e.kind == ExceptionKind::closed; });
                                })),
          always_term_(without(bare_, [](Calendar& c) { c.term_dates.reset(); })),
          from_(from) {}

    Why run() {
        why_.opening = whole_.next_open(from_);
        why_.deadline = whole_.deadline(from_);
        why_.due = whole_.due(from_);
        const LocalDate first = whole_.zone().local(from_).date;
        const LocalDate last = why_.opening ? why_.opening->occurrence.date : first + days{kHorizonDays};
        // The day before may own a window that crosses midnight.
        for (LocalDate date = first - days{1}; date <= last && !why_.more; date += days{1})
            look_at(date, date >= first);
        if (why_.opening) why_.opened_by = opened_by(why_.opening->occurrence);
        return std::move(why_);
    }

private:
    void look_at(LocalDate date, bool to_come) {
        const auto windows = bare_.windows_on(date);
        if (windows.empty() && to_come) add_date(date, closes_date(date));
        for (const auto& window : windows) {
            if (window.close <= from_ || (why_.opening && window.open >= why_.opening->release)) continue;
            if (opens_in(whole_, date, window)) continue;
            const bool by_busy = opens_in(no_busy_, date, window) && !opens_in(no_quiet_, date, window);
            add({date, date, wall_clock(window), by_busy ? ClosedBy::busy : ClosedBy::quiet_hours});
        }
    }

    [[nodiscard]] ClosedBy closes_date(LocalDate date) const {
        if (!never_closed_.windows_on(date).empty()) return ClosedBy::closure;
        return always_term_.windows_on(date).empty() ? ClosedBy::weekly_pattern : ClosedBy::term_dates;
    }

    /// Whether some of this window is open, and was not over.
    [[nodiscard]] bool opens_in(const EffectiveCalendar& calendar, LocalDate date, const OpenInterval& window) const {
        const auto open = calendar.windows_on(date);
        return std::any_of(open.begin(), open.end(), [&](const OpenInterval& one) {
            return one.close > from_ && one.open < window.close && window.open < one.close;
        });
    }

    [[nodiscard]] WindowSpan wall_clock(const OpenInterval& window) const {
        return {window.occurrence.opens, LocalMinute{whole_.zone().local(window.close).second_of_day / 60}};
    }

    void add_date(LocalDate date, ClosedBy by) {
        if (!why_.closed.empty()) {
            auto& before = why_.closed.back();
            if (!before.window && before.by == by && before.to + days{1} == date) {
                before.to = date;
                return;
            }
        }
        add({date, date, std::nullopt, by});
    }
    void add(const ClosedStretch& stretch) {
        why_.more = why_.closed.size() >= kWhyMax;
        if (!why_.more) why_.closed.push_back(stretch);
    }

    [[nodiscard]] OpenedBy opened_by(const Occurrence& occurrence) const {
        const auto& calendar = whole_.calendar();
        const auto is_it = [&](const DatedSpan& one) {
            return one.date == occurrence.date && one.start == occurrence.opens;
        };
        if (calendar.joined && std::any_of(calendar.joined->begin(), calendar.joined->end(), is_it)) {
            return OpenedBy::evening;
        }
        const auto replaces = [&](const CalendarException& one) { return covers(one, occurrence.date); };
        const bool replaced = std::any_of(calendar.exceptions.begin(), calendar.exceptions.end(), replaces);
        return replaced ? OpenedBy::replacing_exception : OpenedBy::weekly_pattern;
    }

    EffectiveCalendar whole_;
    EffectiveCalendar no_quiet_;
    EffectiveCalendar no_busy_;
    EffectiveCalendar bare_;
    EffectiveCalendar never_closed_;
    EffectiveCalendar always_term_;
    UtcTime from_;
    Why why_;
};

}  // namespace

Why explain(const EffectiveCalendar& calendar, UtcTime from) {
    return Explaining(calendar, from).run();
}

}  // namespace hometime

#include <algorithm>

#include "notifier/calendar.h"

namespace hometime {

namespace {

/// Shorter windows cannot be used by a person. Unit: minutes. Source: docs/windows.md, section 4.
constexpr int kWindowMin = 5;
constexpr int kMinutesPerDay = 24 * 60;

class Checker {
public:
    explicit Checker(const Calendar& calendar) : calendar_(calendar) {}

    json::FieldErrors run() {
        check_zone();
        check_weekly();
        check_terms();
        check_exceptions();
        check_quiet();
        check_joined();
        if (errors_.empty()) check_reachable();
        return std::move(errors_);
    }

private:
    void add(std::string pointer, std::string code, std::string message) {
        json::detail::add_error(errors_, std::move(pointer), std::move(code), std::move(message));
    }

    void check_span(const std::string& pointer, LocalMinute start, LocalMinute end, int shortest) {
        if (start.value >= kMinutesPerDay) return add(pointer + "/start", "too-late", "must be before 24:00");
        if (start == end) return add(pointer + "/end", "same-as-start", "must differ from the start");
        const int length = end.value - start.value + (end < start ? kMinutesPerDay : 0);
        if (length < shortest) add(pointer + "/end", "too-short", "must be at least 5 minutes after the start");
    }

    void check_range(const std::string& pointer, LocalDate from, LocalDate to) {
        if (to < from) add(pointer + "/to", "before-from", "must not be before the first day");
    }

    void check_zone() {
        if (!TimeZone::load(calendar_.zone)) add("/zone", "unknown-zone", "must be an IANA name like Europe/London");
    }

    void check_weekly() {
        if (calendar_.weekly_windows.empty())
            add("/weekly_windows", "no-window", "must have at least one window a week");
        for (std::size_t i = 0; i < calendar_.weekly_windows.size(); ++i) {
            const auto& window = calendar_.weekly_windows[i];
            const auto pointer = "/weekly_windows/" + std::to_string(i);
            if (window.days.empty()) add(pointer + "/days", "no-day", "must name at least one day");
            check_span(pointer, window.start, window.end, kWindowMin);
        }
    }

    void check_terms() {
        if (!calendar_.term_dates) return;
        const auto& terms = *calendar_.term_dates;
        for (std::size_t i = 0; i < terms.size(); ++i) {
            const auto pointer = "/term_dates/" + std::to_string(i);
            check_range(pointer, terms[i].from, terms[i].to);
            for (std::size_t k = 0; k < i; ++k) {
                if (terms[i].from <= terms[k].to && terms[k].from <= terms[i].to) {
                    add(pointer, "overlaps", "must not overlap term " + std::to_string(k + 1));
                }
            }
        }
    }

    void check_exceptions() {
        for (std::size_t i = 0; i < calendar_.exceptions.size(); ++i) {
            const auto& exception = calendar_.exceptions[i];
            const auto pointer = "/exceptions/" + std::to_string(i);
            check_range(pointer, exception.from, exception.to);
            if (exception.kind == ExceptionKind::closed) continue;
            if (!exception.windows || exception.windows->empty()) {
                add(pointer + "/windows", "required", "must list the windows that replace the weekly ones");
                continue;
            }
            for (std::size_t k = 0; k < exception.windows->size(); ++k) {
                const auto& span = (*exception.windows)[k];
                check_span(pointer + "/windows/" + std::to_string(k), span.start, span.end, kWindowMin);
            }
        }
    }

    void check_quiet() {
        for (std::size_t i = 0; i < calendar_.quiet_hours.size(); ++i) {
            const auto& quiet = calendar_.quiet_hours[i];
            check_span("/quiet_hours/" + std::to_string(i), quiet.start, quiet.end, 1);
        }
        for (std::size_t i = 0; i < calendar_.busy.size(); ++i) {
            const auto& busy = calendar_.busy[i];
            const auto pointer = "/busy/" + std::to_string(i);
            check_range(pointer, busy.from, busy.to);
            check_span(pointer, busy.start, busy.end, 1);
            if (busy.days && !happens(busy)) {
                add(pointer + "/days", "never-happens",
                    "must name a day of the week between the first and the last day");
            }
        }
    }

    static bool happens(const BusyPeriod& busy) {
        if (busy.to < busy.from) return true;  // Said already.
        const auto within = std::min(busy.to, busy.from + std::chrono::days{6});
        for (LocalDate date = busy.from; date <= within; date += std::chrono::days{1}) {
            const auto weekday = static_cast<Weekday>(weekday_index(date));
            if (std::find(busy.days->begin(), busy.days->end(), weekday) != busy.days->end()) return true;
        }
        return false;
    }

    void check_joined() {
        if (!calendar_.joined) return;
        for (std::size_t i = 0; i < calendar_.joined->size(); ++i) {
            const auto& evening = (*calendar_.joined)[i];
            check_span("/joined/" + std::to_string(i), evening.start, evening.end, kWindowMin);
        }
    }

    /// Quiet hours that swallow every window of an ordinary week, one without an evening, leave a person who can never
    /// be reached.
    void check_reachable() {
        Calendar week = calendar_;
        week.term_dates.reset();
        week.exceptions.clear();
        week.busy.clear();
        week.joined.reset();
        const auto ready = EffectiveCalendar::make(std::move(week));
        const LocalDate monday{std::chrono::days{20'000 - 20'000 % 7 + 4}};
        bool reachable = false;
        for (int day = 0; day < 7; ++day)
            reachable = reachable || !ready->windows_on(monday + std::chrono::days{day}).empty();
        if (!reachable) add("/quiet_hours", "never-reachable", "must leave at least one window in a week open");
    }

    const Calendar& calendar_;
    json::FieldErrors errors_;
};

}  // namespace

json::FieldErrors check(const Calendar& calendar) {
    return Checker(calendar).run();
}

}  // namespace hometime

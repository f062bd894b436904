#include "notifier/window_cases.h"

#include "notifier/calendar.h"

namespace hometime {

namespace {

/// One case as it stands in the file. A null expectation: never.
struct WindowCase {
    std::string name;
    std::string zone;
    std::vector<WeeklyWindow> weekly_windows;
    std::vector<CalendarException> exceptions;
    std::optional<std::vector<DateRange>> term_dates;
    std::vector<QuietPeriod> quiet_hours;
    UtcTime now_utc;
    std::optional<UtcTime> expected_release_utc;
    std::optional<UtcTime> expected_close_utc;
    std::optional<UtcTime> expected_due_utc;
    std::optional<std::string> note;
};
BOOST_DESCRIBE_STRUCT(WindowCase, (),
                      (name, zone, weekly_windows, exceptions, term_dates, quiet_hours, now_utc, expected_release_utc,
                       expected_close_utc, expected_due_utc, note))

std::string shown(const std::optional<UtcTime>& instant) {
    return instant ? to_string(*instant) : "never";
}

void compare(const WindowCase& one, const char* what, const std::optional<UtcTime>& expected,
             const std::optional<UtcTime>& actual, std::string& mismatch) {
    if (expected == actual) return;
    mismatch += (mismatch.empty() ? one.name + ": " : "; ") + std::string(what) + " expected " + shown(expected) +
                ", got " + shown(actual);
}

/// Empty: as expected.
Result<std::string> evaluate(const WindowCase& one) {
    const auto calendar =
        EffectiveCalendar::make({one.zone, one.weekly_windows, one.term_dates, one.exceptions, one.quiet_hours, {}});
    if (!calendar) return fail(ErrorCode::invalid, one.name + ": " + calendar.error().detail);
    const auto opening = calendar->next_open(one.now_utc);
    std::string mismatch;
    compare(one, "release", one.expected_release_utc, opening ? std::optional(opening->release) : std::nullopt,
            mismatch);
    compare(one, "close", one.expected_close_utc, opening ? std::optional(opening->close) : std::nullopt, mismatch);
    compare(one, "due", one.expected_due_utc, calendar->due(one.now_utc), mismatch);
    return mismatch;
}

}  // namespace

Result<WindowCasesReport> check_window_cases(std::string_view text) {
    const auto document = json::parse(text);
    if (!document) return tl::unexpected(document.error());
    std::vector<WindowCase> cases;
    json::FieldErrors errors;
    if (!json::read(*document, cases, errors)) {
        return fail(ErrorCode::invalid, errors.front().pointer + " " + errors.front().message);
    }
    WindowCasesReport report;
    for (const auto& one : cases) {
        auto mismatch = evaluate(one);
        if (!mismatch) return tl::unexpected(mismatch.error());
        if (mismatch->empty()) {
            ++report.passed;
        } else {
            report.mismatches.push_back(std::move(*mismatch));
        }
    }
    return report;
}

}  // namespace hometime

#include "daemon/commands/calendars.h"

#include <algorithm>

#include "daemon/commands/calendar_memory.h"
#include "daemon/commands/guardian_hours.h"
#include "eventstore/base/mutants.h"

namespace hometime {

namespace {

constexpr int kMinutesPerDay = 24 * 60;

enum class Hours : std::uint8_t { windows, working };

/// Which facts a calendar was made from: equal keys, equal calendars.
struct Versions {
    SchoolId school;
    Uuid log;
    Hours hours{};
    StaffId staff;
    PolicyVersion policy;
    CalendarVersion shared;
    CalendarVersion own;
    CalendarVersion covers;
    bool wrong = mutant(Mutant::closure_passed_over);  ///< a calendar with a bug is remembered apart
    friend auto operator<=>(const Versions&, const Versions&) = default;
};

template <class Row>
CalendarVersion version_of(const std::shared_ptr<const Row>& row) {
    return row ? row->version : CalendarVersion{};
}

std::vector<BusyPeriod> periods(const std::vector<Training>& trainings) {
    std::vector<BusyPeriod> busy;
    for (const auto& training : trainings) busy.push_back(training.period);
    return busy;
}

Calendar school_calendar(const SchoolRow& school, const Policy& policy, const SchoolCalendarRow* row) {
    Calendar calendar;
    calendar.zone = school.zone;
    calendar.weekly_windows = policy.weekly_windows;
    if (row == nullptr) return calendar;
    calendar.term_dates = row->terms;
    for (const auto& closure : row->closures) {
        if (mutant(Mutant::closure_passed_over)) break;
        calendar.exceptions.push_back({closure.from, closure.to, ExceptionKind::closed, std::nullopt});
    }
    calendar.busy = periods(row->trainings);
    return calendar;
}

std::optional<std::vector<DatedSpan>> joined_by(const StaffCalendarRow* own) {
    if (own == nullptr || !own->evenings) return std::nullopt;
    std::vector<DatedSpan> joined;
    for (const auto& evening : *own->evenings) joined.push_back(evening.when);
    return joined;
}

/// On dates on which somebody stands in for them, a person has no hours.
std::vector<CalendarException> closed_for(const CoversRow* covers) {
    std::vector<CalendarException> closed;
    if (covers == nullptr) return closed;
    for (const auto& cover : covers->all) {
        closed.push_back({cover.dates.from, cover.dates.to, ExceptionKind::closed, std::nullopt});
    }
    return closed;
}

}  // namespace

std::vector<WeeklyWindow> weekly_windows_of(const Policy& policy, const StaffCalendarRow* own) {
    return weekly_windows_of(policy, own != nullptr ? own->windows : std::nullopt);
}

std::vector<WeeklyWindow> weekly_windows_of(const Policy& policy, const std::optional<std::vector<WeeklyWindow>>& own) {
    if (!own) return policy.weekly_windows;
    if (lies_within(*own, policy.working_hours)) return *own;
    auto common = hours_in_common(*own, policy.working_hours);
    return common.empty() ? policy.weekly_windows : common;
}

std::vector<QuietPeriod> outside_of(const std::vector<WeeklyWindow>& working_hours) {
    std::vector<QuietPeriod> quiet;
    for (int day = 0; day < 7; ++day) {
        const auto weekday = static_cast<Weekday>(day);
        std::vector<WindowSpan> spans;
        for (const auto& hours : working_hours) {
            const bool today = std::find(hours.days.begin(), hours.days.end(), weekday) != hours.days.end();
            if (today) spans.push_back({hours.start, hours.end});
        }
        std::sort(spans.begin(), spans.end(), [](const auto& a, const auto& b) { return a.start < b.start; });
        int at = 0;
        const auto add = [&](int until) {
            if (at < until) quiet.push_back({std::vector{weekday}, LocalMinute{at}, LocalMinute{until}});
        };
        for (const auto& span : spans) {
            add(span.start.value);
            at = std::max(at, span.end <= span.start ? kMinutesPerDay : span.end.value);
        }
        add(kMinutesPerDay);
    }
    return quiet;
}

EffectiveCalendar calendar_of(const School& school, StaffId staff) {
    const auto row = school.school();
    const auto shared = school.calendar();
    const auto own = staff ? school.calendar(staff) : nullptr;
    const auto covers = staff ? school.covers(staff) : nullptr;
    const Versions versions{school.id(), row->log,           Hours::windows,  staff,
                            row->policy, version_of(shared), version_of(own), version_of(covers)};
    return remembered(versions, [&] {
        const auto policy = school.policy();
        const auto quiet = own && own->quiet_hours ? *own->quiet_hours : outside_of(policy->policy.working_hours);
        auto calendar = effective(school_calendar(*row, policy->policy, shared.get()), closed_for(covers.get()), quiet,
                                  own ? periods(own->trainings) : std::vector<BusyPeriod>{});
        calendar.weekly_windows = weekly_windows_of(policy->policy, own.get());
        calendar.joined = joined_by(own.get());
        return calendar;
    });
}

EffectiveCalendar working_hours_of(const School& school, StaffId staff) {
    const auto row = school.school();
    const auto shared = school.calendar();
    const auto covers = staff ? school.covers(staff) : nullptr;
    const Versions versions{school.id(),        row->log, Hours::working,    staff, row->policy,
                            version_of(shared), {},       version_of(covers)};
    return remembered(versions, [&] {
        const auto policy = school.policy();
        auto calendar = school_calendar(*row, policy->policy, shared.get());
        calendar.weekly_windows = policy->policy.working_hours;
        calendar.busy.clear();
        return effective(calendar, closed_for(covers.get()), {}, {});
    });
}

}  // namespace hometime

#include "daemon/commands/calendars.h"

#include <algorithm>
#include <map>

namespace hometime {

namespace {

constexpr int kMinutesPerDay = 24 * 60;
/// Calendars remembered by each thread. A large school's staff fits.
constexpr std::size_t kRememberedMax = 512;

/// Which facts a calendar was made from: equal keys, equal calendars.
struct Versions {
    SchoolId school;
    Uuid log;
    StaffId staff;
    PolicyVersion policy;
    CalendarVersion shared;
    CalendarVersion own;
    friend auto operator<=>(const Versions&, const Versions&) = default;
};

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
        calendar.exceptions.push_back({closure.from, closure.to, ExceptionKind::closed, std::nullopt});
    }
    calendar.busy = periods(row->trainings);
    return calendar;
}

}  // namespace

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
    const auto policy = school.policy();
    const auto shared = school.calendar();
    const auto own = staff ? school.calendar(staff) : nullptr;
    const Versions versions{school.id(),
                            row->log,
                            staff,
                            row->policy,
                            shared ? shared->version : CalendarVersion{},
                            own ? own->version : CalendarVersion{}};
    thread_local std::map<Versions, EffectiveCalendar> remembered;
    if (const auto known = remembered.find(versions); known != remembered.end()) return known->second;
    const auto quiet = own && own->quiet_hours ? *own->quiet_hours : outside_of(policy->policy.working_hours);
    auto calendar = EffectiveCalendar::make(effective(school_calendar(*row, policy->policy, shared.get()), {}, quiet,
                                                      own ? periods(own->trainings) : std::vector<BusyPeriod>{}));
    if (!calendar) throw StateError("the school's time zone is not on this computer");
    if (remembered.size() >= kRememberedMax) remembered.clear();
    return remembered.emplace(versions, std::move(*calendar)).first->second;
}

}  // namespace hometime

#include "daemon/commands/guardian_hours.h"

#include <bitset>
#include <optional>

#include "daemon/commands/calendar_memory.h"

namespace hometime {

namespace {

constexpr int kMinutesPerDay = 24 * 60;
constexpr int kMinutesPerWeek = 7 * kMinutesPerDay;

/// By the minute, from Monday 00:00.
using Week = std::bitset<kMinutesPerWeek>;

Week minutes_of(const std::vector<WeeklyWindow>& windows) {
    Week week;
    for (const auto& window : windows) {
        const int length = window.end.value - window.start.value + (window.end <= window.start ? kMinutesPerDay : 0);
        for (const auto day : window.days) {
            const int begin = static_cast<int>(day) * kMinutesPerDay + window.start.value;
            for (int i = 0; i < length; ++i) week.set(static_cast<std::size_t>((begin + i) % kMinutesPerWeek));
        }
    }
    return week;
}

std::vector<WeeklyWindow> windows_of(const Week& week) {
    std::vector<WeeklyWindow> windows;
    for (int day = 0; day < 7; ++day) {
        std::optional<int> begin;
        for (int minute = 0; minute <= kMinutesPerDay; ++minute) {
            const bool open =
                minute < kMinutesPerDay && week.test(static_cast<std::size_t>(day * kMinutesPerDay + minute));
            if (open && !begin) begin = minute;
            if (open || !begin) continue;
            windows.push_back({{static_cast<Weekday>(day)}, LocalMinute{*begin}, LocalMinute{minute}});
            begin.reset();
        }
    }
    return windows;
}

/// Which facts a calendar was made from: equal keys, equal calendars.
struct Versions {
    SchoolId school;
    Uuid log;
    GuardianId guardian;
    PolicyVersion policy;
    Sequence own;
    friend auto operator<=>(const Versions&, const Versions&) = default;
};

Calendar make(const School& school, const PreferencesRow* own) {
    Calendar calendar;
    calendar.zone = school.school()->zone;
    calendar.weekly_windows = guardian_hours(school.policy()->policy);
    if (own != nullptr && own->hours) {
        auto common = hours_in_common(*own->hours, calendar.weekly_windows);
        if (!common.empty()) calendar.weekly_windows = std::move(common);
    }
    return calendar;
}

}  // namespace

std::vector<WeeklyWindow> guardian_hours(const Policy& policy) {
    using enum Weekday;
    if (policy.guardian_hours) return *policy.guardian_hours;
    return {{{mon, tue, wed, thu, fri, sat, sun}, LocalMinute{7 * 60}, LocalMinute{20 * 60}}};
}

EffectiveCalendar guardian_calendar(const School& school, GuardianId guardian) {
    const auto row = school.school();
    auto own = guardian ? school.preferences(guardian) : nullptr;
    if (own && !own->hours) own = nullptr;  // Everybody who wants the policy's hours shares one calendar.
    const Versions versions{school.id(), row->log, own ? guardian : GuardianId{}, row->policy,
                            own ? own->version : Sequence{}};
    return remembered(versions, [&] { return make(school, own.get()); });
}

std::vector<WeeklyWindow> hours_in_common(const std::vector<WeeklyWindow>& one,
                                          const std::vector<WeeklyWindow>& other) {
    return windows_of(minutes_of(one) & minutes_of(other));
}

bool lies_within(const std::vector<WeeklyWindow>& inner, const std::vector<WeeklyWindow>& outer) {
    return (minutes_of(inner) & ~minutes_of(outer)).none();
}

void check_reachable_hours(const std::vector<WeeklyWindow>& hours, const std::string& zone, const std::string& pointer,
                           json::FieldErrors& errors) {
    static constexpr std::string_view kPlace = "/weekly_windows";
    Calendar calendar;
    calendar.zone = zone;
    calendar.weekly_windows = hours;
    const auto found = check(calendar);
    for (const auto& error : found) {
        if (!error.pointer.starts_with(kPlace)) continue;  // The zone is not theirs to choose.
        errors.push_back({pointer + error.pointer.substr(kPlace.size()), error.code, error.message});
    }
    if (found.empty() && minutes_of(hours).count() < kReachableMinutes) {
        errors.push_back({pointer, "too-few", "must be at least one hour a week"});
    }
}

}  // namespace hometime

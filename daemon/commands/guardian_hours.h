// When guardians may be reached: the school's hours for them, narrowed by what each of them wants (D15). Pure.
#pragma once

#include <string>
#include <vector>

#include "notifier/calendar.h"
#include "projections/state/school.h"

namespace hometime {

/// The policy's hours for guardians, local wall time; none in it: every day from 07:00 to 20:00.
[[nodiscard]] std::vector<WeeklyWindow> guardian_hours(const Policy& policy);

/// When this guardian may be reached, in the school's zone, every week of the year: the policy's hours and the
/// guardian's own at once, worked out at each use, so that a new policy overwrites nobody's wishes. Where the two have
/// not a minute in common, the policy's. Guardian 0: the policy's, which posts wait for.
/// Remembered by version, a bounded number a thread.
[[nodiscard]] EffectiveCalendar guardian_calendar(const School& school, GuardianId guardian);

/// What both weeks have in common, by the minute; windows that cross midnight come out as two.
[[nodiscard]] std::vector<WeeklyWindow> hours_in_common(const std::vector<WeeklyWindow>& one,
                                                        const std::vector<WeeklyWindow>& other);
/// Whether `inner` has no minute of the week that `outer` has not.
[[nodiscard]] bool lies_within(const std::vector<WeeklyWindow>& inner, const std::vector<WeeklyWindow>& outer);

/// What is wrong with hours in which somebody wants to be reached, under `pointer`: what is wrong with any weekly
/// window, and less than kReachableMinutes a week.
void check_reachable_hours(const std::vector<WeeklyWindow>& hours, const std::string& zone, const std::string& pointer,
                           json::FieldErrors& errors);
/// Unit: minutes a week. Less leaves a person who cannot be told anything.
inline constexpr std::size_t kReachableMinutes = 60;

}  // namespace hometime

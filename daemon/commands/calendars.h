// The effective calendar of one person, from decision state. The same state gives the same calendar. What was worked
// out is remembered by version, a bounded number a thread.
#pragma once

#include "notifier/calendar.h"
#include "projections/state/school.h"

namespace hometime {

/// The school's windows, terms, closures and training, with the staff member's own windows, quiet hours, training and
/// evenings on top (D2), without the dates on which somebody stands in for them; staff 0: the school's own. Quiet hours
/// are everything outside working hours until the staff member sets their own (S48, D8).
[[nodiscard]] EffectiveCalendar calendar_of(const School& school, StaffId staff);

/// The working hours of the school's days, without those on which somebody stands in for the staff member; staff 0: the
/// school's own. What a person writes in them need not wait (S47).
[[nodiscard]] EffectiveCalendar working_hours_of(const School& school, StaffId staff);

/// A staff member's weekly windows: their own as far as they lie in the policy's working hours, worked out at each use
/// so that a new policy overwrites nobody's; the policy's where they chose none, or none of theirs lies in there. `own`
/// may be null.
[[nodiscard]] std::vector<WeeklyWindow> weekly_windows_of(const Policy& policy, const StaffCalendarRow* own);
[[nodiscard]] std::vector<WeeklyWindow> weekly_windows_of(const Policy& policy,
                                                          const std::optional<std::vector<WeeklyWindow>>& own);

/// Everything outside these hours, day by day: the default quiet hours.
[[nodiscard]] std::vector<QuietPeriod> outside_of(const std::vector<WeeklyWindow>& working_hours);

}  // namespace hometime

// The calendar as people are shown it: the school's windows and terms, closures, training, quiet hours.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "eventstore/events/calendar.h"
#include "projections/views/page.h"

namespace hometime::views {

struct WindowsView {
    PolicyVersion policy;
    std::vector<WeeklyWindow> weekly_windows;
    std::vector<WeeklyWindow> working_hours;
};
BOOST_DESCRIBE_STRUCT(WindowsView, (), (policy, weekly_windows, working_hours))

struct TermsView {
    Sequence set_by;
    std::vector<DateRange> terms;
};
BOOST_DESCRIBE_STRUCT(TermsView, (), (set_by, terms))

/// Its words are the private part of the record at `closure`.
struct ClosureView {
    ClosureId closure;
    LocalDate from;
    LocalDate to;
    ClosureKind kind{};
    std::string uid;
};
BOOST_DESCRIBE_STRUCT(ClosureView, (), (closure, from, to, kind, uid))

struct TrainingView {
    TrainingId training;
    StaffId staff;  ///< 0: everybody's
    BusyPeriod period;
};
BOOST_DESCRIBE_STRUCT(TrainingView, (), (training, staff, period))

struct QuietHoursView {
    Sequence set_by;
    std::vector<QuietPeriod> quiet_hours;
};
BOOST_DESCRIBE_STRUCT(QuietHoursView, (), (set_by, quiet_hours))

/// nullopt: no policy yet.
[[nodiscard]] std::optional<WindowsView> windows(const ViewSource& source, SchoolId school);
/// nullopt: never set, so every date is in term.
[[nodiscard]] std::optional<TermsView> terms(const ViewSource& source, SchoolId school);
/// Closures that stand, by id; a page's place is a closure id.
[[nodiscard]] std::vector<ClosureView> closures(const ViewSource& source, SchoolId school, const Page& page = {});
/// Training of one staff member, or (`staff` 0) of everybody, by id.
[[nodiscard]] std::vector<TrainingView> trainings(const ViewSource& source, SchoolId school, StaffId staff,
                                                  const Page& page = {});
/// A staff member's own; nullopt: the default, everything outside working hours.
[[nodiscard]] std::optional<QuietHoursView> quiet_hours(const ViewSource& source, SchoolId school, StaffId staff);

}  // namespace hometime::views

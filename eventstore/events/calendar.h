// Facts about time at school: terms, closures, training, quiet hours. Each is a CalendarVersion.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "eventstore/base/json.h"
#include "eventstore/events/calendar_types.h"
#include "eventstore/events/sealing_types.h"
#include "eventstore/events/tags.h"

namespace hometime {

/// Replaces the school's term dates. Outside them no window opens.
struct TermDatesSet {
    static constexpr EventTag kTag = EventTag::term_dates_set;
    static constexpr std::uint16_t kSchema = 1;
    std::vector<DateRange> terms;
    friend bool operator==(const TermDatesSet&, const TermDatesSet&) = default;
};
BOOST_DESCRIBE_STRUCT(TermDatesSet, (), (terms))

enum class ClosureKind : std::uint8_t { holiday = 1, bank_holiday = 2, inset = 3, closure = 4 };
BOOST_DESCRIBE_ENUM(ClosureKind, holiday, bank_holiday, inset, closure)

/// The school is shut on these dates, both included: no window opens (D9, S43).
struct ClosureAnnounced {
    static constexpr EventTag kTag = EventTag::closure_announced;
    static constexpr std::uint16_t kSchema = 1;
    LocalDate from;
    LocalDate to;
    ClosureKind kind{};
    std::string uid;  ///< the calendar file's own id; empty when typed. The same uid is announced once.
    Private label;    ///< the school's public words for it
    [[nodiscard]] SealScope seal_scope() const { return {{SubjectKind::school, 0}, RetentionClass::calendar}; }
    friend bool operator==(const ClosureAnnounced&, const ClosureAnnounced&) = default;
};
BOOST_DESCRIBE_STRUCT(ClosureAnnounced, (), (from, to, kind, uid, label))

struct ClosureWithdrawn {
    static constexpr EventTag kTag = EventTag::closure_withdrawn;
    static constexpr std::uint16_t kSchema = 1;
    ClosureId closure;
    friend bool operator==(const ClosureWithdrawn&, const ClosureWithdrawn&) = default;
};
BOOST_DESCRIBE_STRUCT(ClosureWithdrawn, (), (closure))

/// Dated training takes window time away, for one staff member or (`staff` 0) for everybody (S39).
struct TrainingScheduled {
    static constexpr EventTag kTag = EventTag::training_scheduled;
    static constexpr std::uint16_t kSchema = 1;
    StaffId staff;  ///< 0: all staff
    BusyPeriod period;
    friend bool operator==(const TrainingScheduled&, const TrainingScheduled&) = default;
};
BOOST_DESCRIBE_STRUCT(TrainingScheduled, (), (staff, period))

struct TrainingCancelled {
    static constexpr EventTag kTag = EventTag::training_cancelled;
    static constexpr std::uint16_t kSchema = 1;
    TrainingId training;
    StaffId staff;  ///< as scheduled
    friend bool operator==(const TrainingCancelled&, const TrainingCancelled&) = default;
};
BOOST_DESCRIBE_STRUCT(TrainingCancelled, (), (training, staff))

/// A staff member's own quiet hours replace the default (everything outside working hours; S48, D8).
struct QuietHoursSet {
    static constexpr EventTag kTag = EventTag::quiet_hours_set;
    static constexpr std::uint16_t kSchema = 1;
    StaffId staff;
    std::vector<QuietPeriod> quiet_hours;
    friend bool operator==(const QuietHoursSet&, const QuietHoursSet&) = default;
};
BOOST_DESCRIBE_STRUCT(QuietHoursSet, (), (staff, quiet_hours))

/// A staff member's own weekly windows instead of the school's: part-time days, clubs, other hours within working
/// hours.
struct StaffWindowsSet {
    static constexpr EventTag kTag = EventTag::staff_windows_set;
    static constexpr std::uint16_t kSchema = 1;
    StaffId staff;
    std::optional<std::vector<WeeklyWindow>> windows;  ///< absent: the school's again
    friend bool operator==(const StaffWindowsSet&, const StaffWindowsSet&) = default;
};
BOOST_DESCRIBE_STRUCT(StaffWindowsSet, (), (staff, windows))

}  // namespace hometime

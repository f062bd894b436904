#include "projections/state/calendar_versions.h"

namespace hometime::state {

void fold(const Folding& f, const TermDatesSet& e) {
    change_school_calendar(f, [&](SchoolCalendarRow& row) { row.terms = e.terms; });
}

void fold(const Folding& f, const ClosureAnnounced& e) {
    change_school_calendar(f, [&](SchoolCalendarRow& row) {
        row.closures.push_back({f.created<ClosureId>(), e.from, e.to, e.kind, e.uid});
    });
}

void fold(const Folding& f, const ClosureWithdrawn& e) {
    change_school_calendar(f, [&](SchoolCalendarRow& row) {
        std::erase_if(row.closures, [&](const Closure& closure) { return closure.id == e.closure; });
    });
}

void fold(const Folding& f, const TrainingScheduled& e) {
    const Training training{f.created<TrainingId>(), e.period};
    if (e.staff) {
        change_staff_calendar(f, e.staff, [&](StaffCalendarRow& row) { row.trainings.push_back(training); });
    } else {
        change_school_calendar(f, [&](SchoolCalendarRow& row) { row.trainings.push_back(training); });
    }
}

void fold(const Folding& f, const TrainingCancelled& e) {
    const auto drop = [&](auto& row) {
        std::erase_if(row.trainings, [&](const Training& training) { return training.id == e.training; });
    };
    if (e.staff) {
        change_staff_calendar(f, e.staff, drop);
    } else {
        change_school_calendar(f, drop);
    }
}

/// What was over a month ago is forgotten: nothing that is decided now looks back so far.
void fold(const Folding& f, const CoverArranged& e) {
    const LocalDate long_ago{std::chrono::floor<std::chrono::days>(f.header.recorded_at).time_since_epoch() -
                             std::chrono::days{31}};
    f.upsert<CoversRow>(keys::covers(f.school, e.absent), [&](CoversRow& row) {
        std::erase_if(row.all, [&](const Cover& one) { return one.dates.to < long_ago; });
        row.absent = e.absent;
        row.version = f.created<CalendarVersion>();
        row.all.push_back({f.created<CoverId>(), e.cover, e.dates});
    });
    touch_calendars(f);
}

void fold(const Folding& f, const CoverEnded& e) {
    f.change<CoversRow>(keys::covers(f.school, e.absent), [&](CoversRow& row) {
        row.version = f.created<CalendarVersion>();
        std::erase_if(row.all, [&](const Cover& cover) { return cover.id == e.cover; });
    });
    touch_calendars(f);
}

void fold(const Folding& f, const QuietHoursSet& e) {
    change_staff_calendar(f, e.staff, [&](StaffCalendarRow& row) { row.quiet_hours = e.quiet_hours; });
}

}  // namespace hometime::state

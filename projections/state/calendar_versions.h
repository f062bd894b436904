// How a fact changes a calendar row, and with it the versions that tell. Internal to projections/state.
#pragma once

#include "projections/state/fold.h"

namespace hometime::state {

/// Every change of any calendar moves the school's version, so that a held message's version tells.
inline void touch_calendars(const Folding& f) {
    f.upsert<SchoolRow>(keys::school(f.school), [&](SchoolRow& row) { row.calendar = f.created<CalendarVersion>(); });
}

template <class Change>
void change_school_calendar(const Folding& f, Change change) {
    f.upsert<SchoolCalendarRow>(keys::school_calendar(f.school), [&](SchoolCalendarRow& row) {
        change(row);
        row.version = f.created<CalendarVersion>();
    });
    touch_calendars(f);
}

template <class Change>
void change_staff_calendar(const Folding& f, StaffId staff, Change change) {
    f.upsert<StaffCalendarRow>(keys::staff_calendar(f.school, staff), [&](StaffCalendarRow& row) {
        row.staff = staff;
        change(row);
        row.version = f.created<CalendarVersion>();
    });
    touch_calendars(f);
}

}  // namespace hometime::state

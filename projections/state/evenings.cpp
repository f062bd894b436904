#include <algorithm>

#include "projections/state/calendar_versions.h"
#include "projections/state/fold.h"

namespace hometime::state {

namespace {

void open_for(const Folding& f, StaffId staff, const Evening& evening) {
    change_staff_calendar(f, staff, [&](StaffCalendarRow& row) {
        if (!row.evenings) row.evenings.emplace();
        row.evenings->push_back({evening.id, evening.when});
    });
}

void close_for(const Folding& f, StaffId staff, EveningId id) {
    change_staff_calendar(f, staff, [&](StaffCalendarRow& row) {
        if (row.evenings) std::erase_if(*row.evenings, [&](const JoinedEvening& one) { return one.id == id; });
    });
}

/// Changes the evening, if there is one of this number, and returns it as it is then.
template <class Change>
std::optional<Evening> change_evening(const Folding& f, EveningId id, Change change) {
    std::optional<Evening> changed;
    f.change<SchoolCalendarRow>(keys::school_calendar(f.school), [&](SchoolCalendarRow& row) {
        if (!row.evenings) return;
        const auto found = std::find_if(row.evenings->begin(), row.evenings->end(),
                                        [&](const Evening& evening) { return evening.id == id; });
        if (found == row.evenings->end()) return;
        change(*found);
        changed = *found;
    });
    return changed;
}

}  // namespace

/// Nobody's windows change before they join.
void fold(const Folding& f, const EveningAnnounced& e) {
    f.upsert<SchoolCalendarRow>(keys::school_calendar(f.school), [&](SchoolCalendarRow& row) {
        if (!row.evenings) row.evenings.emplace();
        row.evenings->push_back({f.created<EveningId>(), e.when, {}});
    });
}

void fold(const Folding& f, const EveningCancelled& e) {
    const auto cancelled = change_evening(f, e.evening, [](Evening&) {});
    if (!cancelled) return;
    for (const auto staff : cancelled->joined) close_for(f, staff, e.evening);
    f.change<SchoolCalendarRow>(keys::school_calendar(f.school), [&](SchoolCalendarRow& row) {
        if (row.evenings) std::erase_if(*row.evenings, [&](const Evening& one) { return one.id == e.evening; });
    });
}

void fold(const Folding& f, const EveningJoined& e) {
    const auto joined = change_evening(f, e.evening, [&](Evening& evening) { evening.joined.insert(e.staff); });
    if (joined) open_for(f, e.staff, *joined);
}

void fold(const Folding& f, const EveningLeft& e) {
    const auto left = change_evening(f, e.evening, [&](Evening& evening) { evening.joined.erase(e.staff); });
    if (left) close_for(f, e.staff, e.evening);
}

void fold(const Folding& f, const StaffWindowsSet& e) {
    change_staff_calendar(f, e.staff, [&](StaffCalendarRow& row) { row.windows = e.windows; });
}

}  // namespace hometime::state

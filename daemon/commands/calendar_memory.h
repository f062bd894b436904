// The calendars that a thread has worked out, by the versions of the facts that they were made from.
#pragma once

#include <cstdint>
#include <map>

#include "notifier/calendar.h"
#include "projections/state/school.h"

namespace hometime {

/// Calendars of one kind that a thread remembers. The staff of a large school fits, and the guardians who chose hours
/// of their own.
inline constexpr std::size_t kCalendarsRemembered = 512;

/// How often this thread was told to forget.
inline std::uint64_t& calendars_forgotten() {
    thread_local std::uint64_t times = 0;
    return times;
}

/// Forgets what this thread has worked out. To be called whenever facts that were decided are not recorded, and between
/// two processes that live in one thread: another fact may have the same number.
inline void forget_calendars() {
    ++calendars_forgotten();
}

/// The calendar of these versions, equal versions, equal calendars; `make` makes a Calendar, where it is not known yet.
/// Throws StateError.
template <class Versions, class Make>
EffectiveCalendar remembered(const Versions& versions, Make make) {
    thread_local std::map<Versions, EffectiveCalendar> known;
    thread_local std::uint64_t forgotten = 0;
    if (forgotten != calendars_forgotten()) {
        known.clear();
        forgotten = calendars_forgotten();
    }
    if (const auto found = known.find(versions); found != known.end()) return found->second;
    auto calendar = EffectiveCalendar::make(make());
    if (!calendar) throw StateError("the school's time zone is not on this computer");
    if (known.size() >= kCalendarsRemembered) known.clear();
    return known.emplace(versions, std::move(*calendar)).first->second;
}

}  // namespace hometime

#include "projections/state/cover_standing.h"

#include <algorithm>

#include "eventstore/base/time_zone.h"

namespace hometime {

namespace {

bool holds(const Cover& cover, LocalDate date) {
    return cover.dates.from <= date && date <= cover.dates.to;
}

}  // namespace

LocalDate school_date(const School& school, UtcTime now) {
    const auto zone = TimeZone::load(school.school()->zone);
    if (!zone) throw StateError("the school's time zone is not on this computer");
    return zone->local(now).date;
}

std::optional<Cover> cover_for(const School& school, StaffId absent, UtcTime now) {
    const auto covers = school.covers(absent);
    if (!covers || covers->all.empty()) return std::nullopt;
    const auto date = school_date(school, now);
    const auto found =
        std::find_if(covers->all.begin(), covers->all.end(), [&](const Cover& one) { return holds(one, date); });
    return found == covers->all.end() ? std::nullopt : std::optional(*found);
}

std::shared_ptr<const StaffRow> staff_at(const School& school, StaffId id, UtcTime now) {
    auto row = school.staff(id);
    if (!row) return row;
    std::vector<StaffId> absent;
    school.each_covers([&](const CoversRow& covers) {
        const bool stands_in = std::any_of(covers.all.begin(), covers.all.end(), [&](const Cover& one) {
            return one.cover == id && holds(one, school_date(school, now));
        });
        if (stands_in) absent.push_back(covers.absent);
        return true;
    });
    if (absent.empty()) return row;
    auto with = std::make_shared<StaffRow>(*row);
    for (const auto other : absent) {
        const auto away = school.staff(other);
        if (!away || !away->active) continue;
        with->teaches.insert(away->teaches.begin(), away->teaches.end());
        with->assists.insert(away->assists.begin(), away->assists.end());
    }
    return with;
}

}  // namespace hometime

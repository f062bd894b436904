#include "tools/simulate/timetable.h"

#include <algorithm>

#include "tests/notifier/reference_calendar.h"

namespace hometime::simulation {

namespace {

using std::chrono::days;
using std::chrono::minutes;

constexpr std::size_t kCalendarsMax = 64;
constexpr std::size_t kDayMinutes = 24 * 60;
/// Days that are remembered, of all zones: about 50 KiB each.
constexpr std::size_t kWallsMax = 2500;
constexpr UtcTime kEpoch{};

std::int64_t day_of(UtcTime now) {
    return std::chrono::floor<days>(now).time_since_epoch().count();
}

UtcTime begin_of(std::int64_t day) {
    return kEpoch + days{day};
}

/// The wall clock of a day of UTC and of the day before it. The years of one program share them.
const test::WallClock& wall_of(const std::string& zone, std::int64_t day) {
    thread_local std::map<std::pair<std::string, std::int64_t>, test::WallClock> known;
    const auto found = known.find({zone, day});
    if (found != known.end()) return found->second;
    if (known.size() >= kWallsMax) known.clear();
    const auto loaded = TimeZone::load(zone).value();
    return known.try_emplace({zone, day}, loaded, begin_of(day - 1), 2 * kDayMinutes).first->second;
}

}  // namespace

Timetables::Walked& Timetables::walked(const Calendar& calendar) {
    const auto found =
        std::find_if(known_.begin(), known_.end(), [&](const auto& one) { return one->calendar == calendar; });
    if (found != known_.end()) {
        std::rotate(known_.begin(), found, found + 1);
        return *known_.front();
    }
    if (known_.size() >= kCalendarsMax) known_.pop_back();
    known_.insert(known_.begin(), std::make_unique<Walked>(Walked{calendar, {}}));
    return *known_.front();
}

const std::vector<Timetables::Interval>& Timetables::day(Walked& walked, std::int64_t day) {
    const auto known = walked.days.find(day);
    if (known != walked.days.end()) return known->second;
    auto& intervals = walked.days[day];
    const auto& wall = wall_of(walked.calendar.zone, day);
    const test::ReferenceCalendar reference(wall, walked.calendar);
    bool open = false;
    for (auto i = kDayMinutes; i < 2 * kDayMinutes; ++i) {
        const bool now_open = reference.is_open(i);
        if (now_open && !open) intervals.push_back({wall.at(i), {}, reference.next_open(wall.at(i))->occurrence});
        if (now_open) intervals.back().close = wall.at(i) + minutes{1};
        open = now_open;
    }
    return intervals;
}

bool Timetables::is_open(const Calendar& calendar, UtcTime now) {
    const auto& intervals = day(walked(calendar), day_of(now));
    return std::any_of(intervals.begin(), intervals.end(),
                       [&](const Interval& one) { return one.open <= now && now < one.close; });
}

std::optional<Timetables::Opening> Timetables::next_open(const Calendar& calendar, UtcTime now, int most) {
    auto& of = walked(calendar);
    for (auto at = day_of(now); at <= day_of(now) + most; ++at) {
        for (const auto& interval : day(of, at)) {
            if (interval.close > now) return Opening{std::max(interval.open, now), interval.occurrence};
        }
    }
    return std::nullopt;
}

std::optional<UtcTime> Timetables::next_open(const Calendar& one, const Calendar& other, UtcTime now, int most) {
    const auto end = now + days{most};
    for (auto at = now; at < end;) {
        const auto first = next_open(one, at, most);
        if (!first) return std::nullopt;
        const auto second = next_open(other, first->at, most);
        if (!second) return std::nullopt;
        if (second->at == first->at) return first->at;
        at = second->at;
    }
    return std::nullopt;
}

}  // namespace hometime::simulation

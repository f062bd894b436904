#include "tools/simulate/plan.h"

#include "daemon/http/defaults.h"

namespace hometime::simulation {

namespace {

using enum Weekday;

LocalMinute clock_time(int hour, int minute) {
    return LocalMinute{hour * 60 + minute};
}

LocalDate date(int year, unsigned month, unsigned day) {
    return std::chrono::local_days{std::chrono::year{year} / static_cast<int>(month) / static_cast<int>(day)};
}

/// Mostly where the clocks change on two Sundays; sometimes by half an hour, or never.
std::string draw_zone(Chance& chance) {
    static const std::vector<std::string> kZones{"America/New_York", "Australia/Lord_Howe", "Europe/Berlin",
                                                 "Asia/Kolkata"};
    return chance.below(3) != 0 ? "Europe/London" : chance.any(kZones);
}

/// A boarding school is reached in the small hours of Sundays too: where clocks change, twice or not at all.
void open_at_night(Policy& policy) {
    policy.weekly_windows.push_back({{sun}, clock_time(1, 10), clock_time(1, 50)});
    policy.weekly_windows.push_back({{sun}, clock_time(2, 10), clock_time(2, 40)});
    policy.working_hours.push_back({{sun}, clock_time(0, 0), clock_time(6, 0)});
}

std::vector<DateRange> draw_terms(bool at_night) {
    if (at_night) return {{date(2026, 9, 1), date(2026, 12, 18)}, {date(2027, 1, 4), date(2027, 7, 23)}};
    return {{date(2026, 9, 1), date(2026, 10, 23)}, {date(2026, 11, 2), date(2026, 12, 18)},
            {date(2027, 1, 4), date(2027, 2, 12)},  {date(2027, 2, 22), date(2027, 3, 25)},
            {date(2027, 4, 12), date(2027, 5, 28)}, {date(2027, 6, 7), date(2027, 7, 23)}};
}

}  // namespace

Plan draw_plan(std::uint64_t seed, Size size, int days) {
    Chance chance(seed);
    Plan plan;
    plan.seed = seed;
    plan.size = size;
    plan.first = date(2026, 9, 1);
    plan.days = days;
    plan.zone = draw_zone(chance);
    plan.policy = default_policy();
    const bool at_night = chance.one_in(3);
    if (at_night) open_at_night(plan.policy);
    if (chance.one_in(4)) plan.policy.weekly_windows.push_back({{sat}, clock_time(9, 0), clock_time(10, 30)});
    if (chance.one_in(4)) plan.policy.working_hours.push_back({{sat}, clock_time(9, 0), clock_time(12, 0)});
    plan.terms = draw_terms(at_night);
    // A third of the years have few faults, so that what is rare in itself is reached undisturbed.
    const bool calm = chance.one_in(3);
    for (auto& rate : plan.faults) {
        const bool on = chance.one_in(calm ? 8 : 2);
        const auto drawn = static_cast<std::uint64_t>(chance.between(20, 300));
        rate = on ? drawn : 0;
    }
    return plan;
}

}  // namespace hometime::simulation

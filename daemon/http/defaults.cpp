#include "daemon/http/defaults.h"

namespace hometime {

Policy default_policy() {
    const std::vector<Weekday> school_days{Weekday::mon, Weekday::tue, Weekday::wed, Weekday::thu, Weekday::fri};
    const auto at = [](int hour, int minute) { return LocalMinute{hour * 60 + minute}; };
    Policy policy;
    policy.weekly_windows = {{school_days, at(8, 0), at(8, 30)}, {school_days, at(15, 30), at(16, 0)}};
    policy.working_hours = {{school_days, at(8, 0), at(16, 0)}};
    policy.routes = {{Category::general, Route::teacher},   {Category::meeting, Route::teacher},
                     {Category::attendance, Route::office}, {Category::appointment, Route::office},
                     {Category::concern, Route::office},    {Category::progress, Route::refused}};
    policy.skills = {"kindness", "teamwork", "effort", "curiosity", "resilience", "respect"};
    return policy;
}

}  // namespace hometime

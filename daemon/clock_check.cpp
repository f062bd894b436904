#include "daemon/clock_check.h"

#include <algorithm>

namespace hometime {

namespace {

constexpr const char* kWhatToDo =
    ". Set the clock (timedatectl, and wait for its synchronisation), or, when it is right, start once with "
    "--accept-clock";

}  // namespace

UtcTime build_time() {
    return from_unix_micros(std::int64_t{HOMETIME_BUILD_SECONDS} * 1'000'000);
}

std::optional<UtcTime> newest_record(const EventLog& log) {
    std::optional<UtcTime> newest;
    for (const auto& head : log.heads()) {
        if (head.size == 0) continue;
        const auto record = log.read({head.school, Sequence{head.size}});
        if (record) newest = std::max(newest.value_or(record->header.recorded_at), record->header.recorded_at);
    }
    return newest;
}

std::string complain_of_clock(const ClockLimits& limits, UtcTime now, std::optional<UtcTime> newest) {
    const std::string shows = "the clock shows " + to_string(now);
    if (now < limits.built_at) {
        return shows + ", which is before this program was made (" + to_string(limits.built_at) + ")" + kWhatToDo;
    }
    if (!newest) return {};
    if (now > *newest + limits.ahead_max) {
        return shows + ", more than " + std::to_string(limits.ahead_max.count() / 24) +
               " days after the newest record (" + to_string(*newest) + ")" + kWhatToDo;
    }
    if (now + limits.behind_max < *newest) {
        return shows + ", but a record was made at " + to_string(*newest) + kWhatToDo;
    }
    return {};
}

}  // namespace hometime

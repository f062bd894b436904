#include "eventstore/base/clock.h"

namespace hometime {

namespace {

using std::chrono::microseconds;

MonotonicTime steady_now() {
    return std::chrono::time_point_cast<microseconds>(std::chrono::steady_clock::now());
}

std::chrono::system_clock::time_point to_system(UtcTime when) {
    return std::chrono::system_clock::time_point{when.time_since_epoch()};
}

}  // namespace

UtcTime SystemClock::now() const {
    return std::chrono::floor<microseconds>(std::chrono::system_clock::now());
}
MonotonicTime SystemClock::monotonic() const {
    return steady_now();
}
std::chrono::system_clock::time_point SystemClock::system_time_of(UtcTime when) const {
    return to_system(when);
}

DemoClock::DemoClock(UtcTime start, double speed)
    : start_(start), speed_(speed), began_(std::chrono::steady_clock::now()) {}

UtcTime DemoClock::now() const {
    const std::chrono::duration<double, std::micro> elapsed = std::chrono::steady_clock::now() - began_;
    return start_ + microseconds{static_cast<std::int64_t>(elapsed.count() * speed_)};
}

MonotonicTime DemoClock::monotonic() const {
    return steady_now();
}

std::chrono::system_clock::time_point DemoClock::system_time_of(UtcTime when) const {
    const std::chrono::duration<double, std::micro> left{static_cast<double>((when - now()).count()) / speed_};
    return std::chrono::system_clock::now() + std::chrono::ceil<std::chrono::system_clock::duration>(left);
}

}  // namespace hometime

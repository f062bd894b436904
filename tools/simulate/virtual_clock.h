// Virtual time. The wall clock may be wrong and may be set; elapsed time and true time go on as they are told.
#pragma once

#include <algorithm>

#include "eventstore/base/clock.h"

namespace hometime::simulation {

/// One thread.
class VirtualClock final : public Clock {
public:
    explicit VirtualClock(UtcTime start) : began_(start), true_(start) {}

    [[nodiscard]] UtcTime now() const override { return true_ + error_; }
    [[nodiscard]] MonotonicTime monotonic() const override { return MonotonicTime{true_ - began_}; }
    /// Nobody in a simulation waits by the computer's clock.
    [[nodiscard]] std::chrono::system_clock::time_point system_time_of(UtcTime when) const override {
        return std::chrono::system_clock::time_point{when.time_since_epoch()};
    }

    [[nodiscard]] UtcTime true_time() const { return true_; }
    void advance_to(UtcTime true_time) { true_ = std::max(true_, true_time); }
    /// How far the wall clock is ahead of the truth.
    [[nodiscard]] std::chrono::microseconds error() const { return error_; }
    void set_error(std::chrono::microseconds error) { error_ = error; }

private:
    UtcTime began_;
    UtcTime true_;
    std::chrono::microseconds error_{0};
};

}  // namespace hometime::simulation

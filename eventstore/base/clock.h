// Time comes in here. Nothing in the core asks the system.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

#include "eventstore/base/time.h"

namespace hometime {

class Clock {
public:
    virtual ~Clock() = default;
    /// Wall time, UTC. May jump. For stamping facts.
    [[nodiscard]] virtual UtcTime now() const = 0;
    /// Never goes back. For elapsed time; means nothing after a restart.
    [[nodiscard]] virtual MonotonicTime monotonic() const = 0;
    /// The system_clock reading at which now() will show `when`: what a timer must wait for.
    [[nodiscard]] virtual std::chrono::system_clock::time_point system_time_of(UtcTime when) const = 0;
};

/// The computer's clock.
class SystemClock final : public Clock {
public:
    [[nodiscard]] UtcTime now() const override;
    [[nodiscard]] MonotonicTime monotonic() const override;
    [[nodiscard]] std::chrono::system_clock::time_point system_time_of(UtcTime when) const override;
};

/// A demonstration's clock: starts at `start`, runs `speed` times as fast as the computer's.
class DemoClock final : public Clock {
public:
    DemoClock(UtcTime start, double speed);
    [[nodiscard]] UtcTime now() const override;
    [[nodiscard]] MonotonicTime monotonic() const override;
    [[nodiscard]] std::chrono::system_clock::time_point system_time_of(UtcTime when) const override;

private:
    UtcTime start_;
    double speed_;
    std::chrono::steady_clock::time_point began_;
};

/// A test's clock: stands still until told. Safe to read from any thread.
class ManualClock final : public Clock {
public:
    explicit ManualClock(UtcTime start) : micros_(to_unix_micros(start)) {}
    void set(UtcTime when) { micros_.store(to_unix_micros(when)); }
    void advance(std::chrono::microseconds by) { micros_.fetch_add(by.count()); }
    [[nodiscard]] UtcTime now() const override { return from_unix_micros(micros_.load()); }
    [[nodiscard]] MonotonicTime monotonic() const override {
        return MonotonicTime{std::chrono::microseconds{micros_.load()}};
    }
    [[nodiscard]] std::chrono::system_clock::time_point system_time_of(UtcTime when) const override {
        return std::chrono::system_clock::time_point{when.time_since_epoch()};
    }

private:
    std::atomic<std::int64_t> micros_;
};

}  // namespace hometime

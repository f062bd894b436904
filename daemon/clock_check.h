// Whether the computer's clock can be right, before anything is recorded by it: what is recorded under a wrong year is
// wrong for ever, and windows open by it.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "eventstore/log.h"

namespace hometime {

struct ClockLimits {
    UtcTime built_at;  ///< when this program was made: no clock is right that shows an earlier time
    /// The newest record may be older than the clock by so much. Source: reliability contract, 7.1; longer than a
    /// summer holiday.
    std::chrono::hours ahead_max{24 * 90};
    /// And younger by so much: a start just after the clock was set right. Records keep the later time until the clock
    /// has passed it.
    std::chrono::minutes behind_max{5};
};

/// When this program was made.
[[nodiscard]] UtcTime build_time();
/// When the newest record of all schools was recorded. Empty: there is none, or it cannot be read.
[[nodiscard]] std::optional<UtcTime> newest_record(const EventLog& log);
/// What is wrong with the clock, in words that say what to do; empty: it may be right.
[[nodiscard]] std::string complain_of_clock(const ClockLimits& limits, UtcTime now, std::optional<UtcTime> newest);

}  // namespace hometime

// What a seed makes of a school and its year: how large it is, when it may be reached, and what goes wrong.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "eventstore/events/catalogue.h"
#include "tools/simulate/chance.h"

namespace hometime::simulation {

/// What goes wrong. Which of them a year has, and how often, is drawn with its seed.
enum class Fault : std::uint8_t {
    crash,           ///< the process is cut off within a commit
    kill,            ///< it is killed between two
    disk_refuses,    ///< a write fails: the process ends of itself
    disk_full,       ///< nothing but what concerns a child's safety is stored for a while
    pause,           ///< the process stands still and goes on
    clock_nudged,    ///< the wall clock is set by seconds
    clock_hour,      ///< by up to an hour
    clock_day,       ///< by a day, and set right later
    silent_channel,  ///< a channel has no answer, although what it was given may have arrived
    repeats,         ///< commands come twice
    views_lost,      ///< what the views hold is gone at a start
};
inline constexpr std::size_t kFaults = 11;

struct Size {
    int classes = 3;
    int pupils = 5;      ///< of each class
    int acts_a_day = 7;  ///< what people do on a school day, about
};
/// A school as reliability is promised for: 900 pupils, 110 members of staff.
inline constexpr Size kWholeSchool{30, 30, 330};

struct Plan {
    std::uint64_t seed = 0;
    Size size;
    std::string zone;
    LocalDate first;
    int days = 0;
    Policy policy;
    std::vector<DateRange> terms;
    std::array<std::uint64_t, kFaults> faults{};  ///< per mille a day; 0: never
    [[nodiscard]] std::uint64_t rate(Fault fault) const { return faults[static_cast<std::size_t>(fault)]; }
};

/// A year from September on, `days` long.
[[nodiscard]] Plan draw_plan(std::uint64_t seed, Size size, int days);

}  // namespace hometime::simulation

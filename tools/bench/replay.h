// How fast history is read back: into decision state in memory, and into the views on disk.
#pragma once

#include <cstdint>
#include <filesystem>

namespace hometime::bench {

struct ReplayRates {
    std::uint64_t records = 0;
    double bare_scan = 0;  ///< records a second that a bare iterator passes over
    double decode = 0;     ///< records a second read, checked and decoded, by one thread
    double replay = 0;     ///< records a second read, checked, decoded and folded in memory; nothing unsealed
    double rebuild = 0;    ///< records a second folded into all views and written
};

/// Fills a log under `scratch` with `records` messages or so, and reads it `rounds` times; the best of each.
/// Throws std::runtime_error.
[[nodiscard]] ReplayRates measure_replay(const std::filesystem::path& scratch, std::uint64_t records, int rounds);

}  // namespace hometime::bench

// How long a start takes, by how much there is.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

namespace hometime::bench {

/// Ten years of one school. Source: the simulated school year, times ten.
inline constexpr std::uint64_t kTenYearsRecords = 1'200'000;

struct LogSize {
    std::uint64_t schools = 1;
    std::uint64_t records = 0;  ///< of all together
};

/// Seconds, medians. `cold`: the pages of the folder's files were dropped before.
struct StartTimes {
    std::uint64_t schools = 0;
    std::uint64_t records = 0;
    double serves = 0;     ///< until requests are taken
    double shows_all = 0;  ///< until the views hold all that the log holds
    double cold_serves = 0;
    double cold_shows_all = 0;
};

/// Makes a data folder of that size below `folder`, unless one is there from before, lets a daemon fold its views, and
/// starts one on it `rounds` times, warm and cold by turns. Throws std::runtime_error.
[[nodiscard]] StartTimes measure_start(const std::filesystem::path& folder, LogSize size, int rounds);

/// Has the system forget the pages of all files below `folder`; what is not written yet is synced first.
void drop_pages(const std::filesystem::path& folder);
/// Adds school days to the school in `folder` until it has so many records; makes it where there is none.
void grow_to(const std::filesystem::path& folder, std::uint64_t records, std::uint64_t school);

[[nodiscard]] double median(std::vector<double> values);

}  // namespace hometime::bench

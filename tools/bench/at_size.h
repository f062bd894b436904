// Whether a command costs more in a large log than in a small one.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

namespace hometime::bench {

inline constexpr std::uint64_t kSmallRecords = 10'000;
/// More than forty years of one school.
inline constexpr std::uint64_t kLargeRecords = 5'000'000;

/// Seconds a command, medians of rounds that were measured in turns.
struct CostAtSize {
    std::uint64_t writers = 0;
    std::uint64_t small_records = 0;
    std::uint64_t large_records = 0;
    double small = 0;
    double large = 0;
    double ratio = 0;  ///< the median of the rounds' own ratios
};

/// Makes both logs below `folder`, unless they are there from before, and sends messages to one and the other, `rounds`
/// times, with 1 writer and with 64. Throws std::runtime_error.
[[nodiscard]] std::vector<CostAtSize> measure_at_size(const std::filesystem::path& folder, std::uint64_t large,
                                                      int rounds);

}  // namespace hometime::bench

// How fast a log is verified, beside what the machine could do at most.
#pragma once

#include <cstdint>
#include <filesystem>

namespace hometime::bench {

/// Records a second, each the median of the rounds, which take turns.
struct VerifyRates {
    std::uint64_t records = 0;
    double record_bytes = 0;  ///< on average
    double bare_scan = 0;     ///< that a bare iterator passes over
    double sha256 = 0;        ///< whose bytes SHA-256 takes in, all of them as one stream, from memory
    double log_only = 0;      ///< verified as a log: frames, order, keys, tree, tiles, signatures
    double whole = 0;         ///< verified whole: decoded and folded, decision state compared, too (no views are there)
};

/// Fills a log under `scratch` with `records` messages or so, and verifies it `rounds` times. Throws
/// std::runtime_error.
[[nodiscard]] VerifyRates measure_verify(const std::filesystem::path& scratch, std::uint64_t records, int rounds);

}  // namespace hometime::bench

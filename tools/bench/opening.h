// The hardest minute of a day: every teacher's window opens at once, and a stranger writes meanwhile.
#pragma once

#include <cstdint>
#include <filesystem>

namespace hometime::bench {

struct OpeningTimes {
    std::uint64_t teachers = 0;
    std::uint64_t messages = 0;
    double all = 0;  ///< seconds from the opening until the last digest was sealed, published and received
    double p50 = 0;  ///< the same of the digest in the middle, and of the one that 99 of 100 came before
    double p99 = 0;
    double commits = 0;  ///< the same batches, row for row, through RocksDB alone with one sync a batch, seconds
    double sends = 0;    ///< the same frames through a bare PUB and SUB, seconds
    double before_p50 =
        0;  ///< a stranger's message, from its sending to its acknowledgement, before the opening, seconds
    double before_p99 = 0;
    double during_p50 = 0;  ///< and while the window opens
    double during_p99 = 0;
};

/// A school on the disk of `scratch` with so many teachers, each with the same number of held messages, its views, its
/// notifier and its bus. Throws std::runtime_error.
[[nodiscard]] OpeningTimes measure_opening(const std::filesystem::path& scratch, std::size_t teachers,
                                           std::size_t messages);

}  // namespace hometime::bench

// When a disk counts as full. Configuration: docs/operations.md.
#pragma once

#include <cstdint>

namespace hometime {

struct SpaceLimits {
    /// Free below this, and what a flush of the log needs: nothing but what concerns a child's safety is taken. It
    /// covers what may still be on its way: batches, the views' and the credentials' flush, keys, checkpoints. Bytes.
    std::uint64_t reserve = std::uint64_t{64} << 20;
    /// The same in parts of the disk; of a large disk at most kPercentReserveMax.
    unsigned read_only_percent = 5;
    /// Free below this part of the disk: said in the journal and the metrics.
    unsigned alarm_percent = 20;
    /// Given up for what concerns a child's safety, and for a start on a full disk. Bytes; 0: none.
    std::uint64_t ballast = std::uint64_t{32} << 20;
};

/// Ten years of a school take less: no disk needs a larger reserve. Bytes.
inline constexpr std::uint64_t kPercentReserveMax = std::uint64_t{1} << 30;
/// Below this nothing is taken at all, for HEAD and the database must still be able to close. Bytes.
inline constexpr std::uint64_t kLastReserve = std::uint64_t{2} << 20;

}  // namespace hometime

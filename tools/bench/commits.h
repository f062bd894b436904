// Durable commits a second through the sequencer, beside what the same writes cost RocksDB alone.
#pragma once

#include <cstddef>
#include <filesystem>

namespace hometime::bench {

struct CommitRates {
    std::size_t writers = 0;
    std::size_t commands = 0;
    double batch = 0;            ///< commands a batch, on average
    double record_bytes = 0;     ///< a record's row, on average
    double rows_per_record = 0;  ///< other rows in the same batch, on average
    double per_second = 0;       ///< commands acknowledged
    double same_rows = 0;        ///< the same batches, row for row, through a bare WriteBatch with one sync each
    double records_alone = 0;    ///< the same with nothing but the records
};

/// Sends `commands` messages from `writers` guardians with one outstanding each, `rounds` times in a new folder under
/// `scratch`, the ceilings beside each; returns the round with the median rate. Throws std::runtime_error.
[[nodiscard]] CommitRates measure_commits(const std::filesystem::path& scratch, std::size_t writers,
                                          std::size_t commands, int rounds);

}  // namespace hometime::bench

// What the machine could do at most: the same writes and reads through RocksDB alone.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>

namespace hometime::bench {

/// Every write that a log's database got, in its batches, as its write-ahead log kept them.
class WrittenBatches {
public:
    /// Reads what stands in the write-ahead log of the closed database at `path`. Throws std::runtime_error when
    /// parts of it are gone (a table was flushed): measure fewer commands then.
    explicit WrittenBatches(const std::filesystem::path& path);
    ~WrittenBatches();
    WrittenBatches(const WrittenBatches&) = delete;
    WrittenBatches& operator=(const WrittenBatches&) = delete;

    /// Leaves out the first `batches`.
    void skip(std::size_t batches);
    [[nodiscard]] std::size_t batches() const;
    [[nodiscard]] std::size_t records() const;
    /// Average bytes of a record's row, without its key.
    [[nodiscard]] double record_bytes() const;
    /// Rows of other tables for each record.
    [[nodiscard]] double rows_per_record() const;

    /// Builds and writes the same batches in a new database at `path`, with the log's options and one sync a batch.
    /// `records_only`: without the rows of state, replies and meta. Returns the seconds.
    [[nodiscard]] double write_again(const std::filesystem::path& path, bool records_only) const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// Seconds that a bare iterator takes over all records of the closed database at `path`; `records` counts them.
[[nodiscard]] double scan_records(const std::filesystem::path& path, std::uint64_t& records);
/// Moves what is in the write-ahead log into sorted files, as a day's work would have.
void flush_all(const std::filesystem::path& path);

}  // namespace hometime::bench

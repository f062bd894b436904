#include "eventstore/rocks_options.h"

#include <rocksdb/cache.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/merge_operator.h>
#include <rocksdb/options.h>
#include <rocksdb/table.h>

#include "eventstore/base/encoding.h"
#include "eventstore/rocks_logger.h"

namespace hometime {

namespace {

/// An idle daemon with everything it serves stays under 100 MiB: these are the log's part of it. Bytes.
constexpr std::size_t kBlockCacheBytes = std::size_t{32} << 20;
constexpr std::size_t kWriteBufferBytes = std::size_t{16} << 20;
/// All tables' write buffers together; the largest is flushed at the bound. Bytes.
constexpr std::size_t kAllWriteBuffersBytes = std::size_t{40} << 20;
/// A start reads the write-ahead log back: at 64 MiB well under a second. Bytes.
constexpr std::uint64_t kWalBytesMax = std::uint64_t{64} << 20;

/// What the list of files is given at once. It stays small, and a start on a nearly full disk needs the room. Bytes.
constexpr std::size_t kManifestBytes = std::size_t{64} << 10;

/// Adds up 8-byte big-endian counts. Its name is on disk.
class AddCounts final : public rocksdb::AssociativeMergeOperator {
public:
    [[nodiscard]] const char* Name() const override { return "hometime.add_counts"; }
    bool Merge(const rocksdb::Slice&, const rocksdb::Slice* existing, const rocksdb::Slice& value, std::string* sum,
               rocksdb::Logger*) const override {
        const auto added = number(value);
        const auto before = existing == nullptr ? std::optional<std::uint64_t>(0) : number(*existing);
        if (!added || !before) return false;
        sum->clear();
        append_be(*sum, *before + *added);
        return true;
    }

private:
    static std::optional<std::uint64_t> number(const rocksdb::Slice& bytes) {
        if (bytes.size() != sizeof(std::uint64_t)) return std::nullopt;
        return load_be<std::uint64_t>(as_bytes({bytes.data(), bytes.size()}).data());
    }
};

}  // namespace

std::shared_ptr<rocksdb::Cache> block_cache() {
    return rocksdb::NewLRUCache(kBlockCacheBytes);
}

void read_in_parts(rocksdb::BlockBasedTableOptions& blocks) {
    blocks.index_type = rocksdb::BlockBasedTableOptions::kTwoLevelIndexSearch;
    blocks.partition_filters = true;
    blocks.pin_top_level_index_and_filter = true;
}

rocksdb::WriteOptions durable_write() {
    rocksdb::WriteOptions options;
    options.sync = true;         // RocksDB's own default is false: acknowledged would not mean durable.
    options.disableWAL = false;  // Said aloud.
    return options;
}

rocksdb::DBOptions database_options(DbMode mode) {
    rocksdb::DBOptions options;
    options.create_if_missing = mode == DbMode::write;
    options.create_missing_column_families = mode == DbMode::write;

    // What is damaged must be noticed. The default (kPointInTimeRecovery) opens a log with one flipped bit
    // and drops every synced record after it; this mode refuses all but an incomplete last write.
    options.wal_recovery_mode = mode == DbMode::salvage ? rocksdb::WALRecoveryMode::kPointInTimeRecovery
                                                        : rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
    options.paranoid_checks = true;                   // every checksum, and the size of every file at open
    options.verify_sst_unique_id_in_manifest = true;  // another database's file, or another file's name
    options.allow_mmap_reads = false;                 // an I/O error is a status, not SIGBUS
    options.allow_mmap_writes = false;

    // One write-ahead log, written before the answer and never reused.
    options.manual_wal_flush = false;             // a write is handed to the system before it returns
    options.recycle_log_file_num = 0;             // a reused file ends in old records, which recovery may take for new
    options.wal_bytes_per_sync = 0;               // every write syncs already
    options.avoid_flush_during_recovery = false;  // what was replayed rests in sorted files, the old log goes
    options.unordered_write = false;              // order is the promise
    options.two_write_queues = false;             // one writer
    options.enable_pipelined_write = false;       // one writer
    options.allow_concurrent_memtable_write = false;  // one writer: plain inserts cost less
    options.max_total_wal_size = kWalBytesMax;

    // After a background error the process stops and starts again: no repair while running.
    options.max_bgerror_resume_count = 0;
    options.manifest_preallocation_size = kManifestBytes;

    // RocksDB's own log file would abort the process on a full disk (Debian's build has assertions on).
    options.info_log = make_rocks_logger();
    options.stats_dump_period_sec = 0;
    options.stats_persist_period_sec = 0;

    options.db_write_buffer_size = kAllWriteBuffersBytes;
    options.max_open_files = -1;      // a secondary must keep files that the owner deletes
    options.max_background_jobs = 2;  // two cores serve the people
    return options;
}

rocksdb::ColumnFamilyOptions table_options(Table table, const std::shared_ptr<rocksdb::Cache>& cache) {
    rocksdb::BlockBasedTableOptions blocks;
    blocks.block_cache = cache;
    blocks.cache_index_and_filter_blocks = true;  // so that the cache bounds all of it
    read_in_parts(blocks);
    blocks.format_version = 5;
    blocks.checksum = rocksdb::kXXH3;

    rocksdb::ColumnFamilyOptions options;
    options.write_buffer_size = kWriteBufferBytes;
    options.memtable_protection_bytes_per_key = 8;  // memory errors between write and flush are noticed
    options.force_consistency_checks = true;
    options.merge_operator = std::make_shared<AddCounts>();
    options.compression = rocksdb::kLZ4Compression;  // a third of the bytes, at little less than a plain scan's speed
    switch (table) {
        case Table::meta: options.compression = rocksdb::kNoCompression; break;  // hashes
        case Table::records: blocks.block_size = 16 * 1024; break;               // read in long runs
        case Table::replies:
            // Every command asks whether its reply is there, and nearly always it is not: the filter over what is still
            // in memory says so without a search.
            options.memtable_prefix_bloom_size_ratio = 0.1;
            options.memtable_whole_key_filtering = true;
            [[fallthrough]];
        case Table::state: blocks.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10)); break;  // often absent
    }
    options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(blocks));
    return options;
}

}  // namespace hometime

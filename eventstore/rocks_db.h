// The database under the log: RocksDB behind plain types. Knows tables, keys and bytes, not records.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "eventstore/base/result.h"
#include "eventstore/head.h"

namespace rocksdb {
class Env;
}

namespace hometime {

/// Column families. They share one write-ahead log, so a batch over several is one atomic write; each has
/// its own files, so that a scan of the records reads records only. Names and contents are on disk.
enum class Table : std::uint8_t {
    meta,     ///< commit number, right edges, full tiles
    records,  ///< school, sequence -> frame
    state,    ///< rows of decision state
    replies,  ///< stored replies, by command
};
inline constexpr std::array kAllTables{Table::meta, Table::records, Table::state, Table::replies};

enum class DbMode : std::uint8_t {
    write,      ///< the owner's; makes the database where there is none
    read_only,  ///< nobody writes meanwhile; refuses a damaged write-ahead log
    salvage,    ///< as read_only, but serves what stands before the damage: for evidence only
    secondary,  ///< beside the owner; sees what catch_up() read
};

struct DbOptions {
    std::filesystem::path path;
    DbMode mode = DbMode::write;
    std::filesystem::path scratch;  ///< secondary only: an own, empty folder
    rocksdb::Env* env = nullptr;    ///< null: the system's. Tests wrap it to see and fail each call.
};

/// Changes that are written together. Keeps its memory when cleared.
class DbBatch {
public:
    ~DbBatch();
    DbBatch(DbBatch&&) noexcept;
    DbBatch& operator=(DbBatch&&) noexcept;

    void put(Table table, std::string_view key, std::string_view value);
    void erase(Table table, std::string_view key);
    /// Adds one to a count. Read it with RocksDb::count().
    void add_one(Table table, std::string_view key);
    void clear();

private:
    friend class RocksDb;
    struct Impl;
    explicit DbBatch(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

/// A moment of the database, for reads that must agree with each other. Must end before its database.
class DbSnapshot;

class RocksDb {
public:
    /// Errors: `corrupt` what is there does not open as it was written; `not_found` nothing is there (not in
    /// write mode); `unavailable` the disk refused; `busy` another process has it open; `permission`.
    [[nodiscard]] static Result<std::unique_ptr<RocksDb>> open(const DbOptions& options);
    ~RocksDb();
    RocksDb(const RocksDb&) = delete;
    RocksDb& operator=(const RocksDb&) = delete;

    /// An empty batch for this database; must end before it.
    [[nodiscard]] DbBatch batch();
    /// Writes `batch` and syncs the write-ahead log. One thread at a time.
    /// Errors: `unavailable` the disk refused; it may be there or not. Every later write fails too.
    [[nodiscard]] Result<void> write(DbBatch& batch);
    /// Errors: `unavailable` the disk refused something that was not asked for: a flush, a compaction. Stop, as if a
    /// write had failed. Any thread.
    [[nodiscard]] Result<void> background() const;
    /// The write-ahead log that the last write went to, and its length.
    [[nodiscard]] Result<FileExtent> wal() const;
    /// Moves what is in memory into sorted files and begins a new write-ahead log.
    [[nodiscard]] Result<void> flush() const;
    /// Makes `folder`, which must not exist, a copy of the database as it stands now: links of its files, which never
    /// change, and copies of the others. Nobody may write meanwhile. Not synced: it is there to be copied from.
    /// Errors: `unavailable` the disk refused.
    [[nodiscard]] Result<void> checkpoint(const std::filesystem::path& folder) const;

    /// Any thread. `at` null: now. Errors: `corrupt` a checksum failed, `unavailable`.
    [[nodiscard]] Result<std::optional<std::string>> get(Table table, std::string_view key,
                                                         const DbSnapshot* at = nullptr) const;
    /// The values of `keys`, which ascend, until `visit` returns false: it gets a key's place among them, and nothing
    /// where there is no such key. Keys that stand close together cost a step each, others a search. Views passed to
    /// `visit` live until it returns. Errors as get().
    [[nodiscard]] Result<void> get_each(
        Table table, std::span<const std::string> keys,
        const std::function<bool(std::size_t place, std::optional<std::string_view> value)>& visit,
        const DbSnapshot* at = nullptr) const;
    /// How often add_one() was written; 0 for an absent key. Errors as get().
    [[nodiscard]] Result<std::uint64_t> count(Table table, std::string_view key) const;
    /// Keys in [begin, end) in order, until `visit` returns false; an empty `end` is the table's. Views
    /// passed to `visit` live until it returns. `ahead`: read far ahead, for long scans. Errors as get().
    [[nodiscard]] Result<void> scan(Table table, std::string_view begin, std::string_view end, bool ahead,
                                    const std::function<bool(std::string_view key, std::string_view value)>& visit,
                                    const DbSnapshot* at = nullptr) const;
    [[nodiscard]] std::shared_ptr<const DbSnapshot> snapshot() const;

    /// Bytes that are in memory and in the write-ahead log only: a flush, or a start, writes them once more.
    [[nodiscard]] std::uint64_t unflushed() const;
    /// From now on no compaction is begun that would leave less than `kept` of `free` bytes on the disk: it is put off.
    /// A flush is never put off. Any thread; changes no data.
    void keep_free(std::uint64_t free, std::uint64_t kept) const;

    /// Secondary only: reads what the owner wrote since.
    [[nodiscard]] Result<void> catch_up();

private:
    struct Impl;
    explicit RocksDb(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

/// Whether anything was ever written to a database at `path`. False: there is none, or a start died while
/// making it.
[[nodiscard]] bool database_holds_anything(const std::filesystem::path& path);

/// `prefix` as the end of a range: the first key after all that begin with it. Empty: no such key.
[[nodiscard]] std::string after_prefix(std::string_view prefix);

}  // namespace hometime

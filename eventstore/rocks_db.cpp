#include "eventstore/rocks_db.h"

#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/listener.h>
#include <rocksdb/sst_file_manager.h>
#include <rocksdb/transaction_log.h>
#include <rocksdb/utilities/checkpoint.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "eventstore/base/encoding.h"
#include "eventstore/base/mutants.h"
#include "eventstore/rocks_logger.h"
#include "eventstore/rocks_options.h"
#include "eventstore/rocks_refusals.h"

namespace hometime {

namespace {

/// Names on disk, by Table. Never changed.
constexpr std::array<const char*, kAllTables.size()> kTableNames{"default", "records", "state", "replies"};
/// What a batch begins with, bytes; it grows as needed and is kept.
constexpr std::size_t kBatchBytes = std::size_t{64} << 10;
/// Check bytes that travel with each key of a batch, from put() to the write buffer.
constexpr std::size_t kProtectionBytes = 8;
/// How far a long scan reads ahead, bytes.
constexpr std::size_t kReadAheadBytes = std::size_t{2} << 20;
/// Steps to the next wanted key before it is searched for: a search costs about as much as ten steps.
constexpr int kNearSteps = 8;

rocksdb::Slice slice(std::string_view text) {
    return {text.data(), text.size()};
}

bool says(const rocksdb::Status& status, std::string_view word) {
    return status.ToString().find(word) != std::string::npos;
}

ErrorCode code_of(const rocksdb::Status& status) {
    if (status.IsIOError()) {
        if (says(status, "lock ")) return ErrorCode::busy;
        if (says(status, "Permission denied")) return ErrorCode::permission;
        if (status.IsPathNotFound() || says(status, "No such file")) return ErrorCode::corrupt;  // a file is missing
        return ErrorCode::unavailable;
    }
    if (status.IsNoSpace() || status.IsShutdownInProgress() || status.IsTryAgain() || status.IsMemoryLimit()) {
        return ErrorCode::unavailable;
    }
    return ErrorCode::corrupt;
}

tl::unexpected<Error> failed(const rocksdb::Status& status) {
    return fail(code_of(status), "database: " + without_keys(status.ToString()));
}

/// Remembers that a flush or a compaction failed: RocksDB itself may go on after such a failure, we never do.
class BackgroundErrors final : public rocksdb::EventListener {
public:
    void OnBackgroundError(rocksdb::BackgroundErrorReason, rocksdb::Status* status) override {
        const std::scoped_lock lock(mutex_);
        if (!status->ok() && what_.empty()) what_ = without_keys(status->ToString());
        failed_ = !what_.empty();
    }
    /// What RocksDB's own repair does to the write-ahead log is not to be trusted in 7.8: a restart repairs.
    void OnErrorRecoveryBegin(rocksdb::BackgroundErrorReason, rocksdb::Status, bool* by_itself) override {
        *by_itself = false;
    }
    [[nodiscard]] std::optional<std::string> first() const {
        if (!failed_) return std::nullopt;
        const std::scoped_lock lock(mutex_);
        return what_;
    }

private:
    mutable std::mutex mutex_;
    std::string what_;
    std::atomic<bool> failed_ = false;
};

}  // namespace

struct DbBatch::Impl {
    explicit Impl(const std::vector<rocksdb::ColumnFamilyHandle*>& handles)
        : tables(handles), writes(kBatchBytes, 0, kProtectionBytes, 0) {}
    const std::vector<rocksdb::ColumnFamilyHandle*>& tables;
    rocksdb::WriteBatch writes;
    rocksdb::Status failed;  ///< the first change that could not be added
};

DbBatch::DbBatch(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
DbBatch::~DbBatch() = default;
DbBatch::DbBatch(DbBatch&&) noexcept = default;
DbBatch& DbBatch::operator=(DbBatch&&) noexcept = default;

void DbBatch::put(Table table, std::string_view key, std::string_view value) {
    const auto status = impl_->writes.Put(impl_->tables[static_cast<std::size_t>(table)], slice(key), slice(value));
    if (!status.ok()) impl_->failed = status;
}

void DbBatch::erase(Table table, std::string_view key) {
    const auto status = impl_->writes.Delete(impl_->tables[static_cast<std::size_t>(table)], slice(key));
    if (!status.ok()) impl_->failed = status;
}

void DbBatch::add_one(Table table, std::string_view key) {
    std::string one;
    append_be(one, std::uint64_t{1});
    const auto status = impl_->writes.Merge(impl_->tables[static_cast<std::size_t>(table)], slice(key), one);
    if (!status.ok()) impl_->failed = status;
}

void DbBatch::clear() {
    impl_->writes.Clear();
    impl_->failed = rocksdb::Status::OK();
}

class DbSnapshot {
public:
    explicit DbSnapshot(rocksdb::DB& db) : db_(db), snapshot_(db.GetSnapshot()) {}
    ~DbSnapshot() { db_.ReleaseSnapshot(snapshot_); }
    DbSnapshot(const DbSnapshot&) = delete;
    DbSnapshot& operator=(const DbSnapshot&) = delete;
    [[nodiscard]] const rocksdb::Snapshot* get() const { return snapshot_; }

private:
    rocksdb::DB& db_;
    const rocksdb::Snapshot* snapshot_;
};

struct RocksDb::Impl {
    std::shared_ptr<DiskRefusals> refusals = std::make_shared<DiskRefusals>();
    std::unique_ptr<rocksdb::Env> env;  ///< write mode only; outlives db
    std::unique_ptr<rocksdb::DB> db;
    std::vector<rocksdb::ColumnFamilyHandle*> tables;
    rocksdb::WriteOptions durable = durable_write();
    std::shared_ptr<rocksdb::SstFileManager> files;  ///< write mode only
    std::shared_ptr<BackgroundErrors> errors = std::make_shared<BackgroundErrors>();

    [[nodiscard]] rocksdb::ColumnFamilyHandle* table(Table which) const {
        return tables[static_cast<std::size_t>(which)];
    }
    Impl() = default;
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;
    ~Impl() {
        if (!db) return;
        for (auto* handle : tables) db->DestroyColumnFamilyHandle(handle).PermitUncheckedError();
        // Nothing is lost when closing fails: whatever was acknowledged is synced, and HEAD checks it.
        db->Close().PermitUncheckedError();
    }
};

RocksDb::RocksDb(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
RocksDb::~RocksDb() = default;

Result<std::unique_ptr<RocksDb>> RocksDb::open(const DbOptions& options) {
    auto settings = database_options(options.mode);
    auto impl = std::make_unique<Impl>();
    if (options.env != nullptr) settings.env = options.env;
    if (options.mode == DbMode::write) {
        impl->env = noting_refusals(*settings.env, options.path.string(), impl->refusals);
        settings.env = impl->env.get();
        settings.sst_file_manager.reset(rocksdb::NewSstFileManager(settings.env));
    }
    const auto cache = block_cache();
    std::vector<rocksdb::ColumnFamilyDescriptor> tables;
    for (const auto table : kAllTables) {
        tables.emplace_back(kTableNames[static_cast<std::size_t>(table)], table_options(table, cache));
    }
    settings.listeners.push_back(impl->errors);
    rocksdb::DB* db = nullptr;
    rocksdb::Status status;
    switch (options.mode) {
        case DbMode::write: status = rocksdb::DB::Open(settings, options.path, tables, &impl->tables, &db); break;
        case DbMode::read_only:
        case DbMode::salvage:
            status = rocksdb::DB::OpenForReadOnly(settings, options.path, tables, &impl->tables, &db);
            break;
        case DbMode::secondary:
            status = rocksdb::DB::OpenAsSecondary(settings, options.path, options.scratch, tables, &impl->tables, &db);
            break;
    }
    if (!status.ok()) return failed(status);
    impl->db.reset(db);
    impl->files = settings.sst_file_manager;
    return std::unique_ptr<RocksDb>(new RocksDb(std::move(impl)));
}

DbBatch RocksDb::batch() {
    return DbBatch(std::make_unique<DbBatch::Impl>(impl_->tables));
}

Result<void> RocksDb::write(DbBatch& batch) {
    if (!batch.impl_->failed.ok()) return failed(batch.impl_->failed);
    if (mutant(Mutant::wal_unsynced)) impl_->durable.sync = false;
    const auto status = impl_->db->Write(impl_->durable, &batch.impl_->writes);
    if (status.ok()) return background();
    // Whatever the reason: it may be there or not.
    return fail(ErrorCode::unavailable, "database: " + without_keys(status.ToString()));
}

Result<void> RocksDb::background() const {
    if (const auto refused = impl_->refusals->first()) {
        return fail(ErrorCode::unavailable, "database: the disk refused: " + *refused);
    }
    const auto error = impl_->errors->first();
    if (!error) return {};
    return fail(ErrorCode::unavailable, "database: a flush or a compaction failed: " + *error);
}

Result<FileExtent> RocksDb::wal() const {
    std::unique_ptr<rocksdb::LogFile> file;
    const auto status = impl_->db->GetCurrentWalFile(&file);
    if (!status.ok()) return failed(status);
    return FileExtent{file->LogNumber(), file->SizeFileBytes()};
}

Result<void> RocksDb::flush() const {
    const auto status = impl_->db->Flush(rocksdb::FlushOptions{}, impl_->tables);
    if (!status.ok()) return failed(status);
    return {};
}

Result<void> RocksDb::checkpoint(const std::filesystem::path& folder) const {
    rocksdb::Checkpoint* made = nullptr;
    if (const auto status = rocksdb::Checkpoint::Create(impl_->db.get(), &made); !status.ok()) return failed(status);
    const std::unique_ptr<rocksdb::Checkpoint> owner(made);
    // 0: whatever is in memory is flushed first, so that the copy's write-ahead log is empty.
    if (const auto status = made->CreateCheckpoint(folder.string(), 0); !status.ok()) return failed(status);
    return {};
}

Result<std::optional<std::string>> RocksDb::get(Table table, std::string_view key, const DbSnapshot* at) const {
    rocksdb::ReadOptions options;
    options.verify_checksums = !mutant(Mutant::checksums_unchecked);
    if (at != nullptr) options.snapshot = at->get();
    std::string value;
    const auto status = impl_->db->Get(options, impl_->table(table), slice(key), &value);
    if (status.ok()) return std::optional<std::string>(std::move(value));
    if (status.IsNotFound()) return std::optional<std::string>{};
    return failed(status);
}

Result<void> RocksDb::get_each(Table table, std::span<const std::string> keys,
                               const std::function<bool(std::size_t, std::optional<std::string_view>)>& visit,
                               const DbSnapshot* at) const {
    if (keys.empty()) return {};
    rocksdb::ReadOptions options;
    options.verify_checksums = !mutant(Mutant::checksums_unchecked);
    if (at != nullptr) options.snapshot = at->get();
    const std::unique_ptr<rocksdb::Iterator> rows(impl_->db->NewIterator(options, impl_->table(table)));
    rows->Seek(slice(keys.front()));
    for (std::size_t place = 0; place < keys.size(); ++place) {
        const auto wanted = slice(keys[place]);
        for (int steps = 0; steps < kNearSteps && rows->Valid() && rows->key().compare(wanted) < 0; ++steps)
            rows->Next();
        if (rows->Valid() && rows->key().compare(wanted) < 0) rows->Seek(wanted);
        if (!rows->status().ok()) return failed(rows->status());
        const bool found = rows->Valid() && rows->key() == wanted;
        const auto value = found ? std::optional(std::string_view(rows->value().data(), rows->value().size()))
                                 : std::optional<std::string_view>();
        if (!visit(place, value)) return {};
    }
    return {};
}

Result<std::uint64_t> RocksDb::count(Table table, std::string_view key) const {
    const auto value = get(table, key);
    if (!value) return tl::unexpected(value.error());
    if (!*value) return 0;
    if ((*value)->size() != sizeof(std::uint64_t)) return fail(ErrorCode::corrupt, "database: a count is none");
    return load_be<std::uint64_t>(as_bytes(**value).data());
}

Result<void> RocksDb::scan(Table table, std::string_view begin, std::string_view end, bool ahead,
                           const std::function<bool(std::string_view, std::string_view)>& visit,
                           const DbSnapshot* at) const {
    const auto upper = slice(end);
    rocksdb::ReadOptions options;
    if (at != nullptr) options.snapshot = at->get();
    if (!end.empty()) options.iterate_upper_bound = &upper;
    if (ahead) {
        options.readahead_size = kReadAheadBytes;
        options.fill_cache = false;  // One long scan must not push out what people read.
    }
    const std::unique_ptr<rocksdb::Iterator> rows(impl_->db->NewIterator(options, impl_->table(table)));
    for (rows->Seek(slice(begin)); rows->Valid(); rows->Next()) {
        const auto key = rows->key();
        const auto value = rows->value();
        if (!visit({key.data(), key.size()}, {value.data(), value.size()})) return {};
    }
    if (!rows->status().ok()) return failed(rows->status());
    return {};
}

std::shared_ptr<const DbSnapshot> RocksDb::snapshot() const {
    return std::make_shared<const DbSnapshot>(*impl_->db);
}

std::uint64_t RocksDb::unflushed() const {
    std::uint64_t bytes = 0;
    for (auto* table : impl_->tables) {
        std::uint64_t of_table = 0;
        if (impl_->db->GetIntProperty(table, rocksdb::DB::Properties::kCurSizeAllMemTables, &of_table)) {
            bytes += of_table;
        }
    }
    return bytes;
}

/// A flush compares the bound with the files alone, a compaction adds its output and the buffer: with both raised by
/// the same margin, only compactions ever meet it.
void RocksDb::keep_free(std::uint64_t free, std::uint64_t kept) const {
    constexpr std::uint64_t kMargin = std::uint64_t{1} << 40;
    auto* files = impl_->files.get();
    if (files == nullptr) return;
    files->SetCompactionBufferSize(kept + kMargin);
    files->SetMaxAllowedSpaceUsage(files->GetTotalSize() + std::min(free, kMargin) + kMargin);
}

Result<void> RocksDb::catch_up() {
    const auto status = impl_->db->TryCatchUpWithPrimary();
    if (!status.ok()) return failed(status);
    return {};
}

bool database_holds_anything(const std::filesystem::path& path) {
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(path, error)) {
        const auto kind = entry.path().extension();
        if (kind == ".sst" || (kind == ".log" && entry.file_size(error) > 0)) return true;
    }
    return false;
}

std::string after_prefix(std::string_view prefix) {
    std::string end(prefix);
    while (!end.empty() && static_cast<unsigned char>(end.back()) == 0xFF) end.pop_back();
    if (!end.empty()) end.back() = static_cast<char>(static_cast<unsigned char>(end.back()) + 1);
    return end;
}

}  // namespace hometime

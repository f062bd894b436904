#include "tools/bench/ceiling.h"

#include <rocksdb/db.h>
#include <rocksdb/transaction_log.h>

#include <chrono>
#include <stdexcept>
#include <vector>

#include "eventstore/rocks_options.h"

namespace hometime::bench {

namespace {

constexpr std::size_t kReadAhead = std::size_t{2} << 20;  ///< bytes, as the log's own long scans

void require(const rocksdb::Status& status, const char* what) {
    if (!status.ok()) throw std::runtime_error(std::string(what) + ": " + status.ToString());
}

struct Closer {
    void operator()(rocksdb::DB* db) const {
        const auto status = db->Close();
        status.PermitUncheckedError();
        delete db;
    }
};

/// A database with the log's tables and options, opened by RocksDB itself.
class Bare {
public:
    Bare(const std::filesystem::path& path, DbMode mode) {
        if (mode == DbMode::write) std::filesystem::create_directories(path);
        auto options = database_options(mode);
        const auto cache = block_cache();
        std::vector<rocksdb::ColumnFamilyDescriptor> tables;
        for (const auto& name : names(options, path, mode)) {
            const auto index = tables.size();
            tables.emplace_back(name, table_options(kAllTables.at(std::min(index, kAllTables.size() - 1)), cache));
        }
        rocksdb::DB* opened = nullptr;
        if (mode == DbMode::write) {
            require(rocksdb::DB::Open(options, path.string(), tables, &tables_, &opened), "open");
        } else {
            require(rocksdb::DB::OpenForReadOnly(options, path.string(), tables, &tables_, &opened), "open");
        }
        db_.reset(opened);
    }
    ~Bare() {
        for (auto* table : tables_) {
            const auto status = db_->DestroyColumnFamilyHandle(table);
            status.PermitUncheckedError();
        }
    }
    Bare(const Bare&) = delete;
    Bare& operator=(const Bare&) = delete;

    rocksdb::DB& operator*() { return *db_; }
    rocksdb::DB* operator->() { return db_.get(); }
    rocksdb::ColumnFamilyHandle* table(Table table) { return tables_.at(static_cast<std::size_t>(table)); }
    const std::vector<rocksdb::ColumnFamilyHandle*>& tables() { return tables_; }

private:
    static std::vector<std::string> names(rocksdb::DBOptions& options, const std::filesystem::path& path, DbMode mode) {
        std::vector<std::string> found;
        const bool there = database_holds_anything(path);
        if (there) require(rocksdb::DB::ListColumnFamilies(options, path.string(), &found), "the tables");
        if (there) return found;
        if (mode != DbMode::write) throw std::runtime_error("no database at " + path.string());
        return {rocksdb::kDefaultColumnFamilyName, "records", "state", "replies"};
    }

    std::unique_ptr<rocksdb::DB, Closer> db_;
    std::vector<rocksdb::ColumnFamilyHandle*> tables_;
};

struct Write {
    enum class Kind : std::uint8_t { put, erase, merge } kind{};
    std::uint32_t table = 0;
    rocksdb::Slice key;
    rocksdb::Slice value;
};

/// Takes a batch apart. The slices live as long as the batch.
class Reader final : public rocksdb::WriteBatch::Handler {
public:
    explicit Reader(std::vector<Write>& into) : into_(into) {}
    rocksdb::Status PutCF(std::uint32_t table, const rocksdb::Slice& key, const rocksdb::Slice& value) override {
        into_.push_back({Write::Kind::put, table, key, value});
        return rocksdb::Status::OK();
    }
    rocksdb::Status DeleteCF(std::uint32_t table, const rocksdb::Slice& key) override {
        into_.push_back({Write::Kind::erase, table, key, {}});
        return rocksdb::Status::OK();
    }
    rocksdb::Status MergeCF(std::uint32_t table, const rocksdb::Slice& key, const rocksdb::Slice& value) override {
        into_.push_back({Write::Kind::merge, table, key, value});
        return rocksdb::Status::OK();
    }

private:
    std::vector<Write>& into_;
};

constexpr auto kRecords = static_cast<std::uint32_t>(Table::records);

double seconds_since(std::chrono::steady_clock::time_point began) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
}

}  // namespace

struct WrittenBatches::Impl {
    std::vector<std::unique_ptr<rocksdb::WriteBatch>> kept;
    std::vector<std::vector<Write>> batches;
    std::size_t records = 0;
    std::size_t record_bytes = 0;
    std::size_t rows = 0;

    void count() {
        records = record_bytes = rows = 0;
        for (const auto& batch : batches) {
            for (const auto& write : batch) {
                if (write.table != kRecords || write.key.size() < 2 * sizeof(std::uint64_t)) {
                    ++rows;
                } else {
                    ++records;
                    record_bytes += write.value.size();
                }
            }
        }
    }
};

WrittenBatches::WrittenBatches(const std::filesystem::path& path) : impl_(std::make_unique<Impl>()) {
    Bare bare(path, DbMode::read_only);
    std::unique_ptr<rocksdb::TransactionLogIterator> log;
    require(bare->GetUpdatesSince(1, &log), "the write-ahead log");
    rocksdb::SequenceNumber next = 0;
    for (; log->Valid(); log->Next()) {
        auto result = log->GetBatch();
        if (next != 0 && result.sequence != next) throw std::runtime_error("the write-ahead log has a gap");
        next = result.sequence + static_cast<rocksdb::SequenceNumber>(result.writeBatchPtr->Count());
        std::vector<Write> writes;
        Reader reader(writes);
        require(result.writeBatchPtr->Iterate(&reader), "a batch");
        impl_->kept.push_back(std::move(result.writeBatchPtr));
        impl_->batches.push_back(std::move(writes));
    }
    require(log->status(), "the write-ahead log");
    impl_->count();
}

WrittenBatches::~WrittenBatches() = default;

void WrittenBatches::skip(std::size_t batches) {
    const auto end = impl_->batches.begin() + static_cast<std::ptrdiff_t>(std::min(batches, impl_->batches.size()));
    impl_->batches.erase(impl_->batches.begin(), end);
    impl_->count();
}

std::size_t WrittenBatches::batches() const {
    return impl_->batches.size();
}
std::size_t WrittenBatches::records() const {
    return impl_->records;
}
double WrittenBatches::record_bytes() const {
    return static_cast<double>(impl_->record_bytes) / static_cast<double>(impl_->records);
}
double WrittenBatches::rows_per_record() const {
    return static_cast<double>(impl_->rows) / static_cast<double>(impl_->records);
}

double WrittenBatches::write_again(const std::filesystem::path& path, bool records_only) const {
    Bare bare(path, DbMode::write);
    const auto durable = durable_write();
    rocksdb::WriteBatch batch;
    const auto began = std::chrono::steady_clock::now();
    for (const auto& writes : impl_->batches) {
        batch.Clear();
        for (const auto& write : writes) {
            if (records_only && (write.table != kRecords || write.kind != Write::Kind::put)) continue;
            auto* table = bare.tables().at(write.table);
            switch (write.kind) {
                case Write::Kind::put: require(batch.Put(table, write.key, write.value), "put"); break;
                case Write::Kind::erase: require(batch.Delete(table, write.key), "delete"); break;
                case Write::Kind::merge: require(batch.Merge(table, write.key, write.value), "merge"); break;
            }
        }
        require(bare->Write(durable, &batch), "write");
    }
    return seconds_since(began);
}

double scan_records(const std::filesystem::path& path, std::uint64_t& records) {
    Bare bare(path, DbMode::read_only);
    rocksdb::ReadOptions options;
    options.readahead_size = kReadAhead;
    const auto began = std::chrono::steady_clock::now();
    const std::unique_ptr<rocksdb::Iterator> row(bare->NewIterator(options, bare.table(Table::records)));
    std::uint64_t bytes = 0;
    records = 0;
    for (row->SeekToFirst(); row->Valid(); row->Next()) {
        bytes += row->value().size();
        ++records;
    }
    const auto took = seconds_since(began);
    require(row->status(), "scan");
    if (bytes == 0) throw std::runtime_error("nothing to scan");
    return took;
}

void flush_all(const std::filesystem::path& path) {
    Bare bare(path, DbMode::write);
    require(bare->Flush({}, bare.tables()), "flush");
}

}  // namespace hometime::bench

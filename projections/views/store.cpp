#include "projections/views/store.h"

#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/table.h>

#include <algorithm>

#include "eventstore/rocks_logger.h"

namespace hometime {

namespace {

// The views' part of an idle daemon's memory. Bytes.
constexpr std::size_t kBlockCacheBytes = std::size_t{8} << 20;
constexpr std::size_t kWriteBufferBytes = std::size_t{2} << 20;       // of one view
constexpr std::size_t kAllWriteBuffersBytes = std::size_t{12} << 20;  // of all together
constexpr std::uint64_t kWalBytesMax = std::uint64_t{32} << 20;

rocksdb::Slice slice(std::string_view text) {
    return {text.data(), text.size()};
}
std::string_view text(const rocksdb::Slice& slice) {
    return {slice.data(), slice.size()};
}

Error error_of(const rocksdb::Status& status) {
    const auto says = status.ToString();
    auto code = ErrorCode::corrupt;
    if (status.IsIOError() || status.IsNoSpace() || status.IsTryAgain() || status.IsShutdownInProgress()) {
        code = ErrorCode::unavailable;
        if (says.find("lock ") != std::string::npos) code = ErrorCode::busy;
        if (says.find("Permission denied") != std::string::npos) code = ErrorCode::permission;
        if (status.IsPathNotFound() || says.find("No such file") != std::string::npos) code = ErrorCode::corrupt;
    }
    return {code, "views: " + without_keys(says)};
}
tl::unexpected<Error> failed(const rocksdb::Status& status) {
    return tl::unexpected<Error>(error_of(status));
}

rocksdb::DBOptions database_options(const ViewStoreOptions& wanted) {
    rocksdb::DBOptions options;
    options.create_if_missing = wanted.access == ViewAccess::owner;
    options.create_missing_column_families = options.create_if_missing;
    // A lost or torn tail is folded again; each view's rows and its cursor are one batch.
    options.wal_recovery_mode = rocksdb::WALRecoveryMode::kPointInTimeRecovery;
    options.max_total_wal_size = kWalBytesMax;
    options.db_write_buffer_size = kAllWriteBuffersBytes;
    options.paranoid_checks = true;
    options.allow_mmap_reads = false;  // an I/O error is a status, not SIGBUS
    options.max_open_files = -1;       // a reader beside the owner must keep files that the owner deletes
    options.max_background_jobs = 1;   // people come first
    options.info_log = make_rocks_logger();
    options.stats_dump_period_sec = 0;
    options.stats_persist_period_sec = 0;
    return options;
}

rocksdb::ColumnFamilyOptions view_options(const std::shared_ptr<rocksdb::Cache>& cache) {
    rocksdb::BlockBasedTableOptions blocks;
    blocks.block_cache = cache;
    blocks.cache_index_and_filter_blocks = true;  // so that the cache bounds all of it
    blocks.format_version = 5;
    rocksdb::ColumnFamilyOptions options;
    options.write_buffer_size = kWriteBufferBytes;
    options.arena_block_size = std::size_t{64} << 10;  // what an empty view costs
    options.compression = rocksdb::kLZ4Compression;
    options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(blocks));
    return options;
}

class Rows final : public ViewRows {
public:
    /// `moving`: the database is written meanwhile, so this moment of it is held. A reader beside the owner
    /// stands still by itself and has no snapshots.
    Rows(rocksdb::DB& db, rocksdb::ColumnFamilyHandle* view, bool moving)
        : db_(db), view_(view), snapshot_(moving ? db.GetSnapshot() : nullptr) {}
    ~Rows() override {
        if (snapshot_ != nullptr) db_.ReleaseSnapshot(snapshot_);
    }
    Rows(const Rows&) = delete;
    Rows& operator=(const Rows&) = delete;

    [[nodiscard]] std::optional<std::string> get(std::string_view key) const override {
        std::string value;
        const auto status = db_.Get(options(), view_, slice(key), &value);
        if (status.IsNotFound()) return std::nullopt;
        if (!status.ok()) throw ViewError("view_unreadable");
        return value;
    }
    void scan(std::string_view begin, std::string_view end, Direction direction, const Visit& visit) const override {
        const auto lower = slice(begin);
        const auto upper = slice(end);
        auto bounded = options();
        if (!begin.empty()) bounded.iterate_lower_bound = &lower;
        if (!end.empty()) bounded.iterate_upper_bound = &upper;
        const std::unique_ptr<rocksdb::Iterator> row(db_.NewIterator(bounded, view_));
        const bool forward = direction == Direction::forward;
        for (forward ? row->SeekToFirst() : row->SeekToLast(); row->Valid(); forward ? row->Next() : row->Prev()) {
            if (!visit(text(row->key()), text(row->value()))) return;
        }
        if (!row->status().ok()) throw ViewError("view_unreadable");
    }

private:
    [[nodiscard]] rocksdb::ReadOptions options() const {
        rocksdb::ReadOptions options;
        options.snapshot = snapshot_;
        return options;
    }

    rocksdb::DB& db_;
    rocksdb::ColumnFamilyHandle* view_;
    const rocksdb::Snapshot* snapshot_;
};

}  // namespace

struct ViewStore::Impl {
    struct View {
        ViewName name;
        std::string family;
        rocksdb::ColumnFamilyHandle* handle = nullptr;
    };

    std::unique_ptr<rocksdb::DB> db;
    std::shared_ptr<rocksdb::Cache> cache = rocksdb::NewLRUCache(kBlockCacheBytes);
    std::vector<View> views;
    std::vector<rocksdb::ColumnFamilyHandle*> strangers;  ///< the default family, and what is dropped
    bool owner = true;
    bool remade = false;

    Impl() = default;
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;
    ~Impl() {
        if (!db) return;
        for (const auto& view : views) db->DestroyColumnFamilyHandle(view.handle).PermitUncheckedError();
        for (auto* handle : strangers) db->DestroyColumnFamilyHandle(handle).PermitUncheckedError();
        db->Close().PermitUncheckedError();  // nothing here is the only copy
    }

    [[nodiscard]] const View* find(const ViewName& name) const {
        const auto found = std::find_if(views.begin(), views.end(), [&](const View& v) { return v.name == name; });
        return found == views.end() ? nullptr : &*found;
    }
    [[nodiscard]] rocksdb::Status open(const ViewStoreOptions& options);
    void adopt(const ViewStoreOptions& options, const std::vector<rocksdb::ColumnFamilyHandle*>& handles);
    [[nodiscard]] rocksdb::Status settle(const ViewStoreOptions& options);
};

/// Opens the families that are there.
rocksdb::Status ViewStore::Impl::open(const ViewStoreOptions& options) {
    const auto settings = database_options(options);
    const auto path = options.path.string();
    owner = options.access == ViewAccess::owner;
    std::vector<std::string> families;
    std::error_code error;  // whatever is wrong with the folder, opening says it
    if (owner) std::filesystem::create_directory(options.path, error);
    const bool there = std::filesystem::exists(options.path / "CURRENT", error);
    // None yet, or damaged: opening will say.
    if (!there || !rocksdb::DB::ListColumnFamilies(settings, path, &families).ok()) {
        families = {rocksdb::kDefaultColumnFamilyName};
    }
    std::vector<rocksdb::ColumnFamilyDescriptor> descriptors;
    for (const auto& family : families) descriptors.emplace_back(family, view_options(cache));
    std::vector<rocksdb::ColumnFamilyHandle*> handles;
    rocksdb::DB* opened = nullptr;
    const auto status =
        owner ? rocksdb::DB::Open(settings, path, descriptors, &handles, &opened)
              : rocksdb::DB::OpenAsSecondary(settings, path, options.scratch.string(), descriptors, &handles, &opened);
    if (!status.ok()) return status;
    db.reset(opened);
    adopt(options, handles);
    return settle(options);
}

void ViewStore::Impl::adopt(const ViewStoreOptions& options, const std::vector<rocksdb::ColumnFamilyHandle*>& handles) {
    for (auto* handle : handles) {
        const auto wanted = std::find_if(options.views.begin(), options.views.end(),
                                         [&](const ViewName& v) { return to_string(v) == handle->GetName(); });
        if (wanted == options.views.end()) {
            strangers.push_back(handle);
        } else {
            views.push_back({*wanted, handle->GetName(), handle});
        }
    }
}

/// The owner makes what is missing and drops what nobody folds any more; a reader catches up once.
rocksdb::Status ViewStore::Impl::settle(const ViewStoreOptions& options) {
    if (options.access == ViewAccess::beside) return db->TryCatchUpWithPrimary();
    for (auto* handle : strangers) {
        if (handle->GetName() == rocksdb::kDefaultColumnFamilyName) continue;
        if (auto status = db->DropColumnFamily(handle); !status.ok()) return status;
    }
    for (const auto& view : options.views) {
        if (find(view) != nullptr) continue;
        rocksdb::ColumnFamilyHandle* handle = nullptr;
        const auto family = to_string(view);
        if (auto status = db->CreateColumnFamily(view_options(cache), family, &handle); !status.ok()) return status;
        views.push_back({view, family, handle});
    }
    return rocksdb::Status::OK();
}

ViewStore::ViewStore(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
ViewStore::~ViewStore() = default;

Result<std::unique_ptr<ViewStore>> ViewStore::open(const ViewStoreOptions& options) {
    auto impl = std::make_unique<Impl>();
    auto status = impl->open(options);
    if (!status.ok() && options.access == ViewAccess::owner && error_of(status).code == ErrorCode::corrupt) {
        impl = std::make_unique<Impl>();
        std::error_code error;
        std::filesystem::remove_all(options.path, error);
        status = impl->open(options);
        impl->remade = true;
    }
    if (!status.ok()) return failed(status);
    return std::unique_ptr<ViewStore>(new ViewStore(std::move(impl)));
}

std::unique_ptr<ViewRows> ViewStore::read(const ViewName& view) const {
    const auto* found = impl_->find(view);
    if (found == nullptr) throw ViewError("view_unknown");
    return std::make_unique<Rows>(*impl_->db, found->handle, impl_->owner);
}

Result<void> ViewStore::write(std::span<const ViewWrite> writes) {
    rocksdb::WriteBatch batch;
    for (const auto& write : writes) {
        const auto* view = impl_->find(write.view);
        if (view == nullptr) return fail(ErrorCode::not_found, "view " + to_string(write.view) + " is not kept here");
        for (const auto& [key, value] : *write.rows) {
            const auto status =
                value ? batch.Put(view->handle, slice(key), slice(*value)) : batch.Delete(view->handle, slice(key));
            if (!status.ok()) return failed(status);
        }
    }
    rocksdb::WriteOptions unsynced;
    unsynced.sync = false;  // a view is not the truth: what a crash takes is folded again
    const auto status = impl_->db->Write(unsynced, &batch);
    if (!status.ok()) return failed(status);
    return {};
}

Result<void> ViewStore::clear(const ViewName& view) {
    const auto at =
        std::find_if(impl_->views.begin(), impl_->views.end(), [&](const auto& v) { return v.name == view; });
    if (at == impl_->views.end()) return fail(ErrorCode::not_found, "view " + to_string(view) + " is not kept here");
    if (const auto status = impl_->db->DropColumnFamily(at->handle); !status.ok()) return failed(status);
    impl_->db->DestroyColumnFamilyHandle(std::exchange(at->handle, nullptr)).PermitUncheckedError();
    const auto status = impl_->db->CreateColumnFamily(view_options(impl_->cache), at->family, &at->handle);
    if (!status.ok()) return failed(status);
    return {};
}

std::vector<ViewName> ViewStore::views() const {
    std::vector<ViewName> names;
    for (const auto& view : impl_->views) names.push_back(view.name);
    return names;
}

bool ViewStore::remade() const {
    return impl_->remade;
}

}  // namespace hometime

#include "projections/views/families.h"

#include <rocksdb/cache.h>
#include <rocksdb/env.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/table.h>

#include <algorithm>
#include <iterator>
#include <mutex>

#include "eventstore/rocks_logger.h"
#include "eventstore/rocks_options.h"

namespace hometime {

namespace {

// The views' part of an idle daemon's memory. Bytes.
constexpr std::size_t kBlockCacheBytes = std::size_t{8} << 20;
constexpr std::size_t kWriteBufferBytes = std::size_t{2} << 20;       // of one view
constexpr std::size_t kAllWriteBuffersBytes = std::size_t{12} << 20;  // of all together
constexpr std::size_t kManifestBytes = std::size_t{64} << 10;         // given to the list of files at once
constexpr std::uint64_t kWalBytesMax = std::uint64_t{32} << 20;
/// One in a hundred absent rows is looked for on disk; folds ask for many that are not there yet.
constexpr double kFilterBitsPerRow = 10;

rocksdb::DBOptions database_options(const ViewStoreOptions& wanted) {
    rocksdb::DBOptions options;
    options.create_if_missing = wanted.access != ViewAccess::beside;
    options.create_missing_column_families = options.create_if_missing;
    // A lost or torn tail is folded again; each view's rows and its cursor are one batch.
    options.wal_recovery_mode = rocksdb::WALRecoveryMode::kPointInTimeRecovery;
    options.max_total_wal_size = kWalBytesMax;
    options.manifest_preallocation_size = kManifestBytes;
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
    read_in_parts(blocks);
    blocks.filter_policy.reset(rocksdb::NewBloomFilterPolicy(kFilterBitsPerRow));
    blocks.format_version = 5;
    rocksdb::ColumnFamilyOptions options;
    options.write_buffer_size = kWriteBufferBytes;
    options.arena_block_size = std::size_t{64} << 10;  // what an empty view costs
    options.compression = rocksdb::kLZ4Compression;
    options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(blocks));
    return options;
}

// Rows of the default family: the family that serves a view, and the one in which it is built.
std::string serves(const ViewName& view) {
    return "serves/" + std::string(view.name);
}
std::string builds(const ViewName& view) {
    return "builds/" + std::string(view.name);
}

/// The two families that rows of one version may be in.
bool is_of(std::string_view family, const ViewName& view) {
    const auto name = to_string(view);
    return family == name || family == name + "+";
}
std::string other_than(std::string_view family, const ViewName& view) {
    const auto name = to_string(view);
    return family == name ? name + "+" : name;
}

ViewFamilyPtr named(const std::vector<ViewFamilyPtr>& families, std::string_view name) {
    const auto found =
        std::find_if(families.begin(), families.end(), [&](const auto& family) { return family->name() == name; });
    return found == families.end() ? nullptr : *found;
}

}  // namespace

Error view_error(const rocksdb::Status& status) {
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

ViewFamilies::~ViewFamilies() {
    if (!db_) return;
    places_.clear();
    marks_.reset();
    db_->Close().PermitUncheckedError();  // nothing here is the only copy
}

rocksdb::Status ViewFamilies::open(const ViewStoreOptions& options) {
    cache_ = rocksdb::NewLRUCache(kBlockCacheBytes);
    auto settings = database_options(options);
    const auto path = options.path.string();
    owner_ = options.access != ViewAccess::beside;
    std::vector<std::string> names;
    std::error_code error;  // whatever is wrong with the folder, opening says it
    if (options.access == ViewAccess::memory) {
        memory_.reset(rocksdb::NewMemEnv(rocksdb::Env::Default()));
        settings.env = memory_.get();
    } else if (owner_) {
        std::filesystem::create_directory(options.path, error);
    }
    const bool there = std::filesystem::exists(options.path / "CURRENT", error);
    // None yet, or damaged: opening will say.
    if (!there || memory_ || !rocksdb::DB::ListColumnFamilies(settings, path, &names).ok()) {
        names = {rocksdb::kDefaultColumnFamilyName};
    }
    std::vector<rocksdb::ColumnFamilyDescriptor> descriptors;
    for (const auto& name : names) descriptors.emplace_back(name, view_options(cache_));
    std::vector<rocksdb::ColumnFamilyHandle*> handles;
    rocksdb::DB* opened = nullptr;
    auto status =
        owner_ ? rocksdb::DB::Open(settings, path, descriptors, &handles, &opened)
               : rocksdb::DB::OpenAsSecondary(settings, path, options.scratch.string(), descriptors, &handles, &opened);
    if (!status.ok()) return status;
    db_.reset(opened);
    Opened families;
    for (auto* handle : handles) families.push_back(std::make_shared<ViewFamily>(*db_, handle));
    marks_ = named(families, rocksdb::kDefaultColumnFamilyName);
    std::erase(families, marks_);
    // A reader beside the owner has read the write-ahead log by now. TryCatchUpWithPrimary() must not be called:
    // RocksDB 7.8 follows families there that the owner has dropped since the manifest began, into freed memory.
    return settle(options, families);
}

rocksdb::Status ViewFamilies::settle(const ViewStoreOptions& options, Opened& families) {
    for (const auto& view : options.views) {
        if (auto status = place(options, view, families); !status.ok()) return status;
    }
    if (!owner_) return rocksdb::Status::OK();
    for (auto& family : families) {  // what no view took
        if (auto status = drop(family); !status.ok()) return status;
    }
    for (auto& places : places_) {
        if (places.serving) continue;
        const auto name = other_than(places.building ? places.building->name() : "", places.view);
        if (auto status = create(name, places.serving); !status.ok()) return status;
        const bool is_told = name == to_string(places.view) && marked(serves(places.view)).empty();
        if (!is_told) {
            if (auto status = mark(serves(places.view), name); !status.ok()) return status;
        }
        places.served = places.view;
    }
    return rocksdb::Status::OK();
}

/// Takes a view's families out of `families`.
rocksdb::Status ViewFamilies::place(const ViewStoreOptions& options, const ViewName& view, Opened& families) {
    ViewPlaces places{view, view, nullptr, nullptr};
    std::vector<ViewName> known{view};
    std::copy_if(options.readable.begin(), options.readable.end(), std::back_inserter(known),
                 [&](const ViewName& older) { return older.name == view.name; });
    auto serving = marked(serves(view));
    if (!owner_ && !serving.empty() && !named(families, serving)) {
        return rocksdb::Status::TryAgain("the owner made a view meanwhile");
    }
    const auto building = marked(builds(view));
    for (const auto& version : known) {  // Without a mark it is the family with the plain name.
        const auto plain = to_string(version);
        if (serving.empty() && plain != building && named(families, plain)) serving = plain;
    }
    for (const auto& version : known) {
        if (!is_of(serving, version)) continue;
        places.serving = named(families, serving);
        places.served = version;
    }
    if (is_of(building, view) && building != serving) places.building = named(families, building);
    std::erase(families, places.serving);
    std::erase(families, places.building);
    if (owner_ || places.serving) places_.push_back(std::move(places));
    return rocksdb::Status::OK();
}

rocksdb::Status ViewFamilies::create(const std::string& name, ViewFamilyPtr& made) {
    rocksdb::ColumnFamilyHandle* handle = nullptr;
    auto status = db_->CreateColumnFamily(view_options(cache_), name, &handle);
    if (status.ok()) made = std::make_shared<ViewFamily>(*db_, handle);
    return status;
}

rocksdb::Status ViewFamilies::drop(ViewFamilyPtr& family) {
    auto status = db_->DropColumnFamily(family->handle());
    if (status.ok()) family.reset();
    return status;
}

/// An empty `family` takes the mark away. Synced: what it tells of must not go before it.
rocksdb::Status ViewFamilies::mark(const std::string& key, const std::string& family) {
    rocksdb::WriteOptions synced;
    synced.sync = true;
    return family.empty() ? db_->Delete(synced, marks_->handle(), key)
                          : db_->Put(synced, marks_->handle(), key, family);
}

std::string ViewFamilies::marked(const std::string& key) const {
    std::string family;
    const auto status = db_->Get(rocksdb::ReadOptions(), marks_->handle(), key, &family);
    return status.ok() ? family : std::string();
}

std::optional<ViewPlaces> ViewFamilies::find(const ViewName& view) const {
    const std::shared_lock lock(mutex_);
    const auto found =
        std::find_if(places_.begin(), places_.end(), [&](const ViewPlaces& places) { return places.view == view; });
    if (found == places_.end()) return std::nullopt;
    return *found;
}

std::vector<ViewPlaces> ViewFamilies::all() const {
    const std::shared_lock lock(mutex_);
    return places_;
}

template <class Change>
void ViewFamilies::change(const ViewName& view, Change change) {
    const std::scoped_lock lock(mutex_);
    const auto found =
        std::find_if(places_.begin(), places_.end(), [&](const ViewPlaces& places) { return places.view == view; });
    if (found != places_.end()) change(*found);
}

rocksdb::Status ViewFamilies::clear(const ViewName& view) {
    auto places = find(view);
    if (!places) return rocksdb::Status::NotFound();
    const auto name = places->serving->name();
    if (auto status = drop(places->serving); !status.ok()) return status;
    ViewFamilyPtr made;
    if (auto status = create(name, made); !status.ok()) return status;
    change(view, [&](ViewPlaces& now) { now.serving = made; });
    return rocksdb::Status::OK();
}

rocksdb::Status ViewFamilies::begin(const ViewName& view) {
    if (auto status = abandon(view); !status.ok()) return status;
    const auto places = find(view);
    ViewFamilyPtr made;
    if (auto status = create(other_than(places->serving->name(), view), made); !status.ok()) return status;
    if (auto status = mark(builds(view), made->name()); !status.ok()) return status;
    change(view, [&](ViewPlaces& now) { now.building = made; });
    return rocksdb::Status::OK();
}

rocksdb::Status ViewFamilies::abandon(const ViewName& view) {
    auto places = find(view);
    if (!places) return rocksdb::Status::NotFound();
    if (!places->building) return rocksdb::Status::OK();
    if (auto status = mark(builds(view), {}); !status.ok()) return status;
    change(view, [](ViewPlaces& now) { now.building.reset(); });
    return drop(places->building);
}

rocksdb::Status ViewFamilies::promote(std::span<const ViewName> views) {
    std::vector<ViewPlaces> before;
    std::vector<rocksdb::ColumnFamilyHandle*> built;
    rocksdb::WriteBatch batch;
    for (const auto& view : views) {
        auto places = find(view);
        if (!places || !places->building) return rocksdb::Status::NotFound();
        built.push_back(places->building->handle());
        if (auto status = batch.Put(marks_->handle(), serves(view), places->building->name()); !status.ok())
            return status;
        if (auto status = batch.Delete(marks_->handle(), builds(view)); !status.ok()) return status;
        before.push_back(std::move(*places));
    }
    if (auto status = db_->Flush(rocksdb::FlushOptions(), built); !status.ok()) return status;
    rocksdb::WriteOptions synced;
    synced.sync = true;
    if (auto status = db_->Write(synced, &batch); !status.ok()) return status;
    {
        const std::scoped_lock lock(mutex_);
        for (const auto& view : views) {
            auto& now =
                *std::find_if(places_.begin(), places_.end(), [&](const auto& one) { return one.view == view; });
            now.serving = std::move(now.building);
            now.served = view;
        }
    }
    for (auto& old : before) {
        if (auto status = drop(old.serving); !status.ok()) return status;
    }
    return rocksdb::Status::OK();
}

}  // namespace hometime

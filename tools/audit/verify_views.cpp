#include "tools/audit/verify_views.h"

#include <algorithm>

#include "eventstore/data_folder.h"
#include "eventstore/folder_lock.h"
#include "projections/views/compare.h"

namespace hometime::tools {

namespace {

/// The owner may finish a file and drop another between two of our reads; the next try sees the new one. More often
/// than this in a row it is no coincidence.
constexpr int kTriesBesideOwner = 5;

/// The projections whose views are there.
Projections kept_projections(const ViewStore& store) {
    const auto kept = store.views();
    auto projections = views::all_projections();
    std::erase_if(projections, [&](const auto& projection) {
        return std::find(kept.begin(), kept.end(), projection->view()) == kept.end();
    });
    return projections;
}

}  // namespace

Result<KeptViews> KeptViews::open(const std::filesystem::path& data_folder) {
    const DataFolder folder{data_folder};
    KeptViews kept;
    std::error_code ignored;
    if (!std::filesystem::exists(folder.views() / "CURRENT", ignored)) return kept;
    auto scratch = ScratchFolder::make();
    if (!scratch) return tl::unexpected(scratch.error());
    kept.scratch_ = std::move(*scratch);
    const ViewStoreOptions options{folder.views(), views::all_views(), ViewAccess::beside, kept.scratch_->path()};
    auto store = ViewStore::open(options);
    for (int tries = 1; !store && tries < kTriesBesideOwner && is_locked(folder.lock()); ++tries) {
        store = ViewStore::open(options);
    }
    if (store) {
        kept.store_ = std::move(*store);
    } else {
        kept.unreadable_ = "the views cannot be read: delete views/ and start the daemon: " + store.error().detail;
    }
    return kept;
}

Result<std::string> KeptViews::compare(const RocksReader& log, std::uint64_t& compared) const {
    if (!store_) return unreadable_;
    auto folder = ScratchFolder::make();
    if (!folder) return tl::unexpected(folder.error());
    auto scratch = ViewStore::open({folder->path() / "views", views::all_views(), ViewAccess::owner, {}});
    if (!scratch) return tl::unexpected(scratch.error());
    auto projections = kept_projections(*store_);
    const auto count = projections.size();
    if (auto begun = begin_all(**scratch, projections); !begun) return tl::unexpected(begun.error());
    auto wrong = compare_views(log, *store_, (*scratch)->building(), std::move(projections));
    if (wrong && wrong->empty()) compared += count;
    return wrong;
}

}  // namespace hometime::tools

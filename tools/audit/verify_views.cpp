#include "tools/audit/verify_views.h"

#include <algorithm>

#include "eventstore/data_folder.h"
#include "eventstore/folder_lock.h"
#include "projections/views/folder.h"

namespace hometime::tools {

namespace {

/// The owner may finish a file and drop another between two of our reads; the next try sees the new one. More often
/// than this in a row it is no coincidence.
constexpr int kTriesBesideOwner = 5;

std::vector<std::pair<std::string, std::string>> rows_of(const ViewRows& rows) {
    std::vector<std::pair<std::string, std::string>> list;
    rows.scan({}, {}, Direction::forward, [&](std::string_view key, std::string_view value) {
        list.emplace_back(key, value);
        return true;
    });
    return list;
}

Result<std::string> compare_view(const RocksReader& log, const ViewStore& store, const ViewName& name,
                                 std::unique_ptr<Projection> projection) {
    Cursors until;
    for (const auto& head : log.heads()) until[head.school] = Sequence{};
    std::vector<std::pair<std::string, std::string>> actual;
    try {
        for (const auto& [school, sequence] : view_cursors(store, name)) until[school] = sequence;
        actual = rows_of(*store.read(name));
    } catch (const ViewError& error) {
        return to_string(name) + ": " + error.what();
    }
    MemoryViews rebuilt;
    Projections one;
    one.push_back(std::move(projection));
    if (auto done = rebuild_views(log, rebuilt, std::move(one), until); !done) {
        return to_string(name) + ": cannot be rebuilt: " + done.error().detail;
    }
    if (actual != rows_of(*rebuilt.read(name))) return to_string(name) + ": is not what the log folds into";
    return std::string();
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
    const auto kept = store_->views();
    for (auto& projection : views::all_projections()) {
        const auto name = projection->view();
        if (std::find(kept.begin(), kept.end(), name) == kept.end()) continue;
        auto wrong = compare_view(log, *store_, name, std::move(projection));
        if (!wrong || !wrong->empty()) return wrong;
        ++compared;
    }
    return std::string();
}

}  // namespace hometime::tools

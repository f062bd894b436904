// Where rows come from: memory, the log database behind a cache, and an overlay on either.
#include <deque>
#include <list>
#include <unordered_map>

#include "projections/state/school.h"

namespace hometime {

namespace {

std::shared_ptr<const Row> decoded(std::string_view key, std::string_view value) {
    const auto parsed = keys::parse(key);
    if (!parsed) throw StateError("decision state has a key that nothing writes");
    auto row = decode_row(parsed->kind, value);
    if (!row) throw StateError("decision state does not decode: " + row.error().detail);
    return std::make_shared<const Row>(std::move(*row));
}

}  // namespace

std::shared_ptr<const Row> MemoryRows::find(const std::string& key) const {
    const auto found = rows_.find(key);
    return found == rows_.end() ? nullptr : found->second;
}

void MemoryRows::scan(const std::string& prefix,
                      const std::function<bool(const std::string&, const std::shared_ptr<const Row>&)>& visit) const {
    for (auto at = rows_.lower_bound(prefix); at != rows_.end() && at->first.starts_with(prefix); ++at) {
        if (!visit(at->first, at->second)) return;
    }
}

void MemoryRows::put(const std::string& key, std::shared_ptr<const Row> row) {
    if (row) {
        rows_.insert_or_assign(key, std::move(row));
    } else {
        rows_.erase(key);
    }
}

/// Least recently used goes first. An absent row is remembered too.
struct CachedRows::Impl {
    Impl(const EventLog& source, std::size_t most) : log(source), rows_max(most) {}
    struct Entry {
        std::shared_ptr<const Row> row;
        std::list<const std::string*>::iterator use;
        std::uint64_t batch = 0;  ///< newest batch that changed it and that the log does not show; 0: none
    };
    using Entries = std::unordered_map<std::string, Entry>;
    const EventLog& log;
    std::size_t rows_max;
    Entries entries;
    std::list<const std::string*> uses;                                               ///< newest first
    std::map<std::string_view, Entry*> unshown;                                       ///< entries with a batch
    std::deque<std::pair<std::uint64_t, std::vector<Entries::value_type*>>> batches;  ///< what each changed

    Entries::value_type& keep(const std::string& key, std::shared_ptr<const Row> row) {
        const auto [at, added] = entries.try_emplace(key);
        at->second.row = std::move(row);
        if (added) {
            uses.push_front(&at->first);
            at->second.use = uses.begin();
        }
        return *at;
    }
    void shrink() {
        while (entries.size() > rows_max) {
            const auto oldest = entries.find(*uses.back());
            if (oldest->second.batch != 0) return;
            uses.pop_back();
            entries.erase(oldest);
        }
    }
};

CachedRows::CachedRows(const EventLog& log, std::size_t rows_max) : impl_(std::make_unique<Impl>(log, rows_max)) {}
CachedRows::~CachedRows() = default;

std::shared_ptr<const Row> CachedRows::find(const std::string& key) const {
    if (const auto known = impl_->entries.find(key); known != impl_->entries.end()) {
        impl_->uses.splice(impl_->uses.begin(), impl_->uses, known->second.use);
        return known->second.row;
    }
    const auto value = impl_->log.row(key);
    if (!value) throw StateError("decision state cannot be read: " + value.error().detail);
    auto row = *value ? decoded(key, **value) : nullptr;
    impl_->keep(key, row);
    impl_->shrink();
    return row;
}

void CachedRows::scan(const std::string& prefix,
                      const std::function<bool(const std::string&, const std::shared_ptr<const Row>&)>& visit) const {
    auto newer = impl_->unshown.lower_bound(prefix);
    const auto end_of_newer = [&] { return newer == impl_->unshown.end() || !newer->first.starts_with(prefix); };
    bool wanted = true;
    const auto visit_newer = [&] {
        if (newer->second->row) wanted = visit(std::string(newer->first), newer->second->row);
        ++newer;
    };
    const auto done = impl_->log.rows(prefix, [&](std::string_view key, std::string_view value) {
        while (wanted && !end_of_newer() && newer->first < key) visit_newer();
        if (!wanted) return false;
        if (!end_of_newer() && newer->first == key) {
            visit_newer();
        } else {
            wanted = visit(std::string(key), decoded(key, value));
        }
        return wanted;
    });
    if (!done) throw StateError("decision state cannot be read: " + done.error().detail);
    while (wanted && !end_of_newer()) visit_newer();
}

void CachedRows::absorb(std::uint64_t batch, const std::string& key, std::shared_ptr<const Row> row) {
    auto& entry = impl_->keep(key, std::move(row));
    entry.second.batch = batch;
    impl_->unshown.emplace(entry.first, &entry.second);
    if (impl_->batches.empty() || impl_->batches.back().first != batch) impl_->batches.push_back({batch, {}});
    impl_->batches.back().second.push_back(&entry);
    impl_->shrink();
}

void CachedRows::shown(std::uint64_t batch) {
    for (; !impl_->batches.empty() && impl_->batches.front().first <= batch; impl_->batches.pop_front()) {
        for (auto* entry : impl_->batches.front().second) {
            if (entry->second.batch != impl_->batches.front().first) continue;  // Changed again since.
            entry->second.batch = 0;
            impl_->unshown.erase(entry->first);
        }
    }
}

std::shared_ptr<const Row> Overlay::find(const std::string& key) const {
    const auto changed = changes_.find(key);
    return changed != changes_.end() ? changed->second : below_.find(key);
}

void Overlay::scan(const std::string& prefix,
                   const std::function<bool(const std::string&, const std::shared_ptr<const Row>&)>& visit) const {
    std::map<std::string, std::shared_ptr<const Row>> merged;
    below_.scan(prefix, [&](const std::string& key, const std::shared_ptr<const Row>& row) {
        merged.emplace(key, row);
        return true;
    });
    for (auto at = changes_.lower_bound(prefix); at != changes_.end() && at->first.starts_with(prefix); ++at) {
        merged.insert_or_assign(at->first, at->second);
    }
    for (const auto& [key, row] : merged) {
        if (row && !visit(key, row)) return;
    }
}

void Overlay::put(const std::string& key, std::shared_ptr<const Row> row) {
    changes_.insert_or_assign(key, std::move(row));
}

}  // namespace hometime

// Where rows come from: memory, the log database behind a cache, and an overlay on either.
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
    };
    const EventLog& log;
    std::size_t rows_max;
    std::unordered_map<std::string, Entry> entries;
    std::list<const std::string*> uses;  ///< newest first

    void keep(const std::string& key, std::shared_ptr<const Row> row) {
        const auto [at, added] = entries.try_emplace(key);
        at->second.row = std::move(row);
        if (added) {
            uses.push_front(&at->first);
            at->second.use = uses.begin();
        }
        if (entries.size() <= rows_max) return;
        const auto* oldest = uses.back();
        uses.pop_back();
        entries.erase(entries.find(*oldest));
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
    return row;
}

void CachedRows::scan(const std::string& prefix,
                      const std::function<bool(const std::string&, const std::shared_ptr<const Row>&)>& visit) const {
    const auto done = impl_->log.rows(prefix, [&](std::string_view key, std::string_view value) {
        return visit(std::string(key), decoded(key, value));
    });
    if (!done) throw StateError("decision state cannot be read: " + done.error().detail);
}

void CachedRows::absorb(const std::string& key, std::shared_ptr<const Row> row) {
    impl_->keep(key, std::move(row));
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

#include "projections/views/batch.h"

#include <utility>

#include "eventstore/base/mutants.h"

namespace hometime {

namespace {

template <class Iterator>
void visit_all(Iterator from, Iterator to, const ViewRows::Visit& visit) {
    for (; from != to; ++from) {
        if (!visit(from->first, from->second)) return;
    }
}

}  // namespace

std::optional<std::string> ViewBatch::get(std::string_view key) const {
    const auto found = changes_.find(key);
    return found == changes_.end() ? below_.get(key) : found->second;
}

void ViewBatch::scan(std::string_view begin, std::string_view end, Direction direction, const Visit& visit) const {
    std::map<std::string, std::string> range;
    below_.scan(begin, end, Direction::forward, [&](std::string_view key, std::string_view value) {
        range.emplace_hint(range.end(), key, value);
        return true;
    });
    const auto last = end.empty() ? changes_.end() : changes_.lower_bound(end);
    const bool stale = mutant(Mutant::view_scan_stale);
    for (auto change = stale ? last : changes_.lower_bound(begin); change != last; ++change) {
        if (change->second) {
            range.insert_or_assign(change->first, *change->second);
        } else {
            range.erase(change->first);
        }
    }
    if (direction == Direction::forward) {
        visit_all(range.begin(), range.end(), visit);
    } else {
        visit_all(range.rbegin(), range.rend(), visit);
    }
}

void ViewBatch::put(std::string key, std::string value) {
    set(std::move(key), std::move(value));
}

void ViewBatch::erase(std::string key) {
    set(std::move(key), std::nullopt);
}

void ViewBatch::set(std::string key, std::optional<std::string> value) {
    const auto [change, added] = changes_.try_emplace(std::move(key));
    undo_.push_back({change, !added, std::exchange(change->second, std::move(value))});
}

void ViewBatch::undo() {
    for (; !undo_.empty(); undo_.pop_back()) {
        auto& previous = undo_.back();
        if (previous.changed) {
            previous.change->second = std::move(previous.value);
        } else {
            changes_.erase(previous.change);
        }
    }
}

}  // namespace hometime

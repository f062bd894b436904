#include "projections/views/sink.h"

namespace hometime {

namespace {

class MemoryRowsOfView final : public ViewRows {
public:
    explicit MemoryRowsOfView(std::shared_ptr<const MemoryViews::Rows> rows) : rows_(std::move(rows)) {}

    [[nodiscard]] std::optional<std::string> get(std::string_view key) const override {
        const auto found = rows_->find(key);
        if (found == rows_->end()) return std::nullopt;
        return found->second;
    }
    void scan(std::string_view begin, std::string_view end, Direction direction, const Visit& visit) const override {
        auto from = rows_->lower_bound(begin);
        auto to = end.empty() ? rows_->end() : rows_->lower_bound(end);
        while (from != to) {
            const auto row = direction == Direction::forward ? from++ : --to;
            if (!visit(row->first, row->second)) return;
        }
    }

private:
    std::shared_ptr<const MemoryViews::Rows> rows_;
};

}  // namespace

std::unique_ptr<ViewRows> MemoryViews::read(const ViewName& view) const {
    auto& rows = views_[to_string(view)];
    if (!rows) rows = std::make_shared<Rows>();
    return std::make_unique<MemoryRowsOfView>(rows);
}

Result<void> MemoryViews::write(std::span<const ViewWrite> writes) {
    for (const auto& write : writes) {
        auto& rows = views_[to_string(write.view)];
        if (!rows) rows = std::make_shared<Rows>();
        for (const auto& [key, value] : *write.rows) {
            if (value) {
                rows->insert_or_assign(key, *value);
            } else {
                rows->erase(key);
            }
        }
    }
    return {};
}

Result<void> MemoryViews::clear(const ViewName& view) {
    views_.erase(to_string(view));
    return {};
}

}  // namespace hometime

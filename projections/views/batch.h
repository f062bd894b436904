// What a fold changed, before it is written: changes over the rows below, one fact at a time undoable.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "projections/views/rows.h"

namespace hometime {

/// New values by key; empty: deleted.
using ViewChanges = std::map<std::string, std::optional<std::string>, std::less<>>;

class ViewBatch final : public ViewWriter {
public:
    /// `below` must outlive the batch.
    explicit ViewBatch(const ViewRows& below) : below_(below) {}

    [[nodiscard]] std::optional<std::string> get(std::string_view key) const override;
    /// Holds the range in memory while it visits: folds scan short ranges only.
    void scan(std::string_view begin, std::string_view end, Direction direction, const Visit& visit) const override;
    void put(std::string key, std::string value) override;
    void erase(std::string key) override;

    /// What was changed since the last keep() stays.
    void keep() { undo_.clear(); }
    /// Takes back what was changed since the last keep().
    void undo();
    [[nodiscard]] const ViewChanges& changes() const { return changes_; }

private:
    void set(std::string key, std::optional<std::string> value);

    struct Previous {
        ViewChanges::iterator change;
        bool changed = false;  ///< there was a change already, with this value:
        std::optional<std::string> value;
    };

    const ViewRows& below_;
    ViewChanges changes_;
    std::vector<Previous> undo_;
};

}  // namespace hometime

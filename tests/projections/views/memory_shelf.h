// Views in memory that can be built anew beside the rows that serve.
#pragma once

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <functional>
#include <mutex>

#include "projections/views/sink.h"

namespace hometime::test {

/// Any thread may read. What read() returned shows later writes too.
class MemoryShelf final : public ViewShelf {
public:
    [[nodiscard]] std::unique_ptr<ViewRows> read(const ViewName& view) const override {
        const std::scoped_lock lock(mutex_);
        return serving_.read(view);
    }
    [[nodiscard]] Result<void> write(std::span<const ViewWrite> writes) override {
        const std::scoped_lock lock(mutex_);
        if (full_for-- > 0) return no_room();
        if (refuses) return fail(ErrorCode::unavailable, "views: it refuses");
        return serving_.write(writes);
    }
    [[nodiscard]] Result<void> clear(const ViewName& view) override { return serving_.clear(view); }

    [[nodiscard]] ViewSink& building() override { return building_; }
    [[nodiscard]] Result<void> begin(const ViewName& view) override {
        if (std::find(begun_.begin(), begun_.end(), view) == begun_.end()) begun_.push_back(view);
        return building_.clear(view);
    }
    [[nodiscard]] std::vector<ViewName> begun() const override { return begun_; }
    [[nodiscard]] Result<void> promote(std::span<const ViewName> views) override {
        if (before_promote) before_promote();
        const std::scoped_lock lock(mutex_);
        if (full_for-- > 0) return no_room();
        if (refuses) return fail(ErrorCode::unavailable, "views: it refuses");
        for (const auto& view : views) {
            if (auto cleared = serving_.clear(view); !cleared) return cleared;
            ViewChanges rows;
            building_.read(view)->scan({}, {}, Direction::forward, [&](std::string_view key, std::string_view value) {
                rows.emplace(key, value);
                return true;
            });
            const ViewWrite write{view, &rows};
            if (auto written = serving_.write({&write, 1}); !written) return written;
            std::erase(begun_, view);
            std::erase_if(older, [&](const ViewName& one) { return one.name == view.name; });
        }
        return {};
    }
    [[nodiscard]] Result<void> abandon(const ViewName& view) override {
        std::erase(begun_, view);
        return {};
    }
    [[nodiscard]] ViewName serving(const ViewName& view) const override {
        const std::scoped_lock lock(mutex_);
        for (const auto& one : older) {
            if (one.name == view.name) return one;
        }
        return view;
    }
    void condemn() override { condemned = true; }

    std::function<void()> before_promote;
    std::vector<ViewName> older;  ///< versions that serve instead of those that are asked for
    std::atomic<bool> refuses = false;
    std::atomic<int> full_for = 0;  ///< writes and promotions that still fail for want of room
    std::atomic<bool> condemned = false;

private:
    static Result<void> no_room() {
        return fail(ErrorCode::unavailable, std::string("views: IO error: ") + std::strerror(ENOSPC));
    }

    mutable std::mutex mutex_;
    MemoryViews serving_;
    MemoryViews building_;
    std::vector<ViewName> begun_;
};

}  // namespace hometime::test

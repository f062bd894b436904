#include "daemon/http/served_views.h"

namespace hometime::http {

namespace {

class WatchedRows final : public ViewRows {
public:
    WatchedRows(ViewRunner& runner, const ViewName& view, std::unique_ptr<ViewRows> rows)
        : runner_(runner), view_(view), rows_(std::move(rows)) {}

    [[nodiscard]] std::optional<std::string> get(std::string_view key) const override try {
        return rows_->get(key);
    } catch (const ViewError&) {
        runner_.found_damaged(view_);
        throw;
    }
    /// What a visitor meets while it visits is not this view's.
    void scan(std::string_view begin, std::string_view end, Direction direction, const Visit& visit) const override {
        bool visiting = false;
        try {
            rows_->scan(begin, end, direction, [&](std::string_view key, std::string_view value) {
                visiting = true;
                const bool more = visit(key, value);
                visiting = false;
                return more;
            });
        } catch (const ViewError&) {
            if (!visiting) runner_.found_damaged(view_);
            throw;
        }
    }

private:
    ViewRunner& runner_;
    ViewName view_;
    std::unique_ptr<ViewRows> rows_;
};

}  // namespace

std::unique_ptr<ViewRows> ServedViews::read(const ViewName& view) const {
    if (runner_->has_stopped(view)) throw ViewStopped("view_stopped");
    return std::make_unique<WatchedRows>(*runner_, view, views_->read(view));
}

}  // namespace hometime::http

// The views as requests read them: one that has stopped is not shown.
#pragma once

#include "projections/views/runner.h"

namespace hometime::http {

/// A view that has stopped: whoever needs it waits for a person to build it anew. All others are answered.
struct ViewStopped : ViewError {
    using ViewError::ViewError;
};

/// Any thread; no longer than its parts.
class ServedViews final : public ViewSource {
public:
    ServedViews(ViewRunner& runner, const ViewSource& views) : runner_(&runner), views_(&views) {}

    /// Throws ViewStopped; what it returns tells the runner of rows that cannot be read.
    [[nodiscard]] std::unique_ptr<ViewRows> read(const ViewName& view) const override;

private:
    ViewRunner* runner_;
    const ViewSource* views_;
};

}  // namespace hometime::http

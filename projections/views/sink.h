// Where folded rows go: the store on disk, or memory (tests, the auditor's rebuild).
#pragma once

#include <map>
#include <memory>
#include <span>
#include <string>

#include "eventstore/base/result.h"
#include "projections/views/batch.h"

namespace hometime {

/// Changed rows of one view. `rows` must outlive the call it is given to.
struct ViewWrite {
    ViewName view;
    const ViewChanges* rows = nullptr;
};

class ViewSink : public ViewSource {
public:
    /// Writes all of it, or nothing.
    /// Errors: `unavailable` the disk refused; `not_found` a view that is not kept here.
    [[nodiscard]] virtual Result<void> write(std::span<const ViewWrite> writes) = 0;
    /// Empties one view. Nobody else may use it meanwhile. Errors as write().
    [[nodiscard]] virtual Result<void> clear(const ViewName& view) = 0;
};

/// Views in memory, for tests and for the auditor's rebuild. One thread; what read() returned shows later
/// writes too.
class MemoryViews final : public ViewSink {
public:
    [[nodiscard]] std::unique_ptr<ViewRows> read(const ViewName& view) const override;
    [[nodiscard]] Result<void> write(std::span<const ViewWrite> writes) override;
    [[nodiscard]] Result<void> clear(const ViewName& view) override;

    using Rows = std::map<std::string, std::string, std::less<>>;

private:
    mutable std::map<std::string, std::shared_ptr<Rows>> views_;
};

}  // namespace hometime

// Where folded rows go: the store on disk, or memory (tests).
#pragma once

#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

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
    /// Errors: `unavailable` the disk refused; `corrupt` what is there is damaged; `not_found` a view that is not kept
    /// here.
    [[nodiscard]] virtual Result<void> write(std::span<const ViewWrite> writes) = 0;
    /// Empties one view. Who reads it meanwhile keeps the moment that they hold. Errors as write().
    [[nodiscard]] virtual Result<void> clear(const ViewName& view) = 0;
};

/// Views that can be built anew beside the rows that serve: read(), write() and clear() are about those that serve,
/// and building() about the others. Reading: any thread; all else: one.
class ViewShelf : public ViewSink {
public:
    /// The same views, each in the place where it is built. A view without one is not kept there. What is written there
    /// outlives a crash up to some moment of it, not all of it, until it serves.
    [[nodiscard]] virtual ViewSink& building() = 0;
    /// Makes an empty place beside the rows that serve; one that is there already is emptied. It is there after a
    /// restart. Errors as write().
    [[nodiscard]] virtual Result<void> begin(const ViewName& view) = 0;
    /// Views that have a place where they are built.
    [[nodiscard]] virtual std::vector<ViewName> begun() const = 0;
    /// From now on the rows that were built serve, all of these views at one moment; it is durable. The older rows go
    /// once nobody reads them. Errors as write(); then the older ones serve on.
    [[nodiscard]] virtual Result<void> promote(std::span<const ViewName> views) = 0;
    /// The place goes. Errors as write().
    [[nodiscard]] virtual Result<void> abandon(const ViewName& view) = 0;
    /// Which version of a view serves: another than was asked for while that is being built.
    [[nodiscard]] virtual ViewName serving(const ViewName& view) const = 0;
    /// What is here cannot be read or written any more: the next start makes it anew, from the log.
    virtual void condemn() = 0;
};

/// Views in memory. One thread; what read() returned shows later writes too.
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

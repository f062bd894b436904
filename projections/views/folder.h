// Folds the log into the views: the one loop that calls Projection::fold. No thread, no clock.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "eventstore/log.h"
#include "eventstore/tail.h"
#include "projections/views/projection.h"
#include "projections/views/sink.h"

namespace hometime {

/// Where a projection stopped, and why: a reason code ("fold_failed", "row_unreadable", "view_unreadable").
struct ProjectionStop {
    Position at;  ///< the first fact that is not in the view
    std::string reason;
};

struct ProjectionStatus {
    std::string name;  ///< "inbox@1"
    Cursors seen;
    bool stopped = false;  ///< at the first fact that is not in the view:
    Position stopped_at;
    std::string reason;  ///< a code, as in ProjectionStop

    /// Facts of a log of `size` facts that are not in the view.
    [[nodiscard]] std::uint64_t behind(SchoolId school, std::uint64_t size) const;
};

/// One thread.
class ViewFolder {
public:
    /// `log` and `sink` must outlive it.
    ViewFolder(const EventLog& log, ViewSink& sink, Projections projections);

    /// Finds out how far each view has come. A view of another incarnation of a log, or ahead of it, is
    /// emptied and built anew. Errors: `unavailable`, `corrupt` the views cannot be read or written.
    [[nodiscard]] Result<void> load();
    /// Folds facts that follow each other school by school. A view that has seen a fact already passes over
    /// it. Rows and cursors of all views are one write. A projection that fails stops at that fact, alone.
    /// Errors: `unavailable`, `corrupt` the views cannot be written; nothing of these facts is in them.
    [[nodiscard]] Result<void> fold(const Tail::Records& facts);

    /// Where reading must continue: behind the facts that every running projection has seen.
    [[nodiscard]] Cursors cursors() const;
    [[nodiscard]] std::vector<ProjectionStatus> status() const;

private:
    struct Running {
        std::unique_ptr<Projection> projection;
        Cursors seen;
        std::optional<ProjectionStop> stopped;
    };

    [[nodiscard]] Result<void> load(Running& running);
    static void fold(Running& running, const Tail::Records& facts, ViewBatch& batch);

    const EventLog& log_;
    ViewSink& sink_;
    std::vector<Running> running_;
};

/// Builds views anew from the log, up to `until`, school by school (absent: all of it): what the auditor
/// compares with. Errors: `corrupt`, `unavailable` from the log; `conflict` a projection stopped: which, and why.
[[nodiscard]] Result<void> rebuild_views(const EventLog& log, ViewSink& sink, Projections projections,
                                         const std::optional<Cursors>& until = std::nullopt);
/// How far a view has come. Throws ViewError.
[[nodiscard]] Cursors view_cursors(const ViewSource& source, const ViewName& view);

}  // namespace hometime

// Folds the log into the views: the one loop that calls Projection::fold. No clock.
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

/// Where a projection stopped, and why: a reason code ("fold_failed", "row_unreadable", "view_unreadable",
/// "facts_missing").
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

    // What ViewRunner adds.
    std::string served{};               ///< the version of the rows that people read
    bool aside = false;                 ///< those are not folded: empty, or of an older version
    std::optional<Cursors> building{};  ///< how far the rows have come that are built beside them
    std::string not_built{};            ///< why the last build of it came to nothing; a code
    std::uint64_t builds = 0;           ///< that ended since the start, in whatever way

    /// Facts of a log of `size` facts that are not in the view.
    [[nodiscard]] std::uint64_t behind(SchoolId school, std::uint64_t size) const;
};

/// One thread; a fold of many facts uses a second one for as long as it lasts.
class ViewFolder {
public:
    /// `log` and `sink` must outlive it.
    ViewFolder(const EventLog& log, ViewSink& sink, Projections projections);

    /// Finds out how far each view has come. A view of another incarnation of a log, or ahead of it, is
    /// emptied and built anew. Errors: `unavailable`, `corrupt` the views cannot be read or written.
    [[nodiscard]] Result<void> load();
    /// Folds facts that follow each other school by school. A view that has seen a fact already passes over
    /// it, and stops where one is missing. Rows and cursors of all views are one write. A projection that fails
    /// stops at that fact, alone.
    /// Errors: `unavailable`, `corrupt` the views cannot be written; nothing of these facts is in them.
    [[nodiscard]] Result<void> fold(const Tail::Records& facts);

    /// Where reading must continue: behind the facts that every running projection has seen.
    [[nodiscard]] Cursors cursors() const;
    /// What every view holds that people may read: as cursors(), with those that stand aside and without those that
    /// have stopped.
    [[nodiscard]] Cursors readable() const;
    [[nodiscard]] std::vector<ProjectionStatus> status() const;
    [[nodiscard]] std::vector<ViewName> views() const;
    /// Those that stopped because their rows cannot be read.
    [[nodiscard]] std::vector<ViewName> damaged() const;

    /// The view folds no fact behind these.
    void limit(const ViewName& view, Cursors until);
    /// The view is not folded until it is taken up again: it is being built elsewhere.
    void stand_aside(const ViewName& view);
    [[nodiscard]] bool is_aside(const ViewName& view) { return find(view).aside; }
    /// The view has other rows now, that have seen so much; it runs.
    void take_up(const ViewName& view, Cursors seen);
    /// Somebody found its rows damaged, or it could not be built: it stops where it stands.
    void stop(const ViewName& view, std::string reason);

private:
    struct Running {
        std::unique_ptr<Projection> projection;
        Cursors seen;
        std::optional<ProjectionStop> stopped;
        bool aside = false;
        std::optional<Cursors> until;

        [[nodiscard]] bool wants(const LoggedRecord& fact) const;
    };

    [[nodiscard]] Result<void> load(Running& running);
    [[nodiscard]] Running& find(const ViewName& view);
    static void fold(Running& running, const Tail::Records& facts, ViewBatch& batch);
    static void fold_one(Running& running, const LoggedRecord& fact, ViewBatch& batch);
    void fold_each(const Tail::Records& facts, const std::vector<std::unique_ptr<ViewBatch>>& batches);
    template <class Counts>
    [[nodiscard]] Cursors slowest(Counts counts) const;

    const EventLog& log_;
    ViewSink& sink_;
    std::vector<Running> running_;
};

/// How far a view has come. Throws ViewError.
[[nodiscard]] Cursors view_cursors(const ViewSource& source, const ViewName& view);

}  // namespace hometime

// A log folded into views from where they stand, in large steps: rebuilds, and what the auditor compares with.
#pragma once

#include <future>
#include <map>
#include <optional>

#include "projections/views/folder.h"

namespace hometime {

/// Facts up to which a view is folded, by school, by the view's name ("inbox@1").
using ViewLimits = std::map<std::string, Cursors>;

/// One thread drives it; it reads the log ahead with another.
class ViewBuild {
public:
    /// `log` and `sink` must outlive it. With `until`, each view is folded up to its own limits, and one that has none
    /// is not folded; without, all of the log is.
    ViewBuild(const EventLog& log, ViewSink& sink, Projections projections,
              std::optional<ViewLimits> until = std::nullopt);

    /// Goes on where the rows in the sink are. Errors: those of ViewFolder::load.
    [[nodiscard]] Result<void> load();
    /// Folds the next facts, some thousands at most. False: there was none left; the log may grow.
    /// Errors: `corrupt`, `unavailable` from the log or the sink.
    [[nodiscard]] Result<bool> step();
    [[nodiscard]] std::vector<ProjectionStatus> status() const { return folder_.status(); }
    /// How far all of them have come that have not stopped.
    [[nodiscard]] Cursors cursors() const { return folder_.cursors(); }

private:
    struct Chunk {
        SchoolId school;
        Tail::Records facts;
    };
    [[nodiscard]] Sequence last_of(const LogHead& head) const;
    [[nodiscard]] Result<Chunk> read(SchoolId school, Sequence from, Sequence last) const;
    [[nodiscard]] std::future<Result<Chunk>> read_ahead(const Cursors& seen) const;

    const EventLog& log_;
    ViewFolder folder_;
    std::optional<Cursors> until_;  ///< the furthest limit of all views
    std::future<Result<Chunk>> ahead_;
};

/// An empty place to build in for each of them. Errors: those of begin().
[[nodiscard]] Result<void> begin_all(ViewShelf& shelf, const Projections& projections);

/// Builds views anew, up to `until` (absent: all of the log), each with one pass over the log for all of them.
/// Errors: `corrupt`, `unavailable` from the log; `conflict` a projection stopped: which, and why.
[[nodiscard]] Result<void> rebuild_views(const EventLog& log, ViewSink& sink, Projections projections,
                                         const std::optional<Cursors>& until = std::nullopt);

}  // namespace hometime

// What is built beside the views that serve: rebuilds, new versions, and comparisons with what the log folds into.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "projections/views/compare.h"

namespace hometime {

using ProjectionMaker = std::function<Projections()>;

/// The newest comparison that was asked for.
struct ComparisonStatus {
    std::uint64_t number = 0;  ///< 0: none yet
    bool done = false;
    std::vector<std::string> views;  ///< "inbox@1"
    Cursors seen;                    ///< how far the log was read
    std::uint64_t rows = 0;          ///< compared so far
    std::string difference;          ///< the first; a view and a row's kind, never what it says
};

/// Does one job at a time, a step at a time, on the thread that also follows the log.
class ViewBuilder {
public:
    /// `log` and `shelf` must outlive it.
    ViewBuilder(const EventLog& log, ViewShelf& shelf, ProjectionMaker make)
        : log_(log), shelf_(shelf), make_(std::move(make)) {}

    /// Builds these anew, later. Any thread.
    void rebuild(std::vector<ViewName> views);
    /// Compares these with what the log folds into up to where they are when it begins, later. The number says which
    /// comparison it is. Any thread.
    [[nodiscard]] std::uint64_t compare(std::vector<ViewName> views);
    [[nodiscard]] ComparisonStatus comparison() const;
    /// Adds what is being built. Any thread.
    void describe(std::vector<ProjectionStatus>& all) const;

    /// Goes on with what was begun before the last restart. The folder's thread, as what follows.
    [[nodiscard]] Result<void> go_on(const std::vector<ViewName>& views);
    [[nodiscard]] bool busy() const;
    /// A step of the job in hand, or of the next one. Views that are built and hold what `followed` names serve from
    /// then on, and `serving` takes them up. True: that happened.
    /// Errors: `corrupt`, `unavailable` from the log or the shelf.
    [[nodiscard]] Result<bool> step(ViewFolder& serving, const Cursors& followed);

private:
    struct Wish {
        std::vector<ViewName> views;
        std::uint64_t comparison = 0;  ///< 0: a rebuild
    };
    struct Stand {
        ViewName view;
        std::unique_ptr<ViewRows> kept;
        std::unique_ptr<ViewRows> rebuilt;
        std::unique_ptr<ViewComparison> comparison;
    };
    struct Job {
        Wish wish;
        std::unique_ptr<ViewBuild> build;
        std::vector<Stand> stands;     ///< of a comparison: those still to be compared
        std::vector<ViewName> places;  ///< of a comparison: made for it
    };

    [[nodiscard]] Projections only(const std::vector<ViewName>& views) const;
    [[nodiscard]] Result<bool> begin_next();
    [[nodiscard]] Result<void> begin(Wish wish);
    [[nodiscard]] Result<void> begin_comparison(Wish wish);
    [[nodiscard]] Result<bool> finish_rebuild(ViewFolder& serving);
    [[nodiscard]] Result<void> step_comparison();
    [[nodiscard]] Result<void> end_comparison(std::string difference);
    void show();

    const EventLog& log_;
    ViewShelf& shelf_;
    ProjectionMaker make_;
    std::unique_ptr<Job> job_;

    mutable std::mutex mutex_;
    std::deque<Wish> wishes_;
    bool working_ = false;
    std::map<std::string, Cursors> building_;
    std::map<std::string, std::string> not_built_;
    std::map<std::string, std::uint64_t> builds_;
    ComparisonStatus comparison_;
};

}  // namespace hometime

// The thread that keeps the views up with the log.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "projections/views/builder.h"

namespace hometime {

/// A request that wrote waits at most this long for the views, then answers `views_behind`.
inline constexpr std::chrono::milliseconds kReadYourWritesMax{2000};

class ViewRunner {
public:
    /// `log`, `tail` and `shelf` must outlive it.
    ViewRunner(const EventLog& log, Tail& tail, ViewShelf& shelf, const ProjectionMaker& make = views::all_projections);
    ~ViewRunner();
    ViewRunner(const ViewRunner&) = delete;
    ViewRunner& operator=(const ViewRunner&) = delete;

    /// Called after each batch is in the views, from the runner's thread: must be quick and not throw. Before
    /// start() only.
    void on_progress(std::function<void()> callback) { on_progress_ = std::move(callback); }
    /// Called when a view has stopped, from the runner's thread or start(), as on_progress().
    void on_stop(std::function<void(const ProjectionStatus&)> callback) { on_stop_ = std::move(callback); }
    /// Whether there is room on the disk for more, asked before each batch by the runner's thread. While there is none
    /// the views stand still (stands_for_room), and nobody waits for them. Before start() only.
    void ask_for_room(std::function<bool()> has_room) { has_room_ = std::move(has_room); }
    /// Finds out how far the views have come and begins to follow. A view that is behind the others is fed
    /// from the log; the others pass over what they have seen. One that holds nothing, or rows of an older version, is
    /// built beside what serves; so is what was being built when the last run ended. Once only.
    /// Errors: those of ViewFolder::load and ViewShelf::begin.
    [[nodiscard]] Result<void> start();
    /// Instead of start(), where a log is only looked at: folds each school's as far as it can be read, and ends. From
    /// then on caught_up() is true: more than this cannot be known.
    void start_once();
    /// Ends after the batch in hand; what is not folded yet is folded after the next start. Any thread but
    /// the runner's. Waits at most for the tail's next word, a fifth of a second.
    void stop();

    /// Whether every running view has seen `position`; waits for it up to `timeout`, at most kReadYourWritesMax, but
    /// not where a view is still to be built before it serves at all. False: too late, or the runner has ended. Any
    /// thread.
    [[nodiscard]] bool wait_for(Position position, std::chrono::milliseconds timeout) const;
    /// Waits so long for what the log held of a school at start(), for what is being built too: until then views that
    /// are made again, or that a crash left behind, would answer with less than there is. True too where they lack
    /// something for want of room.
    [[nodiscard]] bool caught_up(SchoolId school, std::chrono::milliseconds timeout) const;
    /// Builds these views anew, beside the rows that serve meanwhile. Any thread.
    void rebuild(std::vector<ViewName> views) { builder_.rebuild(std::move(views)); }
    /// Compares these views with what the log folds into. The number is that of comparison(). Any thread.
    [[nodiscard]] std::uint64_t compare(std::vector<ViewName> views) { return builder_.compare(std::move(views)); }
    [[nodiscard]] ComparisonStatus comparison() const { return builder_.comparison(); }
    /// Somebody could not read a row: the view stops, and the next start builds it anew if nobody has by then. Any
    /// thread.
    void found_damaged(const ViewName& view);
    /// The view stands still, and what it holds is not to be shown. Any thread.
    [[nodiscard]] bool has_stopped(const ViewName& view) const;
    /// How far of a school every running view has come; 0: not begun. Any thread, and quick.
    [[nodiscard]] Sequence seen(SchoolId school) const;
    /// As after the newest batch. Any thread.
    [[nodiscard]] std::vector<ProjectionStatus> status() const;
    /// Why the runner ended by itself: the log or the views failed it. Views then stand still. Any thread.
    [[nodiscard]] std::optional<Error> failure() const;
    /// Whether the views stand still because the disk has no room; they go on by themselves. Any thread.
    [[nodiscard]] bool stands_for_room() const { return stands_for_room_; }
    /// Whether the views stood still for want of room and have not all of the log yet: what they hold is shown, but
    /// that they do not hold a thing says nothing. Any thread.
    [[nodiscard]] bool lacks_for_room() const { return lacks_for_room_; }

private:
    void run();
    void run_once();
    [[nodiscard]] bool wait_for_room();
    void stand_for_room();
    [[nodiscard]] bool have_all(const Cursors& cursors) const;
    [[nodiscard]] bool wait(Position position, std::chrono::milliseconds timeout, bool for_building) const;
    [[nodiscard]] Result<void> fold_readable(SchoolId school);
    [[nodiscard]] Result<void> step(Cursors& cursors);
    [[nodiscard]] Result<void> fold(const Tail::Records& facts);
    [[nodiscard]] Result<void> mend_later();
    [[nodiscard]] Result<void> condemn(const Error& error);
    void show_progress();
    void tell_of_stops(const std::vector<ProjectionStatus>& before, const std::vector<ProjectionStatus>& now) const;

    const EventLog& log_;
    Tail& tail_;
    ViewShelf& shelf_;
    ViewFolder folder_;  ///< the runner's thread only, once it is started
    ViewBuilder builder_;
    std::vector<ViewName> mended_later_;  ///< stopped by damage, with a place begun for the next start
    std::function<void()> on_progress_;
    std::function<void(const ProjectionStatus&)> on_stop_;
    std::function<bool()> has_room_;
    std::atomic<bool> stands_for_room_ = false;
    std::atomic<bool> lacks_for_room_ = false;
    Cursors at_start_;  ///< the log's heads; set before the thread starts
    std::atomic<bool> stopping_ = false;
    std::thread thread_;

    mutable std::mutex mutex_;
    mutable std::condition_variable moved_;
    Cursors seen_;
    std::vector<ProjectionStatus> status_;
    std::vector<ViewName> damaged_;  ///< found by readers
    bool builds_first_ = false;      ///< a view does not serve until it is built
    std::optional<Error> failure_;
    bool ended_ = true;
    bool complete_ = false;  ///< start_once() has folded all that can be read
};

}  // namespace hometime

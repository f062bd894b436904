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

#include "projections/views/folder.h"

namespace hometime {

/// A request that wrote waits at most this long for the views, then answers `views_behind`.
inline constexpr std::chrono::milliseconds kReadYourWritesMax{2000};

class ViewRunner {
public:
    /// `log`, `tail` and `sink` must outlive it.
    ViewRunner(const EventLog& log, Tail& tail, ViewSink& sink, Projections projections = views::all_projections());
    ~ViewRunner();
    ViewRunner(const ViewRunner&) = delete;
    ViewRunner& operator=(const ViewRunner&) = delete;

    /// Called after each batch is in the views, from the runner's thread: must be quick and not throw. Before
    /// start() only.
    void on_progress(std::function<void()> callback) { on_progress_ = std::move(callback); }
    /// Finds out how far the views have come and begins to follow. A view that is behind the others is fed
    /// from the log; the others pass over what they have seen. Once only. Errors: those of ViewFolder::load.
    [[nodiscard]] Result<void> start();
    /// Ends after the batch in hand; what is not folded yet is folded after the next start. Any thread but
    /// the runner's. Waits at most for the tail's next word, a fifth of a second.
    void stop();

    /// Whether every running view has seen `position`; waits for it up to `timeout`, at most
    /// kReadYourWritesMax. False: too late, or the runner has ended. Any thread.
    [[nodiscard]] bool wait_for(Position position, std::chrono::milliseconds timeout) const;
    /// wait_for() what the log held of a school at start(): until then views that are made again, or that a crash
    /// left behind, would answer with less than there is.
    [[nodiscard]] bool caught_up(SchoolId school, std::chrono::milliseconds timeout) const;
    /// How far of a school every running view has come; 0: not begun. Any thread, and quick.
    [[nodiscard]] Sequence seen(SchoolId school) const;
    /// As after the newest batch. Any thread.
    [[nodiscard]] std::vector<ProjectionStatus> status() const;
    /// Why the runner ended by itself: the log or the views failed it. Views then stand still. Any thread.
    [[nodiscard]] std::optional<Error> failure() const;

private:
    void run();
    [[nodiscard]] Result<void> step(Cursors& cursors);
    void show_progress();

    const EventLog& log_;
    Tail& tail_;
    ViewFolder folder_;  ///< the runner's thread only, once it is started
    std::function<void()> on_progress_;
    Cursors at_start_;  ///< the log's heads; set before the thread starts
    std::atomic<bool> stopping_ = false;
    std::thread thread_;

    mutable std::mutex mutex_;
    mutable std::condition_variable moved_;
    Cursors seen_;
    std::vector<ProjectionStatus> status_;
    std::optional<Error> failure_;
    bool ended_ = true;
};

}  // namespace hometime

// What becomes of a batch once it is decided: written and synced, fenced by HEAD, told. While one batch waits for its
// fence the next is being written, and the sequencer decides a third.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "eventstore/log.h"
#include "eventstore/tail.h"

namespace hometime {

/// A decided batch. Its answers wait for what was decided before them, so that nobody hears of anything that is not
/// durable.
struct DecidedBatch {
    std::uint64_t number = 0;                                  ///< counts the sequencer's batches, from 1
    std::unique_ptr<PendingCommit> commit;                     ///< prepared; empty: there are no facts
    std::vector<std::function<void(bool committed)>> answers;  ///< told in order; false: the disk refused
};

class CommitPipeline {
public:
    /// `on_moved`: ready() or idle() may have changed, or it has failed. `on_fatal`: the disk refused; once. Both come
    /// from a thread of the pipeline or from commit_here(), and neither may call back into it.
    CommitPipeline(Tail& tail, std::function<void()> on_moved, std::function<void(const Error&)> on_fatal);
    ~CommitPipeline();
    CommitPipeline(const CommitPipeline&) = delete;
    CommitPipeline& operator=(const CommitPipeline&) = delete;

    void start();
    /// Finishes what it was given, then ends its threads.
    void stop();

    // The sequencer's thread only:
    /// Whether it takes a batch at once: at most one waits to be written.
    [[nodiscard]] bool ready() const { return !waiting_; }
    /// Whether nothing is on its way and everybody was told.
    [[nodiscard]] bool idle() const { return under_way_ == 0; }
    /// Takes a batch. Only when ready().
    void push(DecidedBatch batch);
    /// Commits in the calling thread, without the cost of handing over. Only when idle().
    void commit_here(DecidedBatch batch);

    /// Number of the newest batch that readers of the log see. Any thread, as all below.
    [[nodiscard]] std::uint64_t shown() const { return shown_; }
    [[nodiscard]] bool failed() const { return failed_; }
    [[nodiscard]] std::uint64_t commits() const { return commits_; }
    [[nodiscard]] std::uint64_t facts() const { return facts_; }

private:
    void write_all();
    void fence_all();
    void write(DecidedBatch& batch);
    [[nodiscard]] bool fence(DecidedBatch& batch);
    void fail_with(const Error& error);

    Tail& tail_;
    std::function<void()> on_moved_;
    std::function<void(const Error&)> on_fatal_;

    mutable std::mutex mutex_;
    std::condition_variable moved_;
    std::optional<DecidedBatch> to_write_;
    std::optional<DecidedBatch> to_fence_;
    bool fencing_ = false;              ///< it is not known yet whether a fence is durable
    bool closing_ = false;              ///< no further batch will come
    bool all_written_ = false;          ///< none will come to be fenced
    std::atomic<bool> waiting_{false};  ///< to_write_ holds a batch
    std::atomic<int> under_way_{0};
    std::atomic<std::uint64_t> shown_{0};
    std::atomic<bool> failed_{false};
    std::atomic<std::uint64_t> commits_{0};
    std::atomic<std::uint64_t> facts_{0};
    std::thread writer_;
    std::thread fencer_;
};

}  // namespace hometime

#include "daemon/commit_pipeline.h"

#include <utility>

namespace hometime {

CommitPipeline::CommitPipeline(Tail& tail, std::function<void()> on_moved, std::function<void(const Error&)> on_fatal)
    : tail_(tail), on_moved_(std::move(on_moved)), on_fatal_(std::move(on_fatal)) {}

CommitPipeline::~CommitPipeline() {
    stop();
}

void CommitPipeline::start() {
    writer_ = std::thread([this] { write_all(); });
    fencer_ = std::thread([this] { fence_all(); });
}

void CommitPipeline::stop() {
    {
        const std::scoped_lock lock(mutex_);
        closing_ = true;
    }
    moved_.notify_all();
    if (writer_.joinable()) writer_.join();
    if (fencer_.joinable()) fencer_.join();
}

void CommitPipeline::push(DecidedBatch batch) {
    {
        const std::scoped_lock lock(mutex_);
        to_write_ = std::move(batch);
        waiting_ = true;
        ++under_way_;
    }
    moved_.notify_all();
}

void CommitPipeline::commit_here(DecidedBatch batch) {
    write(batch);
    const bool committed = fence(batch);
    for (const auto& answer : batch.answers) answer(committed);
}

void CommitPipeline::write_all() {
    std::unique_lock lock(mutex_);
    for (;;) {
        moved_.wait(lock, [this] { return to_write_ || closing_; });
        if (!to_write_) break;
        auto batch = std::move(*to_write_);
        to_write_.reset();
        waiting_ = false;
        lock.unlock();
        on_moved_();
        write(batch);
        lock.lock();
        // The next may only be written once the one before this has its fence: see PendingCommit::write().
        moved_.wait(lock, [this] { return !to_fence_ && !fencing_; });
        to_fence_ = std::move(batch);
        moved_.notify_all();
    }
    all_written_ = true;
    moved_.notify_all();
}

void CommitPipeline::fence_all() {
    std::unique_lock lock(mutex_);
    for (;;) {
        moved_.wait(lock, [this] { return to_fence_ || all_written_; });
        if (!to_fence_) return;
        auto batch = std::move(*to_fence_);
        to_fence_.reset();
        fencing_ = true;
        lock.unlock();
        const bool committed = fence(batch);
        lock.lock();
        fencing_ = false;
        moved_.notify_all();
        lock.unlock();
        for (const auto& answer : batch.answers) answer(committed);
        --under_way_;
        on_moved_();
        lock.lock();
    }
}

void CommitPipeline::write(DecidedBatch& batch) {
    if (!batch.commit || failed_) return;
    if (auto written = batch.commit->write(); !written) fail_with(written.error());
}

/// True: what the batch decided is durable, and so is everything before it.
bool CommitPipeline::fence(DecidedBatch& batch) {
    if (failed_) return false;
    if (batch.commit) {
        const auto receipt = batch.commit->fence();
        if (!receipt) {
            fail_with(receipt.error());
            return false;
        }
        ++commits_;
        facts_ += receipt->records.size();
        tail_.publish(receipt->records);
    }
    shown_ = batch.number;
    return true;
}

void CommitPipeline::fail_with(const Error& error) {
    if (failed_.exchange(true)) return;
    on_fatal_(error);
    on_moved_();
}

}  // namespace hometime

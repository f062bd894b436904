#include "eventstore/read_ahead.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace hometime {

namespace {

/// Records handed over at once: enough to make the hand-over cheap, few enough to stay in the cores' caches.
constexpr std::size_t kBatchRecords = 256;
/// Batches decoded ahead at most: bounds the memory.
constexpr std::size_t kBatchesAhead = 8;

using Batch = std::vector<Record>;

/// Batches on their way from one thread to another.
class Belt {
public:
    /// Waits for room, and leaves a used batch in `batch`: what one thread allocated it frees itself. False: nobody
    /// wants more.
    bool put(Batch& batch) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return batches_.size() < kBatchesAhead || unwanted_; });
        if (unwanted_) return false;
        batches_.push_back(std::move(batch));
        batch = Batch();
        if (!used_.empty()) {
            batch = std::move(used_.back());
            used_.pop_back();
        }
        changed_.notify_all();
        return true;
    }
    void give_back(Batch batch) {
        const std::scoped_lock lock(mutex_);
        used_.push_back(std::move(batch));
    }
    void end() {
        const std::scoped_lock lock(mutex_);
        ended_ = true;
        changed_.notify_all();
    }
    /// Waits for a batch; an empty one is the end.
    Batch take() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return !batches_.empty() || ended_; });
        if (batches_.empty()) return {};
        auto batch = std::move(batches_.front());
        batches_.pop_front();
        changed_.notify_all();
        return batch;
    }
    void want_no_more() {
        const std::scoped_lock lock(mutex_);
        unwanted_ = true;
        changed_.notify_all();
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Batch> batches_;
    std::vector<Batch> used_;
    bool ended_ = false;
    bool unwanted_ = false;
};

/// The reading thread; ends when the log does, or when this goes.
class Reader {
public:
    Reader(const RocksReader& log, SchoolId school, Sequence from, Belt& belt)
        : belt_(belt), thread_([this, &log, school, from] {
              outcome_ = read(log, school, from);
              belt_.end();
          }) {}
    ~Reader() {
        belt_.want_no_more();
        if (thread_.joinable()) thread_.join();
    }
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;

    [[nodiscard]] Result<void> outcome() {
        thread_.join();
        return outcome_;
    }

private:
    Result<void> read(const RocksReader& log, SchoolId school, Sequence from) {
        Batch batch;
        const auto scanned = log.scan_clear(school, from, [&](Record&& record) {
            batch.push_back(std::move(record));
            if (batch.size() < kBatchRecords) return true;
            const bool more = belt_.put(batch);
            batch.clear();
            batch.reserve(kBatchRecords);
            return more;
        });
        if (!batch.empty()) belt_.put(batch);
        return scanned;
    }

    Belt& belt_;
    Result<void> outcome_;
    std::thread thread_;  ///< last: everything above is there before it runs
};

}  // namespace

Result<void> scan_ahead(const RocksReader& log, SchoolId school, Sequence from,
                        const std::function<bool(const Record&)>& visit) {
    Belt belt;
    Reader reader(log, school, from, belt);
    for (;;) {
        auto batch = belt.take();
        if (batch.empty()) return reader.outcome();
        for (const auto& record : batch) {
            if (!visit(record)) return {};
        }
        belt.give_back(std::move(batch));
    }
}

}  // namespace hometime

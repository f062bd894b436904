// A log in memory that shows a commit only at its fence, and whose writes wait or fail when they are told to.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <utility>

#include "tests/support/memory_log.h"

namespace hometime::test {

class LateLog final : public MemoryLog {
public:
    [[nodiscard]] Result<std::unique_ptr<PendingCommit>> prepare(CommitBatch batch) override {
        return std::make_unique<Late>(*this, std::move(batch));
    }

    /// Writes wait from now on.
    void hold() { set(&LateLog::held_, true); }
    void release() { set(&LateLog::held_, false); }
    /// Writes are refused from now on.
    void fail_writes() { set(&LateLog::failing_, true); }
    /// Returns once a write has come and waits.
    void await_write() {
        std::unique_lock lock(gate_);
        moved_.wait(lock, [this] { return waiting_ > 0; });
    }

private:
    struct Late final : PendingCommit {
        Late(LateLog& owner, CommitBatch given) : log(owner), batch(std::move(given)) {}
        [[nodiscard]] Result<void> write() override { return log.pass_gate(); }
        [[nodiscard]] Result<CommitReceipt> fence() override {
            return log.MemoryLog::prepare(std::move(batch)).and_then([](auto&& applied) { return applied->fence(); });
        }
        LateLog& log;
        CommitBatch batch;
    };

    void set(bool LateLog::* flag, bool value) {
        {
            const std::scoped_lock lock(gate_);
            this->*flag = value;
        }
        moved_.notify_all();
    }
    [[nodiscard]] Result<void> pass_gate() {
        std::unique_lock lock(gate_);
        ++waiting_;
        moved_.notify_all();
        moved_.wait(lock, [this] { return !held_; });
        --waiting_;
        if (failing_) return fail(ErrorCode::unavailable, "the test's disk fails");
        return {};
    }

    std::mutex gate_;
    std::condition_variable moved_;
    bool held_ = false;
    bool failing_ = false;
    int waiting_ = 0;
};

}  // namespace hometime::test

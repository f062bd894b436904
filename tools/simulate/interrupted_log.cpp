#include "tools/simulate/interrupted_log.h"

#include <utility>

namespace hometime::simulation {

class InterruptedLog::Commit final : public PendingCommit {
public:
    Commit(std::unique_ptr<PendingCommit> inner, CutOff where) : inner_(std::move(inner)), where_(where) {}

    [[nodiscard]] Result<void> write() override {
        if (where_ == CutOff::before_the_write) throw Crashed{};
        if (where_ == CutOff::refused) return fail(ErrorCode::unavailable, "the simulated disk refuses");
        auto written = inner_->write();
        if (where_ == CutOff::after_the_write) throw Crashed{};
        return written;
    }
    [[nodiscard]] Result<CommitReceipt> fence() override {
        auto receipt = inner_->fence();
        if (where_ == CutOff::after_the_fence) throw Crashed{};
        return receipt;
    }

private:
    std::unique_ptr<PendingCommit> inner_;
    CutOff where_;
};

Result<std::unique_ptr<PendingCommit>> InterruptedLog::prepare(CommitBatch batch) {
    auto prepared = inner_.prepare(std::move(batch));
    if (!prepared) return prepared;
    return std::make_unique<Commit>(std::move(*prepared), std::exchange(next_, CutOff::never));
}

}  // namespace hometime::simulation

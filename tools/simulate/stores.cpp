#include "tools/simulate/stores.h"

#include "eventstore/open.h"
#include "tests/support/memory_log.h"

namespace hometime::simulation {

namespace {

/// A batch is there from its write on, not before.
class DurableAtWrite final : public test::MemoryLog {
public:
    [[nodiscard]] Result<std::unique_ptr<PendingCommit>> prepare(CommitBatch batch) override {
        return std::make_unique<Commit>(*this, std::move(batch));
    }

private:
    struct Commit final : PendingCommit {
        Commit(DurableAtWrite& to, CommitBatch given) : log(to), batch(std::move(given)) {}
        [[nodiscard]] Result<void> write() override {
            return log.MemoryLog::prepare(std::move(batch))
                .and_then([](std::unique_ptr<PendingCommit>&& applied) { return applied->fence(); })
                .map([this](CommitReceipt&& made) { receipt = std::move(made); });
        }
        [[nodiscard]] Result<CommitReceipt> fence() override { return std::move(receipt); }
        DurableAtWrite& log;
        CommitBatch batch;
        CommitReceipt receipt;
    };
};

class MemoryStore final : public Store {
public:
    [[nodiscard]] Result<EventLog*> open() override { return &log_; }
    void close() override {}

private:
    DurableAtWrite log_;
};

class RocksStore final : public Store {
public:
    RocksStore(std::filesystem::path folder, std::uint64_t seed) : folder_(std::move(folder)), random_(seed) {}

    [[nodiscard]] Result<EventLog*> open() override {
        std::filesystem::create_directories(folder_);
        auto opened = open_log({folder_, {}, nullptr, nullptr}, random_);
        if (!opened) return tl::unexpected(opened.error());
        if (opened->is_evidence()) return fail(ErrorCode::corrupt, "what was acknowledged is not all there");
        log_ = std::move(opened->log);
        return log_.get();
    }
    void close() override { log_.reset(); }

private:
    std::filesystem::path folder_;
    SeededRandom random_;
    std::unique_ptr<RocksLog> log_;
};

}  // namespace

std::unique_ptr<Store> memory_store() {
    return std::make_unique<MemoryStore>();
}

std::unique_ptr<Store> rocks_store(std::filesystem::path folder, std::uint64_t seed) {
    return std::make_unique<RocksStore>(std::move(folder), seed);
}

}  // namespace hometime::simulation

// A log whose process can be cut off at each step of a commit, and whose disk can refuse a write.
#pragma once

#include "eventstore/log.h"

namespace hometime::simulation {

/// Thrown where the process ends: whatever it has in memory is gone, what its disk has is not.
struct Crashed {};

enum class CutOff : std::uint8_t {
    never,
    before_the_write,  ///< nothing of the commit is there
    after_the_write,   ///< it is durable, and nobody was told
    after_the_fence,   ///< readers could have seen it, and nobody was told
    refused,           ///< the disk refuses the write; the process must end of itself
};

/// One thread. The inner log must outlive it.
class InterruptedLog final : public EventLog {
public:
    explicit InterruptedLog(EventLog& inner) : inner_(inner) {}

    /// The next commit is cut off there, once.
    void cut_off_next(CutOff where) { next_ = where; }
    /// Whether that has not happened yet.
    [[nodiscard]] bool is_armed() const { return next_ != CutOff::never; }

    [[nodiscard]] Result<std::unique_ptr<PendingCommit>> prepare(CommitBatch batch) override;
    [[nodiscard]] std::vector<LogHead> heads() const override { return inner_.heads(); }
    [[nodiscard]] std::optional<LogHead> head(SchoolId school) const override { return inner_.head(school); }
    [[nodiscard]] Result<Record> read(Position position) const override { return inner_.read(position); }
    [[nodiscard]] Result<void> read_each(SchoolId school, std::span<const Sequence> ascending,
                                         const std::function<bool(Record&&)>& visit) const override {
        return inner_.read_each(school, ascending, visit);
    }
    [[nodiscard]] Result<Hash> leaf(Position position) const override { return inner_.leaf(position); }
    [[nodiscard]] Result<void> scan(SchoolId school, Sequence from,
                                    const std::function<bool(const Record&)>& visit) const override {
        return inner_.scan(school, from, visit);
    }
    [[nodiscard]] Result<std::string> unseal(SchoolId school, const Record& record, std::uint8_t part) const override {
        return inner_.unseal(school, record, part);
    }
    [[nodiscard]] Result<std::optional<std::string>> row(std::string_view key) const override {
        return inner_.row(key);
    }
    [[nodiscard]] Result<void> rows(
        std::string_view prefix, const std::function<bool(std::string_view, std::string_view)>& visit) const override {
        return inner_.rows(prefix, visit);
    }
    [[nodiscard]] Result<std::optional<StoredReply>> reply(const ReplyKey& key) const override {
        return inner_.reply(key);
    }
    [[nodiscard]] Hash request_mac(ByteView request) const override { return inner_.request_mac(request); }
    [[nodiscard]] Hash derived_key(std::string_view purpose) const override { return inner_.derived_key(purpose); }

private:
    class Commit;
    EventLog& inner_;
    CutOff next_ = CutOff::never;
};

}  // namespace hometime::simulation

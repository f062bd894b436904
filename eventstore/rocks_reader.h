// Reading the log: records, rows and replies as they stood at the newest fenced commit.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "eventstore/keyring.h"
#include "eventstore/log.h"
#include "eventstore/merkle.h"
#include "eventstore/rocks_db.h"

namespace hometime {

/// The log for reading. Alone it serves evidence and audit; rocks_log.h adds commit. All members: any thread.
class RocksReader : public EventLog {
public:
    /// `heads`, by school, say how far each log is served. `ring` null: nothing is unsealed (`key_missing`), and
    /// MACs are under a key of this process alone, so that they match nothing that was ever stored.
    RocksReader(std::unique_ptr<RocksDb> db, std::unique_ptr<KeyRing> ring, std::vector<LogHead> heads);
    ~RocksReader() override;

    /// Errors: `unavailable`, always: here the log is only read.
    [[nodiscard]] Result<std::unique_ptr<PendingCommit>> prepare(CommitBatch batch) override;

    [[nodiscard]] std::vector<LogHead> heads() const override;
    [[nodiscard]] std::optional<LogHead> head(SchoolId school) const override;
    [[nodiscard]] Result<Record> read(Position position) const override;
    [[nodiscard]] Result<void> read_each(SchoolId school, std::span<const Sequence> ascending,
                                         const std::function<bool(Record&&)>& visit) const override;
    [[nodiscard]] Result<Hash> leaf(Position position) const override;
    [[nodiscard]] Result<void> scan(SchoolId school, Sequence from,
                                    const std::function<bool(const Record&)>& visit) const override;
    [[nodiscard]] Result<std::string> unseal(SchoolId school, const Record& record,
                                             std::uint8_t part = 1) const override;
    [[nodiscard]] Result<std::optional<std::string>> row(std::string_view key) const override;
    [[nodiscard]] Result<void> rows(
        std::string_view prefix,
        const std::function<bool(std::string_view key, std::string_view value)>& visit) const override;
    [[nodiscard]] Result<std::optional<StoredReply>> reply(const ReplyKey& key) const override;
    [[nodiscard]] Hash request_mac(ByteView request) const override;
    [[nodiscard]] Hash derived_key(std::string_view purpose) const override;

    /// The bytes of one record as they stand in the database, unchecked but for the database's own checksum.
    /// Errors: as read().
    [[nodiscard]] Result<std::string> frame(Position position) const;
    /// scan() of the bytes: unchecked but for the sequence, which has no holes. A view lives until `visit` returns.
    [[nodiscard]] Result<void> scan_frames(SchoolId school, Sequence from,
                                           const std::function<bool(Sequence, std::string_view)>& visit) const;
    /// scan() of records without their sealed parts, each given away: for folds.
    [[nodiscard]] Result<void> scan_clear(SchoolId school, Sequence from,
                                          const std::function<bool(Record&&)>& visit) const;
    /// Where the hashes of a school's tree are read from; must not outlive this.
    [[nodiscard]] TreeSource tree(SchoolId school) const;
    [[nodiscard]] const RocksDb& database() const { return *db_; }
    /// From now on nothing is unsealed with this key: the log says that it was destroyed. Any thread.
    void retire(std::uint64_t key) {
        if (ring_) ring_->retire(key);
    }

protected:
    /// What readers see: it changes as one, after each fenced commit.
    struct View {
        std::vector<LogHead> heads;            ///< by school
        std::shared_ptr<const DbSnapshot> at;  ///< null: the database does not change
        [[nodiscard]] const LogHead* find(SchoolId school) const;
    };
    void show(std::vector<LogHead> heads, std::shared_ptr<const DbSnapshot> at);
    [[nodiscard]] RocksDb& database() { return *db_; }
    [[nodiscard]] KeyRing& ring() { return *ring_; }
    [[nodiscard]] const KeyRing& ring() const { return *ring_; }

private:
    [[nodiscard]] std::shared_ptr<const View> view() const;
    [[nodiscard]] Result<std::string> frame(const View& view, const LogHead& head, Sequence sequence) const;
    using Decoder = Result<Record> (*)(std::string_view bytes);
    [[nodiscard]] static Result<Record> decode(Decoder decoder, const LogHead& head, Sequence sequence,
                                               std::string_view bytes);
    [[nodiscard]] Result<void> scan_with(Decoder decoder, SchoolId school, Sequence from,
                                         const std::function<bool(Record&&)>& visit) const;

    std::unique_ptr<RocksDb> db_;
    std::unique_ptr<KeyRing> ring_;
    Hash request_key_{};
    Hash lone_key_{};  ///< stands in for the store's secret where there is no ring
    mutable std::mutex mutex_;
    std::shared_ptr<const View> view_;
};

}  // namespace hometime

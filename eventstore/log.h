// The log as everybody above it sees it. eventstore/rocks_log.h keeps it on disk.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "eventstore/base/result.h"
#include "eventstore/record.h"

namespace hometime {

/// A fact on its way into the log: numbered and stamped, its private texts still plain.
struct PendingRecord {
    SchoolId school;
    RecordHeader header;  ///< `log` and `tag`, `schema` are filled in by commit
    Event event;
};

/// One row of decision state: a key (see projections/state/keys.h) and its new value; empty deletes.
struct RowChange {
    std::string key;
    std::optional<std::string> value;
};

/// The stored reply of one command: {school, account, client id} -> MAC of the request, and the reply.
struct StoredReply {
    Hash request_mac{};
    std::string reply;  ///< JSON of positions and instants; never a name, a text or a secret
};
struct ReplyKey {
    SchoolId school;
    std::uint64_t account = 0;
    Uuid client_id;
    friend constexpr auto operator<=>(const ReplyKey&, const ReplyKey&) = default;
};

/// What the sequencer decided in one go. `records` of one school are consecutive and follow its head.
struct CommitBatch {
    std::vector<PendingRecord> records;
    std::vector<RowChange> rows;
    std::vector<std::pair<ReplyKey, StoredReply>> replies;
};

/// Size of a school's log and the RFC 6962 root over all of its leaves.
struct LogHead {
    SchoolId school;
    Uuid log;
    std::uint64_t size = 0;
    Hash root{};
    friend bool operator==(const LogHead&, const LogHead&) = default;
};

struct CommitReceipt {
    std::uint64_t commit_number = 0;
    /// The batch's records as they now stand in the log, private members emptied, in batch order.
    std::vector<std::shared_ptr<const LoggedRecord>> records;
};

/// A commit on its way, numbered, sealed and hashed. Each step is taken once, in the order of preparation, one commit
/// at a time; different steps of different commits may run at the same time.
/// Must not outlive its log. One that is dropped before its fence ends all writing.
class PendingCommit {
public:
    virtual ~PendingCommit() = default;
    /// All of the batch is written and synced, or nothing. Readers do not see it yet, and nobody may be told. Only
    /// once the commit before the one before has its fence: a start knows no third commit that HEAD does not.
    /// Errors: `unavailable` the disk refused; the batch may be there or not. The process must stop: never retry.
    [[nodiscard]] virtual Result<void> write() = 0;
    /// HEAD vouches for it, and readers see it.
    /// Durability: on success the batch has been synced and fenced; it survives a power cut.
    /// Errors: `unavailable`, as write().
    [[nodiscard]] virtual Result<CommitReceipt> fence() = 0;
};

class EventLog {
public:
    virtual ~EventLog() = default;

    /// The first step of a commit. New keys are durable after it, and nothing else.
    /// Threads: one at a time.
    /// Errors: `invalid`     a record breaks the rules (a gap, too large); the log goes on without the batch.
    ///         `unavailable` the disk refused. The process must stop: never retry.
    [[nodiscard]] virtual Result<std::unique_ptr<PendingCommit>> prepare(CommitBatch batch) = 0;
    /// All three steps. Errors: those of each.
    [[nodiscard]] Result<CommitReceipt> commit(CommitBatch batch);

    /// Heads of all schools, by school id. Any thread.
    [[nodiscard]] virtual std::vector<LogHead> heads() const = 0;
    [[nodiscard]] virtual std::optional<LogHead> head(SchoolId school) const = 0;

    /// One record. Errors: `not_found` beyond the head; `corrupt` its bytes are not what was written.
    [[nodiscard]] virtual Result<Record> read(Position position) const = 0;
    /// Calls `visit` for each of these records, which ascend, without their sealed parts, until it returns false. Any
    /// thread. Those that stand close together cost far less than read() of each. Errors as read(); then some may
    /// have been visited.
    [[nodiscard]] virtual Result<void> read_each(SchoolId school, std::span<const Sequence> ascending,
                                                 const std::function<bool(Record&&)>& visit) const;
    /// The Merkle leaf hash of a record. Errors as read().
    [[nodiscard]] virtual Result<Hash> leaf(Position position) const = 0;

    /// Calls `visit` for the records from `from` on, in order, until it returns false or the head is
    /// reached. Any thread. Errors: `corrupt` names the sequence.
    [[nodiscard]] virtual Result<void> scan(SchoolId school, Sequence from,
                                            const std::function<bool(const Record&)>& visit) const = 0;

    /// The private text of a record's part, unsealed. Any thread.
    /// Errors: `key_missing` its key was destroyed or is not here; `corrupt` it does not open; `not_found` no such
    /// part.
    [[nodiscard]] virtual Result<std::string> unseal(SchoolId school, const Record& record,
                                                     std::uint8_t part = 1) const = 0;

    /// One row of decision state. Any thread.
    [[nodiscard]] virtual Result<std::optional<std::string>> row(std::string_view key) const = 0;
    /// The rows whose keys begin with `prefix`, in key order, until `visit` returns false.
    [[nodiscard]] virtual Result<void> rows(
        std::string_view prefix,
        const std::function<bool(std::string_view key, std::string_view value)>& visit) const = 0;
    /// The stored reply of a command that appended facts, for ever.
    [[nodiscard]] virtual Result<std::optional<StoredReply>> reply(const ReplyKey& key) const = 0;
    /// MAC of a request under a key of this store, for StoredReply::request_mac.
    [[nodiscard]] virtual Hash request_mac(ByteView request) const = 0;
    /// A 32-byte key derived from the store's key-encrypting key for one named purpose ("logins" …).
    [[nodiscard]] virtual Hash derived_key(std::string_view purpose) const = 0;
};

inline Result<void> EventLog::read_each(SchoolId school, std::span<const Sequence> ascending,
                                        const std::function<bool(Record&&)>& visit) const {
    for (const auto sequence : ascending) {
        auto record = read({school, sequence});
        if (!record) return tl::unexpected(record.error());
        record->sealed.clear();
        if (!visit(std::move(*record))) break;
    }
    return {};
}

inline Result<CommitReceipt> EventLog::commit(CommitBatch batch) {
    auto commit = prepare(std::move(batch));
    if (!commit) return tl::unexpected(commit.error());
    if (auto written = (*commit)->write(); !written) return tl::unexpected(written.error());
    return (*commit)->fence();
}

}  // namespace hometime

#include "eventstore/rocks_log.h"

#include <algorithm>
#include <set>

#include "eventstore/base/mutants.h"
#include "eventstore/batch_rules.h"
#include "eventstore/codec.h"
#include "eventstore/log_rows.h"
#include "eventstore/sealing.h"

namespace hometime {

/// A record of a commit: its header as it is written, and where its bytes are in the commit's frames.
struct RocksLog::Framed {
    SchoolId school;
    RecordHeader header;
    std::size_t begin = 0;
    std::size_t length = 0;
};

/// Holds what its later steps need, as it was when the step before was taken: the next commit may be under way by then.
class RocksLog::Commit final : public PendingCommit {
public:
    Commit(RocksLog& owner, CommitBatch given)
        : batch(std::move(given)), writes(owner.database().batch()), log_(owner) {}
    ~Commit() override {
        if (!done_) log_.failed_ = true;
    }
    Commit(const Commit&) = delete;
    Commit& operator=(const Commit&) = delete;

    [[nodiscard]] Result<void> write() override;
    [[nodiscard]] Result<CommitReceipt> fence() override;
    [[nodiscard]] bool empty() const { return batch.records.empty() && batch.rows.empty() && batch.replies.empty(); }
    /// Nothing was written, and the log goes on as before: there is nothing to fence.
    void withdraw() { done_ = true; }
    [[nodiscard]] std::string_view bytes(const Framed& record) const {
        return std::string_view(frames).substr(record.begin, record.length);
    }

    CommitBatch batch;
    std::uint64_t number = 0;
    std::string frames;  ///< the bytes of the records, one after the other
    std::vector<Framed> records;
    std::vector<LogHead> grown;  ///< heads of the schools that the batch adds to
    FileExtent keys;
    DbBatch writes;
    FileExtent wal;
    std::shared_ptr<const DbSnapshot> snapshot;

private:
    [[nodiscard]] CommitReceipt receipt();
    RocksLog& log_;
    bool done_ = false;
};

RocksLog::RocksLog(Parts parts)
    : RocksReader(std::move(parts.db), std::move(parts.ring), parts.head.schools),
      lock_(std::move(parts.lock)),
      prepared_(parts.head.commit),
      branches_(std::move(parts.branches)),
      written_(parts.head.commit),
      head_file_(std::move(parts.head_file)),
      head_(std::move(parts.head)) {
    show(head_.schools, database().snapshot());
}

Result<void> RocksLog::check(const CommitBatch& batch) const {
    std::set<SchoolId> added;
    for (const auto& record : batch.records) {
        if (!branches_.contains(record.school)) added.insert(record.school);
    }
    if (branches_.size() + added.size() > kHeadSchoolsMax) {
        return fail(ErrorCode::invalid, "a data folder holds at most " + std::to_string(kHeadSchoolsMax) + " schools");
    }
    return check_batch(batch, [&](SchoolId school) -> std::optional<LogTip> {
        const auto branch = branches_.find(school);
        if (branch == branches_.end()) return std::nullopt;
        return LogTip{Sequence{branch->second.tree.size()}, branch->second.newest};
    });
}

Result<void> RocksLog::frame_all(Commit& commit) {
    commit.records.reserve(commit.batch.records.size());
    std::map<SchoolId, Uuid> opened;
    for (const auto& record : commit.batch.records) {
        Framed next{record.school, record.header, commit.frames.size(), 0};
        if (const auto* first = std::get_if<LogOpened>(&record.event)) opened[record.school] = first->log;
        const auto branch = branches_.find(record.school);
        next.header.log = branch == branches_.end() ? opened[record.school] : branch->second.log;
        if (auto encoded = encode_record(commit.frames, record.school, next.header, record.event, ring()); !encoded) {
            return encoded;
        }
        if (const auto* gone = std::get_if<KeyDestroyed>(&record.event)) ring().retire(gone->key);
        next.length = commit.frames.size() - next.begin;
        commit.records.push_back(next);
    }
    return {};
}

void RocksLog::grow(const Commit& commit) {
    for (const auto& record : commit.records) {
        auto& branch = branches_[record.school];
        branch.log = record.header.log;
        branch.newest = record.header.recorded_at;
        branch.tree.append(leaf_hash(leaf_bytes(commit.bytes(record))));
    }
}

void RocksLog::fill(Commit& commit) {
    for (const auto& record : commit.records) {
        if (mutant(Mutant::record_left_out) && record.header.group_index == 1) continue;
        commit.writes.put(Table::records, rows::record_key(record.school, record.header.sequence),
                          commit.bytes(record));
    }
    for (const auto& row : commit.batch.rows) {
        if (row.value) {
            commit.writes.put(Table::state, row.key, *row.value);
        } else {
            commit.writes.erase(Table::state, row.key);
        }
    }
    for (const auto& [key, reply] : commit.batch.replies) {
        const auto branch = branches_.find(key.school);
        const Sequence last{branch == branches_.end() ? 0 : branch->second.tree.size()};
        commit.writes.put(Table::replies, rows::reply_key(key), rows::reply_value(reply, last));
    }
    fill_edges(commit);
    for (const auto table : kAllTables) commit.writes.add_one(table, rows::kCommitsKey);
}

void RocksLog::fill_edges(Commit& commit) {
    std::set<SchoolId> schools;
    for (const auto& record : commit.records) schools.insert(record.school);
    for (const auto school : schools) {
        auto& branch = branches_[school];
        for (const auto& [tile, hashes] : branch.tree.take_tiles()) {
            commit.writes.put(Table::meta, rows::tile_key(school, tile), hashes);
        }
        commit.writes.put(Table::meta, rows::edge_key(school),
                          rows::edge_value({branch.log, branch.newest, branch.tree.edge()}));
        commit.grown.push_back({school, branch.log, branch.tree.size(), branch.tree.root()});
    }
}

/// Takes the commit's place in the order: from here on the log cannot go on without it.
Result<void> RocksLog::number(Commit& commit) {
    if (auto stored = ring().store_pending(); !stored) return stored;
    commit.keys = {ring().generation(), ring().length()};
    commit.number = ++prepared_;
    grow(commit);
    fill(commit);
    return {};
}

Result<std::unique_ptr<PendingCommit>> RocksLog::prepare(CommitBatch batch) {
    if (failed_) return fail(ErrorCode::unavailable, "an earlier commit failed; only a restart sorts it out");
    if (auto checked = check(batch); !checked) return tl::unexpected(checked.error());
    auto commit = std::make_unique<Commit>(*this, std::move(batch));
    if (commit->empty()) {
        commit->number = prepared_;
        commit->withdraw();
        return commit;
    }
    if (auto framed = frame_all(*commit); !framed) {
        ring().drop_pending();
        commit->withdraw();
        return tl::unexpected(framed.error());
    }
    if (auto numbered = number(*commit); !numbered) return fail(ErrorCode::unavailable, numbered.error().detail);
    return commit;
}

Result<void> RocksLog::write(Commit& commit) {
    if (failed_) return fail(ErrorCode::unavailable, "an earlier commit failed; only a restart sorts it out");
    if (commit.number != written_ + 1) return fail(ErrorCode::unavailable, "a commit is written out of its turn");
    // A replicated log would take the batch here, before it is committed below: refused there is refused here.
    if (auto written = database().write(commit.writes); !written) return written;
    written_ = commit.number;
    auto wal = database().wal();
    if (!wal) return tl::unexpected(wal.error());
    commit.wal = *wal;
    commit.snapshot = database().snapshot();
    return {};
}

/// HEAD as it stands with this commit, synced; then readers see it.
Result<void> RocksLog::fence(Commit& commit) {
    if (failed_) return fail(ErrorCode::unavailable, "an earlier commit failed; only a restart sorts it out");
    if (auto healthy = database().background(); !healthy) return healthy;
    if (commit.number != head_.commit + 1 || !commit.snapshot) {
        return fail(ErrorCode::unavailable, "a commit is fenced out of its turn");
    }
    head_.commit = commit.number;
    head_.wal = commit.wal;
    head_.keys = commit.keys;
    for (const auto& head : commit.grown) {
        const auto place = std::lower_bound(head_.schools.begin(), head_.schools.end(), head.school,
                                            [](const LogHead& entry, SchoolId id) { return entry.school < id; });
        if (place != head_.schools.end() && place->school == head.school) {
            *place = head;
        } else {
            head_.schools.insert(place, head);
        }
    }
    if (auto synced = head_file_.write(head_); !synced) return synced;
    if (auto healthy = database().background(); !healthy) return healthy;  // Meanwhile, in another thread.
    show(head_.schools, std::move(commit.snapshot));
    return {};
}

Result<void> RocksLog::Commit::write() {
    if (done_) return {};
    auto written = log_.write(*this);
    if (!written) log_.failed_ = true;
    return written;
}

Result<CommitReceipt> RocksLog::Commit::fence() {
    if (done_) return receipt();
    if (auto fenced = log_.fence(*this); !fenced) {
        log_.failed_ = true;
        return tl::unexpected(fenced.error());
    }
    done_ = true;
    return receipt();
}

CommitReceipt RocksLog::Commit::receipt() {
    CommitReceipt receipt{number, {}};
    receipt.records.reserve(records.size());
    for (std::size_t i = 0; i < records.size(); ++i) {
        auto logged = std::make_shared<LoggedRecord>();
        logged->school = records[i].school;
        logged->record.header = records[i].header;
        logged->record.event = std::move(batch.records[i].event);
        clear_private(logged->record.event);
        const auto parts = decode_frame(bytes(records[i]));
        for (const auto& part : parts->sealed()) {
            logged->record.sealed.push_back({part.part, part.key, Bytes(part.box.begin(), part.box.end())});
        }
        receipt.records.push_back(std::move(logged));
    }
    return receipt;
}

}  // namespace hometime

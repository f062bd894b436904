#include "eventstore/rocks_log.h"

#include <algorithm>
#include <set>

#include "eventstore/batch_rules.h"
#include "eventstore/codec.h"
#include "eventstore/log_rows.h"
#include "eventstore/sealing.h"

namespace hometime {

/// A record of the batch in hand: its header as it is written, and where its bytes are in frames_.
struct RocksLog::Framed {
    SchoolId school;
    RecordHeader header;
    std::size_t begin = 0;
    std::size_t length = 0;
    [[nodiscard]] std::string_view bytes(std::string_view frames) const { return frames.substr(begin, length); }
};

RocksLog::RocksLog(Parts parts)
    : RocksReader(std::move(parts.db), std::move(parts.ring), parts.head.schools),
      lock_(std::move(parts.lock)),
      head_file_(std::move(parts.head_file)),
      head_(std::move(parts.head)),
      branches_(std::move(parts.branches)),
      writes_(database().batch()) {
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

Result<std::vector<RocksLog::Framed>> RocksLog::frame_all(const CommitBatch& batch) {
    std::vector<Framed> framed;
    framed.reserve(batch.records.size());
    frames_.clear();
    std::map<SchoolId, Uuid> opened;
    for (const auto& record : batch.records) {
        Framed next{record.school, record.header, frames_.size(), 0};
        if (const auto* first = std::get_if<LogOpened>(&record.event)) opened[record.school] = first->log;
        const auto branch = branches_.find(record.school);
        next.header.log = branch == branches_.end() ? opened[record.school] : branch->second.log;
        if (auto encoded = encode_record(frames_, record.school, next.header, record.event, ring()); !encoded) {
            return tl::unexpected(encoded.error());
        }
        next.length = frames_.size() - next.begin;
        framed.push_back(next);
    }
    return framed;
}

void RocksLog::grow(const std::vector<Framed>& framed) {
    for (const auto& record : framed) {
        auto& branch = branches_[record.school];
        branch.log = record.header.log;
        branch.newest = record.header.recorded_at;
        branch.tree.append(leaf_hash(leaf_bytes(record.bytes(frames_))));
    }
}

void RocksLog::fill(const CommitBatch& batch, const std::vector<Framed>& framed) {
    writes_.clear();
    for (const auto& record : framed) {
        writes_.put(Table::records, rows::record_key(record.school, record.header.sequence), record.bytes(frames_));
    }
    for (const auto& row : batch.rows) {
        if (row.value) {
            writes_.put(Table::state, row.key, *row.value);
        } else {
            writes_.erase(Table::state, row.key);
        }
    }
    for (const auto& [key, reply] : batch.replies) {
        writes_.put(Table::replies, rows::reply_key(key), rows::reply_value(reply));
    }
    fill_edges(framed);
    for (const auto table : kAllTables) writes_.add_one(table, rows::kCommitsKey);
}

void RocksLog::fill_edges(const std::vector<Framed>& framed) {
    std::set<SchoolId> grown;
    for (const auto& record : framed) grown.insert(record.school);
    for (const auto school : grown) {
        auto& branch = branches_[school];
        for (const auto& [tile, hashes] : branch.tree.take_tiles()) {
            writes_.put(Table::meta, rows::tile_key(school, tile), hashes);
        }
        writes_.put(Table::meta, rows::edge_key(school),
                    rows::edge_value({branch.log, branch.newest, branch.tree.edge()}));
        const LogHead head{school, branch.log, branch.tree.size(), branch.tree.root()};
        auto place = std::lower_bound(head_.schools.begin(), head_.schools.end(), school,
                                      [](const LogHead& entry, SchoolId id) { return entry.school < id; });
        if (place != head_.schools.end() && place->school == school) {
            *place = head;
        } else {
            head_.schools.insert(place, head);
        }
    }
}

Result<void> RocksLog::fence() {
    auto wal = database().wal();
    if (!wal) return tl::unexpected(wal.error());
    head_.wal = *wal;
    head_.keys = {ring().generation(), ring().length()};
    return head_file_.write(head_);
}

/// The commit's own steps, in the order that the promise rests on. Each is durable before the next begins.
Result<void> RocksLog::store(const CommitBatch& batch, const std::vector<Framed>& framed) {
    if (auto keys = ring().store_pending(); !keys) return keys;
    ++head_.commit;
    grow(framed);
    fill(batch, framed);
    // A replicated log would take the batch here, before it is committed below: refused there is refused here.
    if (auto written = database().write(writes_); !written) return written;
    return fence();
}

Result<CommitReceipt> RocksLog::commit(const CommitBatch& batch) {
    if (failed_) return fail(ErrorCode::unavailable, "an earlier write failed; only a restart sorts it out");
    if (batch.records.empty() && batch.rows.empty() && batch.replies.empty()) return CommitReceipt{head_.commit, {}};
    if (auto checked = check(batch); !checked) return tl::unexpected(checked.error());
    auto framed = frame_all(batch);
    if (!framed) {
        ring().drop_pending();
        return tl::unexpected(framed.error());
    }
    if (auto stored = store(batch, *framed); !stored) {
        failed_ = true;
        return fail(ErrorCode::unavailable, stored.error().detail);
    }
    show(head_.schools, database().snapshot());
    return receipt(batch, std::move(*framed));
}

CommitReceipt RocksLog::receipt(const CommitBatch& batch, std::vector<Framed> framed) const {
    CommitReceipt receipt{head_.commit, {}};
    receipt.records.reserve(framed.size());
    for (std::size_t i = 0; i < framed.size(); ++i) {
        auto logged = std::make_shared<LoggedRecord>();
        logged->school = framed[i].school;
        logged->record.header = framed[i].header;
        logged->record.event = batch.records[i].event;
        clear_private(logged->record.event);
        const auto parts = decode_frame(framed[i].bytes(frames_));
        for (const auto& part : parts->sealed()) {
            logged->record.sealed.push_back({part.part, part.key, Bytes(part.box.begin(), part.box.end())});
        }
        receipt.records.push_back(std::move(logged));
    }
    return receipt;
}

}  // namespace hometime

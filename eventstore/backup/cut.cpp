#include "eventstore/backup/cut.h"

#include <algorithm>

#include "eventstore/frame.h"
#include "eventstore/log_rows.h"
#include "eventstore/recovery.h"

namespace hometime {

namespace {

/// Changes that are written together. Unit: rows.
constexpr std::size_t kRowsAtOnce = 10'000;

/// A database and its log up to a place, while rows of it go.
class Cutting {
public:
    Cutting(RocksDb& db, const RocksReader& log, LogHead whole, Sequence last)
        : db_(db), log_(log), whole_(std::move(whole)), last_(last), batch_(db.batch()) {}

    Result<CutLog> run(const FoldRows& fold) {
        const auto rows = fold(log_, whole_.school);
        if (!rows) return tl::unexpected(rows.error());
        if (auto grown = regrow(); !grown) return tl::unexpected(grown.error());
        if (auto gone = drop_records(); !gone) return tl::unexpected(gone.error());
        if (auto gone = drop_replies(); !gone) return tl::unexpected(gone.error());
        if (auto replaced = replace_rows(*rows); !replaced) return tl::unexpected(replaced.error());
        if (auto edged = put_edge(); !edged) return tl::unexpected(edged.error());
        return CutLog{{whole_.school, whole_.log, last_.value, tree_.root()}, replies_};
    }

private:
    Result<void> changed() {
        if (++rows_ % kRowsAtOnce != 0) return {};
        auto written = db_.write(batch_);
        batch_.clear();
        return written;
    }
    Result<void> erase(Table table, std::string_view key) {
        batch_.erase(table, key);
        return changed();
    }
    Result<void> put(Table table, std::string_view key, std::string_view value) {
        batch_.put(table, key, value);
        return changed();
    }
    /// Calls `visit` with the rows under `prefix` until it fails.
    Result<void> each(Table table, const std::string& prefix,
                      const std::function<Result<void>(std::string_view, std::string_view)>& visit) {
        Result<void> outcome;
        const auto scanned = db_.scan(table, prefix, after_prefix(prefix), true, [&](auto key, auto value) {
            outcome = visit(key, value);
            return outcome.has_value();
        });
        return scanned ? outcome : scanned;
    }

    /// The tree over what stays, and its tiles in place of the old ones.
    Result<void> regrow() {
        const auto gone = each(Table::meta, rows::tile_prefix(whole_.school),
                               [&](std::string_view key, std::string_view) { return erase(Table::meta, key); });
        if (!gone) return gone;
        Result<void> outcome;
        const auto scanned = log_.scan_frames(whole_.school, Sequence{1}, [&](Sequence, std::string_view bytes) {
            const auto framed = decode_frame(bytes);
            if (!framed) outcome = tl::unexpected(framed.error());
            if (!outcome) return false;
            newest_ = framed->header.recorded_at;
            tree_.append(leaf_hash(leaf_bytes(bytes)));
            for (const auto& [tile, hashes] : tree_.take_tiles()) {
                outcome = put(Table::meta, rows::tile_key(whole_.school, tile), hashes);
                if (!outcome) return false;
            }
            return true;
        });
        return scanned ? outcome : scanned;
    }

    Result<void> drop_records() {
        for (auto at = last_.next(); at.value <= whole_.size; at = at.next()) {
            if (auto gone = erase(Table::records, rows::record_key(whole_.school, at)); !gone) return gone;
        }
        return {};
    }

    /// A reply whose row names no fact, or one that went, goes too: to decide again is better than to tell of facts
    /// that are not there.
    Result<void> drop_replies() {
        return each(Table::replies, rows::school_prefix(whole_.school),
                    [&](std::string_view key, std::string_view value) -> Result<void> {
                        const auto fact = rows::last_fact_of_reply(value);
                        if (fact && fact <= last_) return {};
                        ++replies_;
                        return erase(Table::replies, key);
                    });
    }

    Result<void> replace_rows(const std::map<std::string, std::string>& wanted) {
        const auto gone = each(Table::state, rows::school_prefix(whole_.school),
                               [&](std::string_view key, std::string_view) -> Result<void> {
                                   if (wanted.contains(std::string(key))) return {};
                                   return erase(Table::state, key);
                               });
        if (!gone) return gone;
        for (const auto& [key, value] : wanted) {
            if (auto there = put(Table::state, key, value); !there) return there;
        }
        return {};
    }

    Result<void> put_edge() {
        batch_.put(Table::meta, rows::edge_key(whole_.school), rows::edge_value({whole_.log, newest_, tree_.edge()}));
        for (const auto table : kAllTables) batch_.add_one(table, rows::kCommitsKey);
        if (auto written = db_.write(batch_); !written) return written;
        return db_.flush();
    }

    RocksDb& db_;
    const RocksReader& log_;
    LogHead whole_;
    Sequence last_;
    DbBatch batch_;
    MerkleTree tree_;
    UtcTime newest_{};
    std::size_t rows_ = 0;
    std::uint64_t replies_ = 0;
};

}  // namespace

Result<void> check_cut(const RocksReader& log, SchoolId school, Sequence last) {
    const auto head = log.head(school);
    if (!head || !last || last.value > head->size) {
        return fail(ErrorCode::not_found, to_string(school) + " has no record " + std::to_string(last.value));
    }
    const auto record = log.read({school, last});
    if (!record) return tl::unexpected(record.error());
    const auto& header = record->header;
    if (header.group_index + 1 == header.group_size) return {};
    const auto before = last.value - header.group_index - 1;
    const auto after = before + header.group_size;
    return fail(ErrorCode::invalid, "records " + std::to_string(before + 1) + " to " + std::to_string(after) +
                                        " are of one command: end at " + std::to_string(before) + " or at " +
                                        std::to_string(after));
}

Result<CutLog> cut_log(std::unique_ptr<RocksDb> db, SchoolId school, Sequence last, const FoldRows& fold) {
    auto heads = read_edges(*db);
    if (!heads) return tl::unexpected(heads.error());
    const auto found = std::ranges::find(*heads, school, &LogHead::school);
    if (found == heads->end() || found->size < last.value) {
        return fail(ErrorCode::not_found, to_string(school) + " has no record " + std::to_string(last.value));
    }
    const auto whole = *found;
    found->size = last.value;  // What stays is all that the fold sees.
    auto& writable = *db;
    const RocksReader part(std::move(db), nullptr, std::move(*heads));
    if (auto checked = check_cut(part, school, last); !checked) return tl::unexpected(checked.error());
    return Cutting(writable, part, whole, last).run(fold);
}

}  // namespace hometime

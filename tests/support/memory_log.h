// A log in memory that keeps the contract of EventLog but for durability. Seals nothing: a box is 40 zero bytes and
// the text itself. For tests of everything that only needs a log.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "eventstore/batch_rules.h"
#include "eventstore/codec.h"
#include "eventstore/frame.h"
#include "eventstore/keyring.h"
#include "eventstore/log.h"
#include "eventstore/merkle.h"
#include "eventstore/sealing.h"

namespace hometime::test {

class MemoryLog : public EventLog {
public:
    /// There is nothing to sync: what is prepared is seen at once.
    [[nodiscard]] Result<std::unique_ptr<PendingCommit>> prepare(CommitBatch batch) override {
        return apply(batch).map([](CommitReceipt&& receipt) -> std::unique_ptr<PendingCommit> {
            return std::make_unique<Applied>(std::move(receipt));
        });
    }

    [[nodiscard]] std::vector<LogHead> heads() const override {
        const std::scoped_lock lock(mutex_);
        std::vector<LogHead> all;
        for (const auto& [id, school] : schools_) all.push_back(head_of(id, school));
        return all;
    }
    [[nodiscard]] std::optional<LogHead> head(SchoolId school) const override {
        const std::scoped_lock lock(mutex_);
        const auto found = schools_.find(school);
        return found == schools_.end() ? std::nullopt : std::optional(head_of(school, found->second));
    }

    [[nodiscard]] Result<Record> read(Position position) const override {
        return frame(position).and_then([](const std::string& bytes) { return decode_record(bytes); });
    }
    [[nodiscard]] Result<Hash> leaf(Position position) const override {
        return frame(position).map([](const std::string& bytes) { return leaf_hash(leaf_bytes(bytes)); });
    }
    [[nodiscard]] Result<void> scan(SchoolId school, Sequence from,
                                    const std::function<bool(const Record&)>& visit) const override {
        const auto now = head(school);
        for (auto at = std::max(from, Sequence{1}); now && at.value <= now->size; at = at.next()) {
            const auto record = read({school, at});
            if (!record) return tl::unexpected(record.error());
            if (!visit(*record)) break;
        }
        return {};
    }

    [[nodiscard]] Result<std::string> unseal(SchoolId, const Record& record, std::uint8_t part = 1) const override {
        for (const auto& sealed : record.sealed) {
            if (sealed.part == part) return std::string(as_text(sealed.box).substr(kBoxOverhead));
        }
        return fail(ErrorCode::not_found, "the record has no such sealed part");
    }

    [[nodiscard]] Result<std::optional<std::string>> row(std::string_view key) const override {
        const std::scoped_lock lock(mutex_);
        const auto found = rows_.find(key);
        return found == rows_.end() ? std::nullopt : std::optional(found->second);
    }
    [[nodiscard]] Result<void> rows(
        std::string_view prefix, const std::function<bool(std::string_view, std::string_view)>& visit) const override {
        std::vector<std::pair<std::string, std::string>> copy;  // `visit` may call back.
        {
            const std::scoped_lock lock(mutex_);
            const auto first = rows_.lower_bound(prefix);
            for (auto at = first; at != rows_.end() && at->first.starts_with(prefix); ++at) copy.push_back(*at);
        }
        for (const auto& [key, value] : copy) {
            if (!visit(key, value)) break;
        }
        return {};
    }
    [[nodiscard]] Result<std::optional<StoredReply>> reply(const ReplyKey& key) const override {
        const std::scoped_lock lock(mutex_);
        const auto found = replies_.find(key);
        return found == replies_.end() ? std::nullopt : std::optional(found->second);
    }
    [[nodiscard]] Hash request_mac(ByteView request) const override {
        return keyed_mac(derived_key("request-mac"), request);
    }
    [[nodiscard]] Hash derived_key(std::string_view purpose) const override {
        return keyed_mac(Hash{1, 2, 3}, as_bytes(purpose));
    }

private:
    struct Applied final : PendingCommit {
        explicit Applied(CommitReceipt made) : receipt(std::move(made)) {}
        [[nodiscard]] Result<void> write() override { return {}; }
        [[nodiscard]] Result<CommitReceipt> fence() override { return std::move(receipt); }
        CommitReceipt receipt;
    };

    [[nodiscard]] Result<CommitReceipt> apply(const CommitBatch& batch) {
        const std::scoped_lock lock(mutex_);
        if (batch.records.empty() && batch.rows.empty() && batch.replies.empty()) return CommitReceipt{commit_, {}};
        if (auto checked = check_batch(batch, [this](SchoolId school) { return tip(school); }); !checked) {
            return tl::unexpected(checked.error());
        }
        auto framed = frame_all(batch);
        if (!framed) return tl::unexpected(framed.error());
        CommitReceipt receipt{++commit_, {}};
        for (auto& [school, bytes] : *framed) receipt.records.push_back(add(school, std::move(bytes)));
        for (const auto& row : batch.rows) {
            if (row.value) {
                rows_[row.key] = *row.value;
            } else {
                rows_.erase(row.key);
            }
        }
        for (const auto& [key, reply] : batch.replies) replies_[key] = reply;
        return receipt;
    }

    struct School {
        Uuid log;
        UtcTime newest;
        MerkleTree tree;
        std::vector<std::string> frames;
    };

    static LogHead head_of(SchoolId id, const School& school) {
        return {id, school.log, school.frames.size(), school.tree.root()};
    }
    [[nodiscard]] std::optional<LogTip> tip(SchoolId school) const {
        const auto found = schools_.find(school);
        if (found == schools_.end()) return std::nullopt;
        return LogTip{Sequence{found->second.frames.size()}, found->second.newest};
    }

    [[nodiscard]] Result<std::vector<std::pair<SchoolId, std::string>>> frame_all(const CommitBatch& batch) const {
        std::vector<std::pair<SchoolId, std::string>> framed;
        std::map<SchoolId, Uuid> logs;
        for (const auto& record : batch.records) {
            const auto found = schools_.find(record.school);
            if (found != schools_.end()) logs[record.school] = found->second.log;
            if (const auto* first = std::get_if<LogOpened>(&record.event)) logs[record.school] = first->log;
            auto bytes = frame_one(record, logs[record.school]);
            if (!bytes) return tl::unexpected(bytes.error());
            framed.emplace_back(record.school, std::move(*bytes));
        }
        return framed;
    }
    static Result<std::string> frame_one(const PendingRecord& record, const Uuid& log) {
        auto header = record.header;
        header.log = log;
        header.tag = tag_of(record.event);
        header.schema = schema_of(record.event);
        std::string clear;
        write_clear(clear, record.event);
        std::vector<Bytes> boxes;
        std::vector<SealedPartView> parts;
        const auto texts = private_texts(record.event);
        boxes.reserve(texts.count);
        for (const auto text : texts.all()) {
            Bytes& box = boxes.emplace_back(kBoxOverhead);
            box.insert(box.end(), text.begin(), text.end());
            parts.push_back({static_cast<std::uint8_t>(parts.size() + 1), 1, box});
        }
        std::string bytes;
        return encode_frame(bytes, header, clear, parts).map([&] { return bytes; });
    }
    std::shared_ptr<const LoggedRecord> add(SchoolId id, std::string bytes) {
        auto& school = schools_[id];
        auto record = decode_record(bytes).value();
        school.log = record.header.log;
        school.newest = record.header.recorded_at;
        school.tree.append(leaf_hash(leaf_bytes(bytes)));
        school.frames.push_back(std::move(bytes));
        return std::make_shared<const LoggedRecord>(LoggedRecord{id, std::move(record)});
    }
    [[nodiscard]] Result<std::string> frame(Position position) const {
        const std::scoped_lock lock(mutex_);
        const auto found = schools_.find(position.school);
        if (found == schools_.end() || !position.sequence || position.sequence.value > found->second.frames.size()) {
            return fail(ErrorCode::not_found, "no such record");
        }
        return found->second.frames[position.sequence.value - 1];
    }

    mutable std::mutex mutex_;
    std::uint64_t commit_ = 0;
    std::map<SchoolId, School> schools_;
    std::map<std::string, std::string, std::less<>> rows_;
    std::map<ReplyKey, StoredReply> replies_;
};

}  // namespace hometime::test

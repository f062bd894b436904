#include "eventstore/rocks_reader.h"

#include <algorithm>

#include "eventstore/codec.h"
#include "eventstore/frame.h"
#include "eventstore/log_rows.h"
#include "eventstore/sealing.h"

namespace hometime {

namespace {

constexpr std::string_view kRequestPurpose = "request-mac";

std::string place(SchoolId school, Sequence sequence) {
    return "record " + std::to_string(sequence.value) + " of " + to_string(school);
}

tl::unexpected<Error> damaged(SchoolId school, Sequence sequence, const std::string& what) {
    return fail(ErrorCode::corrupt, place(school, sequence) + ": " + what);
}

tl::unexpected<Error> at_place(SchoolId school, Sequence sequence, const Error& error) {
    return fail(error.code, place(school, sequence) + ": " + error.detail);
}

tl::unexpected<Error> beyond(SchoolId school, Sequence sequence) {
    return fail(ErrorCode::not_found, place(school, sequence) + " is not in the log");
}

}  // namespace

const LogHead* RocksReader::View::find(SchoolId school) const {
    const auto found = std::lower_bound(heads.begin(), heads.end(), school,
                                        [](const LogHead& head, SchoolId id) { return head.school < id; });
    return found != heads.end() && found->school == school ? &*found : nullptr;
}

RocksReader::RocksReader(std::unique_ptr<RocksDb> db, std::unique_ptr<KeyRing> ring, std::vector<LogHead> heads)
    : db_(std::move(db)), ring_(std::move(ring)) {
    if (!ring_) lone_key_ = SystemRandom{}.bytes<32>();
    request_key_ = derived_key(kRequestPurpose);
    show(std::move(heads), nullptr);
}

RocksReader::~RocksReader() {
    view_.reset();  // A snapshot must end before its database.
}

void RocksReader::show(std::vector<LogHead> heads, std::shared_ptr<const DbSnapshot> at) {
    auto next = std::make_shared<const View>(View{std::move(heads), std::move(at)});
    const std::scoped_lock lock(mutex_);
    view_.swap(next);
}

std::shared_ptr<const RocksReader::View> RocksReader::view() const {
    const std::scoped_lock lock(mutex_);
    return view_;
}

Result<std::unique_ptr<PendingCommit>> RocksReader::prepare(CommitBatch) {
    return fail(ErrorCode::unavailable, "the log is open for reading only");
}

std::vector<LogHead> RocksReader::heads() const {
    return view()->heads;
}

std::optional<LogHead> RocksReader::head(SchoolId school) const {
    const auto now = view();
    const auto* head = now->find(school);
    return head == nullptr ? std::nullopt : std::optional(*head);
}

Result<std::string> RocksReader::frame(const View& view, const LogHead& head, Sequence sequence) const {
    auto bytes = db_->get(Table::records, rows::record_key(head.school, sequence), view.at.get());
    if (!bytes) return at_place(head.school, sequence, bytes.error());
    if (!*bytes) return damaged(head.school, sequence, "it is missing");
    return std::move(**bytes);
}

Result<Record> RocksReader::decode(Decoder decoder, const LogHead& head, Sequence sequence, std::string_view bytes) {
    auto record = decoder(bytes);
    if (!record) return at_place(head.school, sequence, record.error());
    if (record->header.sequence != sequence || record->header.log != head.log) {
        return damaged(head.school, sequence, "another record stands in its place");
    }
    return record;
}

Result<std::string> RocksReader::frame(Position position) const {
    const auto now = view();
    const auto* head = now->find(position.school);
    if (head == nullptr || !position.sequence || position.sequence.value > head->size) {
        return beyond(position.school, position.sequence);
    }
    return frame(*now, *head, position.sequence);
}

Result<Record> RocksReader::read(Position position) const {
    const auto now = view();
    const auto* head = now->find(position.school);
    if (head == nullptr || !position.sequence || position.sequence.value > head->size) {
        return beyond(position.school, position.sequence);
    }
    return frame(*now, *head, position.sequence).and_then([&](const std::string& bytes) {
        return decode(&decode_record, *head, position.sequence, bytes);
    });
}

Result<void> RocksReader::read_each(SchoolId school, std::span<const Sequence> ascending,
                                    const std::function<bool(Record&&)>& visit) const {
    const auto now = view();
    const auto* head = now->find(school);
    if (ascending.empty()) return {};
    if (head == nullptr || !ascending.front() || ascending.back().value > head->size) {
        return beyond(school, ascending.back());
    }
    std::vector<std::string> keys;
    keys.reserve(ascending.size());
    for (const auto sequence : ascending) keys.push_back(rows::record_key(school, sequence));
    Result<void> outcome;
    const auto step = [&](std::size_t place, std::optional<std::string_view> bytes) {
        const auto sequence = ascending[place];
        auto record = bytes ? decode(&decode_clear, *head, sequence, *bytes)
                            : Result<Record>(damaged(school, sequence, "it is missing"));
        if (!record) outcome = tl::unexpected(record.error());
        return record && visit(std::move(*record));
    };
    const auto got = db_->get_each(Table::records, keys, step, now->at.get());
    if (!got) return at_place(school, ascending.front(), got.error());
    return outcome;
}

Result<Hash> RocksReader::leaf(Position position) const {
    const auto bytes = frame(position);
    if (!bytes) return tl::unexpected(bytes.error());
    if (const auto framed = decode_frame(*bytes); !framed) {
        return at_place(position.school, position.sequence, framed.error());
    }
    return leaf_hash(leaf_bytes(*bytes));
}

Result<void> RocksReader::scan_frames(SchoolId school, Sequence from,
                                      const std::function<bool(Sequence, std::string_view)>& visit) const {
    const auto now = view();
    const auto* head = now->find(school);
    const Sequence last{head == nullptr ? 0 : head->size};
    auto expected = std::max(from, Sequence{1});
    if (last < expected) return {};
    bool wanted = true;
    bool hole = false;
    const auto step = [&](std::string_view key, std::string_view bytes) {
        const auto position = rows::position_of_record(key);
        hole = !position || position->sequence != expected;
        if (hole) return false;
        wanted = visit(expected, bytes);
        expected = expected.next();
        return wanted;
    };
    const auto scanned = db_->scan(Table::records, rows::record_key(school, expected),
                                   rows::record_key(school, last.next()), true, step, now->at.get());
    if (!scanned) return at_place(school, expected, scanned.error());
    if (hole || (wanted && expected <= last)) return damaged(school, expected, "it is missing");
    return {};
}

Result<void> RocksReader::scan(SchoolId school, Sequence from, const std::function<bool(const Record&)>& visit) const {
    return scan_with(&decode_record, school, from, [&](Record&& record) { return visit(record); });
}

Result<void> RocksReader::scan_clear(SchoolId school, Sequence from, const std::function<bool(Record&&)>& visit) const {
    return scan_with(&decode_clear, school, from, visit);
}

Result<void> RocksReader::scan_with(Decoder decoder, SchoolId school, Sequence from,
                                    const std::function<bool(Record&&)>& visit) const {
    const auto log = head(school);
    if (!log) return {};
    Result<void> outcome;
    const auto scanned = scan_frames(school, from, [&](Sequence sequence, std::string_view bytes) {
        auto record = decode(decoder, *log, sequence, bytes);
        if (!record) outcome = tl::unexpected(record.error());
        return record && visit(std::move(*record));
    });
    return scanned ? outcome : scanned;
}

Result<std::string> RocksReader::unseal(SchoolId school, const Record& record, std::uint8_t part) const {
    if (!ring_) return fail(ErrorCode::key_missing, "the key store is not open here");
    auto text = unseal_part(record, part, *ring_);
    if (!text) return at_place(school, record.header.sequence, text.error());
    return text;
}

Result<std::optional<std::string>> RocksReader::row(std::string_view key) const {
    const auto now = view();
    return db_->get(Table::state, key, now->at.get());
}

Result<void> RocksReader::rows(std::string_view prefix,
                               const std::function<bool(std::string_view, std::string_view)>& visit) const {
    const auto now = view();
    const auto end = prefix.empty() ? std::string(rows::kCommitsKey) : after_prefix(prefix);
    return db_->scan(Table::state, prefix, end, false, visit, now->at.get());
}

Result<std::optional<StoredReply>> RocksReader::reply(const ReplyKey& key) const {
    const auto now = view();
    const auto value = db_->get(Table::replies, rows::reply_key(key), now->at.get());
    if (!value) return tl::unexpected(value.error());
    if (!*value) return std::optional<StoredReply>{};
    return rows::read_reply(**value).map([](StoredReply&& reply) { return std::optional(std::move(reply)); });
}

Hash RocksReader::request_mac(ByteView request) const {
    return keyed_mac(request_key_, request);
}

Hash RocksReader::derived_key(std::string_view purpose) const {
    return ring_ ? ring_->derived_key(purpose) : keyed_mac(lone_key_, as_bytes(purpose));
}

TreeSource RocksReader::tree(SchoolId school) const {
    TreeSource source;
    source.leaf = [this, school](std::uint64_t index) { return leaf({school, Sequence{index + 1}}); };
    source.tile = [this, school](TileId tile) -> Result<std::string> {
        const auto now = view();
        auto row = db_->get(Table::meta, rows::tile_key(school, tile), now->at.get());
        if (!row) return tl::unexpected(row.error());
        if (!*row) return fail(ErrorCode::corrupt, "a tile of the tree of " + to_string(school) + " is missing");
        return std::move(**row);
    };
    return source;
}

}  // namespace hometime

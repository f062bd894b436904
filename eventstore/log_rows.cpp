#include "eventstore/log_rows.h"

#include <algorithm>

namespace hometime::rows {

namespace {

constexpr std::size_t kEdgeFixedBytes = 16 + 8;
/// Stands between the MAC and the fact that the reply's row names. JSON begins otherwise.
constexpr char kLastFollows = 1;
constexpr std::size_t kLastBytes = 1 + 8;

const std::uint8_t* bytes_of(std::string_view text) {
    return as_bytes(text).data();
}

constexpr auto kMacBytes = std::tuple_size_v<Hash>;

/// Whether a reply's row says which fact it is of.
bool names_fact(std::string_view value) {
    return value.size() >= kMacBytes + kLastBytes && value[kMacBytes] == kLastFollows;
}

}  // namespace

std::string edge_key(SchoolId school) {
    std::string key(kEdgePrefix);
    append_be(key, school.value);
    return key;
}

std::string tile_key(SchoolId school, TileId tile) {
    std::string key(kTilePrefix);
    append_be(key, school.value);
    append_be(key, tile.level);
    append_be(key, tile.index);
    return key;
}

std::string school_prefix(SchoolId school) {
    std::string key;
    append_be(key, school.value);
    return key;
}

std::string tile_prefix(SchoolId school) {
    return std::string(kTilePrefix) + school_prefix(school);
}

std::string record_key(SchoolId school, Sequence sequence) {
    auto key = school_prefix(school);
    append_be(key, sequence.value);
    return key;
}

std::string reply_key(const ReplyKey& key) {
    std::string out;
    append_be(out, key.school.value);
    append_be(out, key.account);
    out += as_text(key.client_id.bytes);
    return out;
}

std::optional<SchoolId> school_of_edge(std::string_view key) {
    if (key.size() != 9 || !key.starts_with(kEdgePrefix)) return std::nullopt;
    return SchoolId{load_be<std::uint64_t>(bytes_of(key) + 1)};
}

std::optional<Position> position_of_record(std::string_view key) {
    if (key.size() != 16) return std::nullopt;
    return Position{SchoolId{load_be<std::uint64_t>(bytes_of(key))},
                    Sequence{load_be<std::uint64_t>(bytes_of(key) + 8)}};
}

std::string edge_value(const Edge& edge) {
    std::string out(as_text(edge.log.bytes));
    append_be(out, to_unix_micros(edge.newest));
    out += edge.tree;
    return out;
}

Result<Edge> read_edge(std::string_view value) {
    if (value.size() < kEdgeFixedBytes) return fail(ErrorCode::corrupt, "a right edge's row is not as written");
    Edge edge;
    std::copy_n(bytes_of(value), edge.log.bytes.size(), edge.log.bytes.begin());
    edge.newest = from_unix_micros(load_be<std::int64_t>(bytes_of(value) + 16));
    edge.tree = value.substr(kEdgeFixedBytes);
    return edge;
}

std::string reply_value(const StoredReply& reply, Sequence last) {
    std::string out(as_text(reply.request_mac));
    out += kLastFollows;
    append_be(out, last.value);
    out += reply.reply;
    return out;
}

Result<StoredReply> read_reply(std::string_view value) {
    StoredReply reply;
    if (value.size() < reply.request_mac.size()) return fail(ErrorCode::corrupt, "a stored reply is not as written");
    std::copy_n(bytes_of(value), reply.request_mac.size(), reply.request_mac.begin());
    value.remove_prefix(reply.request_mac.size() + (names_fact(value) ? kLastBytes : 0));
    reply.reply = value;
    return reply;
}

Sequence last_fact_of_reply(std::string_view value) {
    if (!names_fact(value)) return {};
    return Sequence{load_be<std::uint64_t>(bytes_of(value) + kMacBytes + 1)};
}

}  // namespace hometime::rows

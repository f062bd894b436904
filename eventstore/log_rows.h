// Keys and values of the log's own rows. All integers are big-endian, so that keys stand in order.
//
//   all four  0xFF eight times               -> number of commits (8), counted by merging
//   meta      "E" school (8)                 -> log (16) | newest recorded_at, Unix µs (8) | right edge (merkle.h)
//             "T" school (8) level index (8) -> hashes of a tile
//   records   school (8) sequence (8)        -> frame (frame.h)
//   replies   school (8) account (8) id (16) -> MAC of the request (32) | 1 | last fact (8) | reply, JSON
//                                               (older ones: MAC (32) | reply, JSON). The fact is the school's last in
//                                               the command's commit: the command's own, or one of a later command.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "eventstore/log.h"
#include "eventstore/merkle.h"

namespace hometime::rows {

/// Behind every other key. Each commit adds one to it in every table: the one goes where the commit's other rows in
/// that table go. A table that lost a commit, wherever in the past, and whether a sorted file or a stretch of the
/// write-ahead log went missing, counts one less than the others.
inline constexpr std::string_view kCommitsKey = "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF";
inline constexpr std::string_view kEdgePrefix = "E";
inline constexpr std::string_view kTilePrefix = "T";

[[nodiscard]] std::string edge_key(SchoolId school);
[[nodiscard]] std::string tile_key(SchoolId school, TileId tile);
[[nodiscard]] std::string record_key(SchoolId school, Sequence sequence);
[[nodiscard]] std::string reply_key(const ReplyKey& key);
/// What the keys of all of a school's rows in `records` and `replies` begin with.
[[nodiscard]] std::string school_prefix(SchoolId school);
/// What the keys of all of a school's tiles begin with.
[[nodiscard]] std::string tile_prefix(SchoolId school);

/// The school of an edge's key. nullopt: not such a key.
[[nodiscard]] std::optional<SchoolId> school_of_edge(std::string_view key);
/// The sequence of a record's key. nullopt: not such a key.
[[nodiscard]] std::optional<Position> position_of_record(std::string_view key);

/// What a school's log can go on from.
struct Edge {
    Uuid log;
    UtcTime newest;    ///< recorded_at of the last record
    std::string tree;  ///< MerkleTree::edge
};
[[nodiscard]] std::string edge_value(const Edge& edge);
/// Errors: `corrupt`.
[[nodiscard]] Result<Edge> read_edge(std::string_view value);

/// `last`: see above.
[[nodiscard]] std::string reply_value(const StoredReply& reply, Sequence last);
/// Errors: `corrupt`.
[[nodiscard]] Result<StoredReply> read_reply(std::string_view value);
/// The fact that a reply's row names; 0: it was stored by a version that named none.
[[nodiscard]] Sequence last_fact_of_reply(std::string_view value);

}  // namespace hometime::rows

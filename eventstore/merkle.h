// The tree over a school's records: RFC 6962 hashing, nothing added, kept in tiles of 256 hashes (C2SP
// tlog-tiles: tile `index` of level L holds the roots of 256 neighbouring subtrees of 256^L leaves).
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "eventstore/base/result.h"
#include "eventstore/record.h"

namespace hometime {

inline constexpr std::size_t kHashBytes = 32;
/// Hashes of a full tile.
inline constexpr std::size_t kTileHashes = 256;
/// Levels that 2^64 leaves could fill.
inline constexpr std::size_t kTileLevels = 8;

/// SHA-256(0x00 || data). Any thread.
[[nodiscard]] Hash leaf_hash(ByteView data);
/// SHA-256(0x01 || left || right). Any thread.
[[nodiscard]] Hash node_hash(const Hash& left, const Hash& right);
/// The root of no leaves: SHA-256 of nothing.
[[nodiscard]] Hash empty_root();

struct TileId {
    std::uint8_t level = 0;
    std::uint64_t index = 0;
    friend constexpr auto operator<=>(const TileId&, const TileId&) = default;
};

/// Where hashes are read from: the leaves' from the records, the others from the tiles' rows.
struct TreeSource {
    /// The leaf hash of record `index` (its sequence less one).
    std::function<Result<Hash>(std::uint64_t index)> leaf;
    /// The bytes of a tile, 32 for each hash. Level 0: only full tiles are asked for. Higher levels: the row as it
    /// stands.
    std::function<Result<std::string>(TileId)> tile;
};

/// The root over hashes [begin, begin + span) of a tile's bytes; `span` is a power of two.
[[nodiscard]] Hash root_within(std::string_view tile, std::size_t begin, std::size_t span);

/// A growing tree. Holds its unfinished tiles in memory (at most 8 KiB a level). One thread at a time.
///
/// What a commit stores: the edge (one small row: size and the roots of the perfect subtrees it is made of), and
/// the tiles that take_tiles() returns. A tile of level 0 is returned once, when it is full; a tile of a higher
/// level each time that it grew, which is once in 256 records. The unfinished tile of level 0 comes from the
/// records again.
class MerkleTree {
public:
    MerkleTree() = default;
    /// The tree as it was when `edge` was written. Reads at most 255 leaves and one row a level.
    /// Errors: `corrupt` the edge does not parse, or records and tiles do not hash to it; those of `source`.
    [[nodiscard]] static Result<MerkleTree> restore(std::string_view edge, const TreeSource& source);

    void append(const Hash& leaf);
    [[nodiscard]] std::uint64_t size() const { return size_; }
    /// The RFC 6962 root over all leaves. O(log n).
    [[nodiscard]] Hash root() const;
    /// The row to store. At most 8 + 64 * 32 bytes; about 8 + 16 * log2(n).
    [[nodiscard]] std::string edge() const;
    /// Tiles to store since the last call, as rows {id -> hashes}.
    [[nodiscard]] std::map<TileId, std::string> take_tiles();

private:
    void add_to_level(std::size_t level, const Hash& hash);

    std::uint64_t size_ = 0;
    std::vector<Hash> peaks_;                          ///< roots of perfect subtrees, largest first
    std::array<std::string, kTileLevels> unfinished_;  ///< the growing tile of each level
    std::map<TileId, std::string> changed_;
};

/// Size and root of an edge row, without anything else. Errors: `corrupt`.
struct EdgeSummary {
    std::uint64_t size = 0;
    Hash root{};
};
[[nodiscard]] Result<EdgeSummary> read_edge(std::string_view edge);

}  // namespace hometime

// The auditor's own RFC 6962 hashing. It shares nothing with the store's tree but the record definitions: what one of
// them got wrong, the other would notice.
#pragma once

#include <array>
#include <functional>
#include <string>
#include <string_view>

#include "eventstore/record.h"

namespace hometime::evidence {

inline constexpr std::size_t kHashBytes = 32;
/// Hashes of a full tile (C2SP tlog-tiles).
inline constexpr std::size_t kTileWidth = 256;
/// Levels that 2^64 leaves could fill.
inline constexpr unsigned kLevels = 8;

/// SHA-256(0x00 || data), SHA-256(0x01 || left || right), SHA-256 of nothing. Any thread.
[[nodiscard]] Hash leaf_hash(ByteView data);
[[nodiscard]] Hash node_hash(const Hash& left, const Hash& right);
[[nodiscard]] Hash empty_root();
/// SHA-256(data). Any thread.
[[nodiscard]] Hash plain_hash(ByteView data);

/// The n-th of hashes that stand one after the other.
[[nodiscard]] Hash hash_at(std::string_view hashes, std::size_t place);
/// The RFC 6962 root over hashes of perfect subtrees of one size. `hashes` is not empty.
[[nodiscard]] Hash root_over(std::string_view hashes);

/// Where tile `index` of `level` stands, and how many hashes it holds in a tree of `size` leaves: 0 none, 256 full.
[[nodiscard]] std::size_t tile_width(std::uint64_t size, unsigned level, std::uint64_t index);
/// Hashes at `level` in a tree of `size` leaves: one for each perfect subtree of 256^level leaves.
[[nodiscard]] std::uint64_t hashes_at_level(std::uint64_t size, unsigned level);

/// A tree that is built leaf by leaf, as its tiles. At most 8 KiB a level. One thread at a time.
class TreeBuilder {
public:
    /// Told of each tile once, when it is full: level, index, its 8192 bytes.
    using Full = std::function<void(unsigned level, std::uint64_t index, std::string_view hashes)>;
    explicit TreeBuilder(Full full = {}) : full_(std::move(full)) {}

    void add(const Hash& leaf) { add(0, leaf); }
    [[nodiscard]] std::uint64_t size() const { return size_; }
    /// The root over all leaves so far.
    [[nodiscard]] Hash root() const;
    /// The tile of `level` that is not full; empty: it has no hashes.
    [[nodiscard]] std::string_view unfinished(unsigned level) const { return tiles_[level]; }

private:
    void add(unsigned level, const Hash& hash);

    Full full_;
    std::uint64_t size_ = 0;
    std::array<std::string, kLevels> tiles_;
};

}  // namespace hometime::evidence

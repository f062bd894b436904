// Proofs over a tree: made from its tiles, and checked without it, as RFC 6962 2.1 defines them (by recursion; the
// store's own check goes through RFC 9162's loop).
#pragma once

#include <map>
#include <utility>
#include <vector>

#include "eventstore/base/result.h"
#include "tools/audit/evidence/hashes.h"

namespace hometime::evidence {

using Proof = std::vector<Hash>;

/// Whether `proof` shows that `leaf` is number `index` in the tree of `size` leaves under `root`. Any thread.
[[nodiscard]] bool shows_inclusion(const Hash& leaf, std::uint64_t index, std::uint64_t size, const Proof& proof,
                                   const Hash& root);
/// Whether `proof` shows that the tree of `later` leaves begins with that of `earlier`, which are at least 1.
[[nodiscard]] bool shows_consistency(std::uint64_t earlier, const Hash& earlier_root, std::uint64_t later,
                                     const Hash& later_root, const Proof& proof);

/// Where the tiles of one log are read from.
class TileReader {
public:
    virtual ~TileReader() = default;
    /// The first `width` hashes (1 to 256) of a tile. Errors: `not_found`, `corrupt`, `unavailable`.
    [[nodiscard]] virtual Result<std::string> tile(unsigned level, std::uint64_t index, std::size_t width) const = 0;
};

/// A log's tree as it was at `size` leaves, read from tiles, each at most once. One thread; `tiles` must outlive it.
class Tree {
public:
    Tree(const TileReader& tiles, std::uint64_t size) : tiles_(tiles), size_(size) {}
    [[nodiscard]] std::uint64_t size() const { return size_; }
    /// The RFC 6962 hash of leaves [begin, end), 0 <= begin < end <= size. Errors: those of the tiles.
    [[nodiscard]] Result<Hash> range(std::uint64_t begin, std::uint64_t end);
    [[nodiscard]] Result<Hash> root();
    /// Errors: `invalid` index >= size.
    [[nodiscard]] Result<Proof> inclusion(std::uint64_t index);
    /// From the tree of `earlier` leaves to this one. Errors: `invalid` unless 0 < earlier <= size.
    [[nodiscard]] Result<Proof> consistency(std::uint64_t earlier);

private:
    /// The perfect subtree of 2^height leaves that begins at leaf `begin`.
    [[nodiscard]] Result<Hash> perfect(unsigned height, std::uint64_t begin);
    [[nodiscard]] Result<void> add_range(Proof& proof, std::uint64_t begin, std::uint64_t end);
    [[nodiscard]] Result<void> path(Proof& proof, std::uint64_t index, std::uint64_t begin, std::uint64_t end);
    [[nodiscard]] Result<void> subproof(Proof& proof, std::uint64_t earlier, std::uint64_t begin, std::uint64_t end,
                                        bool known);

    const TileReader& tiles_;
    std::uint64_t size_;
    std::map<std::pair<unsigned, std::uint64_t>, std::string> read_;
};

}  // namespace hometime::evidence

// Proofs over the tree (RFC 6962 2.1.1 and 2.1.2; verified as RFC 9162 does): that a record is in a log, and that
// a longer log begins with a shorter one.
#pragma once

#include <vector>

#include "eventstore/merkle.h"

namespace hometime {

using Proof = std::vector<Hash>;

/// Reads hashes of perfect subtrees of a tree of `size` leaves: the one of 2^height leaves that begins at leaf
/// index * 2^height. Tiles are read at most once. One thread; `source` must outlive it.
class SubtreeReader {
public:
    SubtreeReader(const TreeSource& source, std::uint64_t size) : source_(source), size_(size) {}
    [[nodiscard]] Result<Hash> hash(unsigned height, std::uint64_t index);
    /// The RFC 6962 hash of leaves [begin, end), end - begin > 0. Errors: those of the source.
    [[nodiscard]] Result<Hash> range(std::uint64_t begin, std::uint64_t end);

private:
    [[nodiscard]] Result<Hash> tile_hash(TileId id, std::uint64_t place);
    const TreeSource& source_;
    std::uint64_t size_;
    std::map<TileId, std::string> tiles_;
};

/// The root that a tree had when it held `size` leaves. Errors: those of the source.
[[nodiscard]] Result<Hash> root_at(const TreeSource& source, std::uint64_t size);

/// Proof that leaf `index` is in the tree of `size` leaves. Errors: `invalid` index >= size.
[[nodiscard]] Result<Proof> prove_inclusion(const TreeSource& source, std::uint64_t index, std::uint64_t size);
/// Proof that the tree of `second` leaves begins with that of `first`. Errors: `invalid` unless 0 < first <= second.
[[nodiscard]] Result<Proof> prove_consistency(const TreeSource& source, std::uint64_t first, std::uint64_t second);

[[nodiscard]] bool verify_inclusion(const Hash& leaf, std::uint64_t index, std::uint64_t size, const Proof& proof,
                                    const Hash& root);
[[nodiscard]] bool verify_consistency(std::uint64_t first, const Hash& first_root, std::uint64_t second,
                                      const Hash& second_root, const Proof& proof);

}  // namespace hometime

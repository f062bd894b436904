// Leaves to grow trees from, the definition of a root, and a tree stored as the log stores it.
#pragma once

#include <bit>
#include <map>
#include <string>
#include <vector>

#include "eventstore/merkle.h"

namespace hometime::test {

inline Hash leaf_at(std::uint64_t index) {
    return leaf_hash(as_bytes("leaf " + std::to_string(index)));
}

/// RFC 6962 2.1, word for word, over leaf_at(begin) … leaf_at(end - 1).
inline Hash naive_root(std::uint64_t begin, std::uint64_t end) {
    if (begin == end) return empty_root();
    if (end - begin == 1) return leaf_at(begin);
    const auto middle = begin + std::bit_floor(end - begin - 1);
    return node_hash(naive_root(begin, middle), naive_root(middle, end));
}

/// What a log keeps of its tree: leaves in records, tiles and the edge in rows.
struct StoredTree {
    MerkleTree tree;
    std::vector<Hash> leaves;
    std::map<TileId, std::string> tiles;
    std::string edge = MerkleTree{}.edge();

    void append(const Hash& leaf) {
        leaves.push_back(leaf);
        tree.append(leaf);
        for (auto& [id, hashes] : tree.take_tiles()) tiles[id] = hashes;
        edge = tree.edge();
    }
    [[nodiscard]] TreeSource source() const {
        return {[this](std::uint64_t index) -> Result<Hash> {
                    if (index >= leaves.size()) return fail(ErrorCode::not_found, "no such leaf");
                    return leaves[index];
                },
                [this](TileId id) -> Result<std::string> {
                    const auto at = tiles.find(id);
                    if (at == tiles.end()) return fail(ErrorCode::not_found, "no such tile");
                    return at->second;
                }};
    }
};

}  // namespace hometime::test

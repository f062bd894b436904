#include "eventstore/merkle_proof.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace hometime {

namespace {

constexpr unsigned kTileHeight = 8;

/// The largest power of two below `count` (count > 1): where RFC 6962 splits a tree.
std::uint64_t split(std::uint64_t count) {
    return std::bit_floor(count - 1);
}

/// RFC 6962 2.1.1: PATH(index, leaves [begin, end)).
Result<void> add_path(SubtreeReader& tree, std::uint64_t index, std::uint64_t begin, std::uint64_t end, Proof& proof) {
    if (end - begin == 1) return {};
    const auto middle = begin + split(end - begin);
    const bool left = index < middle;
    auto below = left ? add_path(tree, index, begin, middle, proof) : add_path(tree, index, middle, end, proof);
    if (!below) return below;
    const auto sibling = left ? tree.range(middle, end) : tree.range(begin, middle);
    if (!sibling) return tl::unexpected(sibling.error());
    proof.push_back(*sibling);
    return {};
}

/// RFC 6962 2.1.2: SUBPROOF(first, leaves [begin, end), known), where `known`: the verifier has this subtree's hash.
Result<void> add_subproof(SubtreeReader& tree, std::uint64_t first, std::uint64_t begin, std::uint64_t end, bool known,
                          Proof& proof) {
    if (first == end) {
        if (known) return {};
        const auto whole = tree.range(begin, end);
        if (!whole) return tl::unexpected(whole.error());
        proof.push_back(*whole);
        return {};
    }
    const auto middle = begin + split(end - begin);
    const bool left = first <= middle;
    auto below = left ? add_subproof(tree, first, begin, middle, known, proof)
                      : add_subproof(tree, first, middle, end, false, proof);
    if (!below) return below;
    const auto sibling = left ? tree.range(middle, end) : tree.range(begin, middle);
    if (!sibling) return tl::unexpected(sibling.error());
    proof.push_back(*sibling);
    return {};
}

}  // namespace

Result<Hash> SubtreeReader::tile_hash(TileId id, std::uint64_t place) {
    auto at = tiles_.find(id);
    if (at == tiles_.end()) {
        auto bytes = source_.tile(id);
        if (!bytes) return tl::unexpected(bytes.error());
        at = tiles_.emplace(id, std::move(*bytes)).first;
    }
    if (at->second.size() < (place + 1) * kHashBytes) return fail(ErrorCode::corrupt, "a tile is too short");
    Hash hash;
    std::memcpy(hash.data(), at->second.data() + place * kHashBytes, kHashBytes);
    return hash;
}

Result<Hash> SubtreeReader::hash(unsigned height, std::uint64_t index) {
    const auto leaves = std::uint64_t{1} << (height % kTileHeight);  // entries of the tile that it is made of
    const auto level = static_cast<std::uint8_t>(height / kTileHeight);
    const auto entry = index * leaves;
    const TileId id{level, entry / kTileHashes};
    const auto stored = size_ >> (kTileHeight * level);  // entries of this level in all
    // The unfinished tile of level 0 is not stored: its leaves come from the records, one by one.
    if (level == 0 && (id.index + 1) * kTileHashes > stored) {
        if (height == 0) return source_.leaf(index);
        const auto left = hash(height - 1, 2 * index);
        if (!left) return left;
        const auto right = hash(height - 1, 2 * index + 1);
        if (!right) return right;
        return node_hash(*left, *right);
    }
    const auto place = entry % kTileHashes;
    if (const auto last = tile_hash(id, place + leaves - 1); !last || leaves == 1) return last;
    return root_within(tiles_.at(id), static_cast<std::size_t>(place), static_cast<std::size_t>(leaves));
}

Result<Hash> SubtreeReader::range(std::uint64_t begin, std::uint64_t end) {
    const auto count = end - begin;
    if (std::has_single_bit(count) && begin % count == 0) {
        return hash(static_cast<unsigned>(std::countr_zero(count)), begin / count);
    }
    const auto middle = begin + split(count);
    const auto left = range(begin, middle);
    if (!left) return left;
    const auto right = range(middle, end);
    if (!right) return right;
    return node_hash(*left, *right);
}

Result<Hash> root_at(const TreeSource& source, std::uint64_t size) {
    if (size == 0) return empty_root();
    return SubtreeReader(source, size).range(0, size);
}

Result<Proof> prove_inclusion(const TreeSource& source, std::uint64_t index, std::uint64_t size) {
    if (index >= size) return fail(ErrorCode::invalid, "the leaf lies outside the tree");
    Proof proof;
    SubtreeReader tree(source, size);
    if (auto added = add_path(tree, index, 0, size, proof); !added) return tl::unexpected(added.error());
    return proof;
}

Result<Proof> prove_consistency(const TreeSource& source, std::uint64_t first, std::uint64_t second) {
    if (first == 0 || first > second) return fail(ErrorCode::invalid, "the first tree is empty or the longer one");
    Proof proof;
    SubtreeReader tree(source, second);
    if (auto added = add_subproof(tree, first, 0, second, true, proof); !added) return tl::unexpected(added.error());
    return proof;
}

bool verify_inclusion(const Hash& leaf, std::uint64_t index, std::uint64_t size, const Proof& proof, const Hash& root) {
    if (index >= size) return false;
    std::uint64_t node = index;
    std::uint64_t last = size - 1;
    Hash hash = leaf;
    for (const auto& sibling : proof) {  // RFC 9162 2.1.3.2
        if (last == 0) return false;
        if (node % 2 == 1 || node == last) {
            hash = node_hash(sibling, hash);
            for (; node % 2 == 0 && node != 0; node /= 2) last /= 2;
        } else {
            hash = node_hash(hash, sibling);
        }
        node /= 2;
        last /= 2;
    }
    return last == 0 && hash == root;
}

bool verify_consistency(std::uint64_t first, const Hash& first_root, std::uint64_t second, const Hash& second_root,
                        const Proof& proof) {
    if (first == 0 || first > second) return false;
    if (first == second) return proof.empty() && first_root == second_root;
    Proof path = proof;  // RFC 9162 2.1.4.2
    if (std::has_single_bit(first)) path.insert(path.begin(), first_root);
    if (path.empty()) return false;
    std::uint64_t node = first - 1;
    std::uint64_t last = second - 1;
    for (; node % 2 == 1; node /= 2) last /= 2;
    Hash small = path.front();
    Hash large = path.front();
    for (std::size_t i = 1; i < path.size(); ++i) {
        if (last == 0) return false;
        if (node % 2 == 1 || node == last) {
            small = node_hash(path[i], small);
            large = node_hash(path[i], large);
            for (; node % 2 == 0 && node != 0; node /= 2) last /= 2;
        } else {
            large = node_hash(large, path[i]);
        }
        node /= 2;
        last /= 2;
    }
    return last == 0 && small == first_root && large == second_root;
}

}  // namespace hometime

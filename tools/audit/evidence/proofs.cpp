#include "tools/audit/evidence/proofs.h"

#include <bit>
#include <optional>

namespace hometime::evidence {

namespace {

constexpr unsigned kTileBits = 8;

/// The largest power of two below `count` (count > 1): where RFC 6962 splits a tree.
std::uint64_t split(std::uint64_t count) {
    return std::bit_floor(count - 1);
}

/// What is left of a proof; it is taken apart from its end, which is the top of the tree.
class Rest {
public:
    explicit Rest(const Proof& proof) : proof_(proof), left_(proof.size()) {}
    [[nodiscard]] bool empty() const { return left_ == 0; }
    [[nodiscard]] const Hash& take() { return proof_[--left_]; }

private:
    const Proof& proof_;
    std::size_t left_;
};

/// MTH of `size` leaves from leaf `index` and its path (RFC 6962 2.1.1 backwards). nullopt: the path is too short.
std::optional<Hash> from_path(const Hash& leaf, std::uint64_t index, std::uint64_t size, Rest& rest) {
    if (size == 1) return leaf;
    if (rest.empty()) return std::nullopt;
    const auto sibling = rest.take();
    const auto middle = split(size);
    const bool left = index < middle;
    const auto below =
        left ? from_path(leaf, index, middle, rest) : from_path(leaf, index - middle, size - middle, rest);
    if (!below) return std::nullopt;
    return left ? node_hash(*below, sibling) : node_hash(sibling, *below);
}

struct Roots {
    Hash earlier;
    Hash later;
};

/// Both roots of a subtree from its SUBPROOF (RFC 6962 2.1.2 backwards). nullopt: it is too short.
std::optional<Roots> from_subproof(std::uint64_t earlier, std::uint64_t later, bool known, const Hash& earlier_root,
                                   Rest& rest) {
    if (earlier == later && known) return Roots{earlier_root, earlier_root};
    if (rest.empty()) return std::nullopt;
    const auto hash = rest.take();
    if (earlier == later) return Roots{hash, hash};
    const auto middle = split(later);
    if (earlier <= middle) {
        const auto below = from_subproof(earlier, middle, known, earlier_root, rest);
        if (!below) return std::nullopt;
        return Roots{below->earlier, node_hash(below->later, hash)};
    }
    const auto below = from_subproof(earlier - middle, later - middle, false, earlier_root, rest);
    if (!below) return std::nullopt;
    return Roots{node_hash(hash, below->earlier), node_hash(hash, below->later)};
}

}  // namespace

bool shows_inclusion(const Hash& leaf, std::uint64_t index, std::uint64_t size, const Proof& proof, const Hash& root) {
    if (index >= size) return false;
    Rest rest(proof);
    const auto found = from_path(leaf, index, size, rest);
    return found && rest.empty() && *found == root;
}

bool shows_consistency(std::uint64_t earlier, const Hash& earlier_root, std::uint64_t later, const Hash& later_root,
                       const Proof& proof) {
    if (earlier == 0 || earlier > later) return false;
    Rest rest(proof);
    const auto found = from_subproof(earlier, later, true, earlier_root, rest);
    return found && rest.empty() && found->earlier == earlier_root && found->later == later_root;
}

Result<Hash> Tree::perfect(unsigned height, std::uint64_t begin) {
    const auto level = height / kTileBits;
    const auto first = begin >> (kTileBits * level);
    const auto count = std::size_t{1} << (height % kTileBits);
    const std::pair key(level, first / kTileWidth);
    auto at = read_.find(key);
    if (at == read_.end()) {
        const auto width = tile_width(size_, key.first, key.second);
        auto bytes = tiles_.tile(key.first, key.second, width);
        if (!bytes) return tl::unexpected(bytes.error());
        if (bytes->size() != width * kHashBytes)
            return fail(ErrorCode::corrupt, "a tile of the tree has a wrong length");
        at = read_.emplace(key, std::move(*bytes)).first;
    }
    const std::string_view hashes = at->second;
    return root_over(hashes.substr((first % kTileWidth) * kHashBytes, count * kHashBytes));
}

Result<Hash> Tree::range(std::uint64_t begin, std::uint64_t end) {
    const auto count = end - begin;
    if (std::has_single_bit(count)) return perfect(static_cast<unsigned>(std::countr_zero(count)), begin);
    const auto middle = begin + split(count);
    const auto left = range(begin, middle);
    if (!left) return left;
    const auto right = range(middle, end);
    if (!right) return right;
    return node_hash(*left, *right);
}

Result<Hash> Tree::root() {
    if (size_ == 0) return empty_root();
    return range(0, size_);
}

Result<void> Tree::add_range(Proof& proof, std::uint64_t begin, std::uint64_t end) {
    const auto hash = range(begin, end);
    if (!hash) return tl::unexpected(hash.error());
    proof.push_back(*hash);
    return {};
}

Result<void> Tree::path(Proof& proof, std::uint64_t index, std::uint64_t begin, std::uint64_t end) {
    if (end - begin == 1) return {};
    const auto middle = begin + split(end - begin);
    const bool left = index < middle;
    auto below = left ? path(proof, index, begin, middle) : path(proof, index, middle, end);
    if (!below) return below;
    return left ? add_range(proof, middle, end) : add_range(proof, begin, middle);
}

Result<void> Tree::subproof(Proof& proof, std::uint64_t earlier, std::uint64_t begin, std::uint64_t end, bool known) {
    if (earlier == end) return known ? Result<void>{} : add_range(proof, begin, end);
    const auto middle = begin + split(end - begin);
    const bool left = earlier <= middle;
    auto below = left ? subproof(proof, earlier, begin, middle, known) : subproof(proof, earlier, middle, end, false);
    if (!below) return below;
    return left ? add_range(proof, middle, end) : add_range(proof, begin, middle);
}

Result<Proof> Tree::inclusion(std::uint64_t index) {
    if (index >= size_) return fail(ErrorCode::invalid, "the record is not below this tree's size");
    Proof proof;
    if (auto done = path(proof, index, 0, size_); !done) return tl::unexpected(done.error());
    return proof;
}

Result<Proof> Tree::consistency(std::uint64_t earlier) {
    if (earlier == 0 || earlier > size_) return fail(ErrorCode::invalid, "the earlier size is 0, or beyond the tree's");
    Proof proof;
    if (auto done = subproof(proof, earlier, 0, size_, true); !done) return tl::unexpected(done.error());
    return proof;
}

}  // namespace hometime::evidence

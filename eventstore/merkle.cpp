#include "eventstore/merkle.h"

#include <openssl/evp.h>

#include <bit>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <numeric>
#include <utility>

#include "eventstore/base/mutants.h"

namespace hometime {

namespace {

constexpr std::size_t kEdgePrefixBytes = 8;
constexpr int kTileHeight = 8;  ///< levels of the tree that a tile spans

/// SHA-256 of one prefix byte and up to two pieces. A context is made once a thread: that halves the cost.
Hash sha256(std::uint8_t prefix, ByteView first, ByteView second) {
    struct Free {
        void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
    };
    thread_local const std::unique_ptr<EVP_MD_CTX, Free> context(EVP_MD_CTX_new());
    static const EVP_MD* const algorithm =
        EVP_MD_fetch(nullptr, "SHA256", nullptr);  // EVP_sha256() is looked up each time.
    Hash hash;
    const bool good = EVP_DigestInit_ex(context.get(), algorithm, nullptr) == 1 &&
                      EVP_DigestUpdate(context.get(), &prefix, 1) == 1 &&
                      EVP_DigestUpdate(context.get(), first.data(), first.size()) == 1 &&
                      EVP_DigestUpdate(context.get(), second.data(), second.size()) == 1 &&
                      EVP_DigestFinal_ex(context.get(), hash.data(), nullptr) == 1;
    if (!good) std::abort();  // Only without memory. A wrong hash must never be stored.
    return hash;
}

void append_hash(std::string& out, const Hash& hash) {
    out += as_text(hash);
}

Hash hash_at(std::string_view hashes, std::size_t place) {
    Hash hash;
    std::memcpy(hash.data(), hashes.data() + place * kHashBytes, kHashBytes);
    return hash;
}

std::size_t peak_count(std::uint64_t size) {
    return static_cast<std::size_t>(std::popcount(size));
}

Hash root_of_peaks(const std::vector<Hash>& peaks) {
    if (peaks.empty()) return empty_root();
    if (mutant(Mutant::root_from_left)) {
        return std::accumulate(peaks.begin() + 1, peaks.end(), peaks.front(), &node_hash);
    }
    Hash root = peaks.back();
    for (std::size_t i = peaks.size() - 1; i > 0; --i) root = node_hash(peaks[i - 1], root);
    return root;
}

struct Edge {
    std::uint64_t size = 0;
    std::vector<Hash> peaks;
};

Result<Edge> parse_edge(std::string_view bytes) {
    if (bytes.size() < kEdgePrefixBytes) return fail(ErrorCode::corrupt, "the tree's edge is too short");
    Edge edge{load_be<std::uint64_t>(as_bytes(bytes).data()), {}};
    const auto hashes = bytes.substr(kEdgePrefixBytes);
    if (hashes.size() != peak_count(edge.size) * kHashBytes) {
        return fail(ErrorCode::corrupt, "the tree's edge has the wrong length");
    }
    for (std::size_t i = 0; i < peak_count(edge.size); ++i) edge.peaks.push_back(hash_at(hashes, i));
    return edge;
}

/// Entries of the unfinished tile of `level` in a tree of `size` leaves.
std::size_t unfinished_width(std::uint64_t size, std::size_t level) {
    return static_cast<std::size_t>((size >> (kTileHeight * level)) % kTileHashes);
}

/// The unfinished tile of level 0: the leaves themselves.
Result<std::string> unfinished_leaves(std::uint64_t size, const TreeSource& source) {
    std::string hashes;
    for (std::uint64_t index = size - unfinished_width(size, 0); index < size; ++index) {
        const auto leaf = source.leaf(index);
        if (!leaf) return tl::unexpected(leaf.error());
        append_hash(hashes, *leaf);
    }
    return hashes;
}

Result<std::string> unfinished_tile(std::uint64_t size, std::size_t level, const TreeSource& source) {
    const auto width = unfinished_width(size, level);
    if (width == 0) return std::string{};
    const TileId id{static_cast<std::uint8_t>(level), (size >> (kTileHeight * level)) / kTileHashes};
    auto hashes = source.tile(id);
    if (hashes && hashes->size() != width * kHashBytes) {
        return fail(ErrorCode::corrupt, "an unfinished tile has the wrong length");
    }
    return hashes;
}

/// Adds the peaks of one level's unfinished tile: of the bits of its width, highest first.
void add_peaks(std::vector<Hash>& peaks, std::string_view tile) {
    std::size_t begin = 0;
    const auto width = tile.size() / kHashBytes;
    for (std::size_t span = kTileHashes / 2; span > 0; span /= 2) {
        if ((width & span) == 0) continue;
        peaks.push_back(root_within(tile, begin, span));
        begin += span;
    }
}

}  // namespace

Hash leaf_hash(ByteView data) {
    return sha256(0x00, data, {});
}
Hash node_hash(const Hash& left, const Hash& right) {
    return sha256(0x01, left, right);
}

Hash empty_root() {
    Hash hash;
    if (EVP_Digest("", 0, hash.data(), nullptr, EVP_sha256(), nullptr) != 1) std::abort();  // As above.
    return hash;
}

Hash root_within(std::string_view tile, std::size_t begin, std::size_t span) {
    std::vector<Hash> row;
    row.reserve(span);
    for (std::size_t i = 0; i < span; ++i) row.push_back(hash_at(tile, begin + i));
    for (; row.size() > 1; row.resize(row.size() / 2)) {
        for (std::size_t i = 0; i < row.size() / 2; ++i) row[i] = node_hash(row[2 * i], row[2 * i + 1]);
    }
    return row.front();
}

Result<MerkleTree> MerkleTree::restore(std::string_view edge_row, const TreeSource& source) {
    auto edge = parse_edge(edge_row);
    if (!edge) return tl::unexpected(edge.error());
    MerkleTree tree;
    tree.size_ = edge->size;
    for (std::size_t level = 0; level < kTileLevels; ++level) {
        auto hashes = level == 0 ? unfinished_leaves(edge->size, source) : unfinished_tile(edge->size, level, source);
        if (!hashes) return tl::unexpected(hashes.error());
        tree.unfinished_[level] = std::move(*hashes);
    }
    for (std::size_t level = kTileLevels; level > 0; --level) add_peaks(tree.peaks_, tree.unfinished_[level - 1]);
    if (tree.peaks_ != edge->peaks) {
        return fail(ErrorCode::corrupt, "the newest records and tiles do not hash to the tree's edge");
    }
    return tree;
}

void MerkleTree::append(const Hash& leaf) {
    ++size_;
    peaks_.push_back(leaf);
    add_to_level(0, leaf);
    for (int height = 1; height <= std::countr_zero(size_); ++height) {
        const Hash right = peaks_.back();
        peaks_.pop_back();
        peaks_.back() = node_hash(peaks_.back(), right);
        if (height % kTileHeight == 0) add_to_level(static_cast<std::size_t>(height / kTileHeight), peaks_.back());
    }
}

void MerkleTree::add_to_level(std::size_t level, const Hash& hash) {
    if (level >= kTileLevels) return;  // Only after 2^64 leaves.
    auto& tile = unfinished_[level];
    append_hash(tile, hash);
    const bool full = tile.size() == kTileHashes * kHashBytes;
    if (level == 0 && !full) return;
    changed_[{static_cast<std::uint8_t>(level), ((size_ >> (kTileHeight * level)) - 1) / kTileHashes}] = tile;
    if (full) tile.clear();
}

Hash MerkleTree::root() const {
    return root_of_peaks(peaks_);
}

std::string MerkleTree::edge() const {
    std::string out;
    out.reserve(kEdgePrefixBytes + peaks_.size() * kHashBytes);
    append_be(out, size_);
    for (const auto& peak : peaks_) append_hash(out, peak);
    return out;
}

std::map<TileId, std::string> MerkleTree::take_tiles() {
    return std::exchange(changed_, {});
}

Result<EdgeSummary> read_edge(std::string_view bytes) {
    const auto edge = parse_edge(bytes);
    if (!edge) return tl::unexpected(edge.error());
    return EdgeSummary{edge->size, root_of_peaks(edge->peaks)};
}

}  // namespace hometime

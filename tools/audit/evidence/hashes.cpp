#include "tools/audit/evidence/hashes.h"

#include <openssl/evp.h>

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <cstring>
#include <memory>

namespace hometime::evidence {

namespace {

constexpr unsigned kTileBits = 8;

/// One context a thread, looked up once: for short inputs that is most of what OpenSSL costs.
class Sha256 {
public:
    Sha256() : algorithm_(EVP_MD_fetch(nullptr, "SHA256", nullptr)), context_(EVP_MD_CTX_new()) {
        require(algorithm_ != nullptr && context_ != nullptr);
        require(EVP_DigestInit_ex(context_.get(), algorithm_.get(), nullptr) == 1);
    }
    [[nodiscard]] Hash of(ByteView data) {
        Hash hash;
        require(EVP_DigestInit_ex(context_.get(), nullptr, nullptr) == 1);  // The same algorithm again.
        require(EVP_DigestUpdate(context_.get(), data.data(), data.size()) == 1);
        require(EVP_DigestFinal_ex(context_.get(), hash.data(), nullptr) == 1);
        return hash;
    }
    [[nodiscard]] Hash of(std::uint8_t first, ByteView rest) {
        Hash hash;
        require(EVP_DigestInit_ex(context_.get(), nullptr, nullptr) == 1);
        require(EVP_DigestUpdate(context_.get(), &first, 1) == 1);
        require(EVP_DigestUpdate(context_.get(), rest.data(), rest.size()) == 1);
        require(EVP_DigestFinal_ex(context_.get(), hash.data(), nullptr) == 1);
        return hash;
    }

private:
    /// Only without memory. An auditor must never compare with a wrong hash.
    static void require(bool good) {
        if (!good) std::abort();
    }
    struct Free {
        void operator()(EVP_MD* algorithm) const { EVP_MD_free(algorithm); }
        void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
    };
    std::unique_ptr<EVP_MD, Free> algorithm_;
    std::unique_ptr<EVP_MD_CTX, Free> context_;
};

Sha256& sha256() {
    thread_local Sha256 hasher;
    return hasher;
}

/// SHA-256(0x01 || 64 bytes that stand together).
Hash pair_hash(const char* pair) {
    std::array<std::uint8_t, 1 + 2 * kHashBytes> input;
    input[0] = 0x01;
    std::memcpy(input.data() + 1, pair, 2 * kHashBytes);
    return sha256().of(input);
}

/// Halves a row of hashes until one is left. `count` is a power of two.
Hash perfect_root(std::string_view hashes, std::size_t count) {
    if (count == 1) return hash_at(hashes, 0);
    std::array<char, kTileWidth / 2 * kHashBytes> row;
    const char* from = hashes.data();
    for (std::size_t left = count / 2; left > 0; left /= 2) {
        for (std::size_t i = 0; i < left; ++i) {
            const auto hash = pair_hash(from + 2 * i * kHashBytes);
            std::memcpy(row.data() + i * kHashBytes, hash.data(), kHashBytes);
        }
        from = row.data();
    }
    return hash_at({row.data(), kHashBytes}, 0);
}

/// Joins the perfect subtrees of a row, smallest first, to what stands to the right of them.
void join_row(std::string_view hashes, Hash& root, bool& any) {
    auto end = hashes.size() / kHashBytes;
    while (end > 0) {
        const auto span = std::size_t{1} << std::countr_zero(end);
        const auto begin = end - span;
        const auto subtree = perfect_root(hashes.substr(begin * kHashBytes, span * kHashBytes), span);
        root = any ? node_hash(subtree, root) : subtree;
        any = true;
        end = begin;
    }
}

}  // namespace

Hash leaf_hash(ByteView data) {
    return sha256().of(0x00, data);
}

Hash node_hash(const Hash& left, const Hash& right) {
    std::array<char, 2 * kHashBytes> pair;
    std::memcpy(pair.data(), left.data(), kHashBytes);
    std::memcpy(pair.data() + kHashBytes, right.data(), kHashBytes);
    return pair_hash(pair.data());
}

Hash empty_root() {
    return sha256().of({});
}
Hash plain_hash(ByteView data) {
    return sha256().of(data);
}

Hash hash_at(std::string_view hashes, std::size_t place) {
    Hash hash;
    std::memcpy(hash.data(), hashes.data() + place * kHashBytes, kHashBytes);
    return hash;
}

Hash root_over(std::string_view hashes) {
    Hash root{};
    bool any = false;
    join_row(hashes, root, any);
    return root;
}

std::uint64_t hashes_at_level(std::uint64_t size, unsigned level) {
    return size >> (kTileBits * level);
}

std::size_t tile_width(std::uint64_t size, unsigned level, std::uint64_t index) {
    const auto hashes = hashes_at_level(size, level);
    const auto before = index * kTileWidth;
    if (index > hashes / kTileWidth || hashes <= before) return 0;
    return static_cast<std::size_t>(std::min<std::uint64_t>(hashes - before, kTileWidth));
}

void TreeBuilder::add(unsigned level, const Hash& hash) {
    if (level == 0) ++size_;
    if (level >= kLevels) return;  // Only after 2^64 leaves.
    auto& tile = tiles_[level];
    if (tile.capacity() == 0) tile.reserve(kTileWidth * kHashBytes);
    tile.append(reinterpret_cast<const char*>(hash.data()), kHashBytes);
    if (tile.size() < kTileWidth * kHashBytes) return;
    if (full_) full_(level, hashes_at_level(size_, level) / kTileWidth - 1, tile);
    const auto above = perfect_root(tile, kTileWidth);
    tile.clear();
    add(level + 1, above);
}

Hash TreeBuilder::root() const {
    Hash root{};
    bool any = false;
    for (const auto& tile : tiles_) join_row(tile, root, any);
    return any ? root : empty_root();
}

}  // namespace hometime::evidence

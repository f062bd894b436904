#include "eventstore/merkle.h"

#include <gtest/gtest.h>

#include <bit>

#include "tests/support/leaves.h"

namespace hometime {
namespace {

using test::leaf_at;
using test::naive_root;
using test::StoredTree;

/// The leaves and roots of the certificate-transparency project's tests.
struct Vector {
    const char* leaf;
    const char* root;
};
constexpr Vector kVectors[] = {
    {"", "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"},
    {"00", "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"},
    {"10", "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"},
    {"2021", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"},
    {"3031", "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"},
    {"40414243", "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"},
    {"5051525354555657", "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"},
    {"606162636465666768696a6b6c6d6e6f", "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"},
};

TEST(Merkle, HashesTheKnownTree) {
    MerkleTree tree;
    EXPECT_EQ(hex(tree.root()), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    for (const auto& vector : kVectors) {
        tree.append(leaf_hash(*parse_hex(vector.leaf)));
        EXPECT_EQ(hex(tree.root()), vector.root) << tree.size();
    }
}

TEST(Merkle, HasTheRootOfTheDefinitionAtEverySize) {
    MerkleTree tree;
    for (std::uint64_t size = 0; size <= 300; ++size) {
        ASSERT_EQ(tree.size(), size);
        ASSERT_EQ(tree.root(), naive_root(0, size)) << size;
        tree.append(leaf_at(size));
    }
}

TEST(Merkle, GoesOnFromWhatWasStoredAtEverySize) {
    StoredTree stored;
    for (std::uint64_t size = 0; size <= 600; ++size) {
        auto restored = MerkleTree::restore(stored.edge, stored.source());
        ASSERT_TRUE(restored.has_value()) << size << ": " << restored.error().detail;
        ASSERT_EQ(restored->size(), size);
        stored.tree = std::move(*restored);  // The test goes on with nothing but what was stored.
        stored.append(leaf_at(size));
    }
    EXPECT_EQ(stored.tree.root(), naive_root(0, 601));
}

TEST(Merkle, CrossesTheBordersOfTheSecondLevel) {
    StoredTree stored;
    for (std::uint64_t size = 0; size < 65'536 + 300; ++size) {
        stored.append(leaf_at(size));
        const auto now = size + 1;
        const bool checked = now == 65'535 || now == 65'536 || now == 65'537 || now == 65'536 + 256;
        if (!checked) continue;
        ASSERT_EQ(stored.tree.root(), naive_root(0, now)) << now;
        auto restored = MerkleTree::restore(stored.edge, stored.source());
        ASSERT_TRUE(restored.has_value()) << now << ": " << restored.error().detail;
        ASSERT_EQ(restored->root(), stored.tree.root());
    }
    EXPECT_EQ((stored.tiles.at({1, 0}).size()), kTileHashes * kHashBytes);
    EXPECT_EQ((stored.tiles.at({1, 1}).size()), kHashBytes);
    EXPECT_EQ((stored.tiles.at({2, 0}).size()), kHashBytes);
}

TEST(Merkle, ReturnsATileOfLeavesOnceWhenItIsFull) {
    MerkleTree tree;
    for (std::uint64_t i = 0; i < 255; ++i) tree.append(leaf_at(i));
    EXPECT_TRUE(tree.take_tiles().empty());
    tree.append(leaf_at(255));
    const auto tiles = tree.take_tiles();
    ASSERT_EQ(tiles.size(), 2U);
    EXPECT_EQ((tiles.at({0, 0}).size()), kTileHashes * kHashBytes);
    EXPECT_EQ((tiles.at({1, 0})), as_text(naive_root(0, 256)));
    tree.append(leaf_at(256));
    EXPECT_TRUE(tree.take_tiles().empty());
}

TEST(Merkle, StoresFewBytesACommit) {
    MerkleTree tree;
    for (std::uint64_t i = 0; i < 1023; ++i) tree.append(leaf_at(i));
    EXPECT_EQ(tree.edge().size(), 8 + 10 * kHashBytes);
    const auto summary = read_edge(tree.edge());
    ASSERT_TRUE(summary.has_value());
    EXPECT_EQ(summary->size, 1023U);
    EXPECT_EQ(summary->root, tree.root());
}

TEST(Merkle, RefusesAnEdgeThatTheRecordsDoNotHashTo) {
    StoredTree stored;
    for (std::uint64_t i = 0; i < 300; ++i) stored.append(leaf_at(i));
    for (std::size_t byte = 0; byte < stored.edge.size(); ++byte) {
        auto edge = stored.edge;
        edge[byte] = static_cast<char>(edge[byte] ^ 1);
        EXPECT_FALSE(MerkleTree::restore(edge, stored.source()).has_value()) << byte;
    }
    EXPECT_FALSE(MerkleTree::restore(stored.edge + '\0', stored.source()).has_value());
    EXPECT_FALSE(MerkleTree::restore("", stored.source()).has_value());
    stored.leaves[299] = leaf_at(0);
    EXPECT_EQ(MerkleTree::restore(stored.edge, stored.source()).error().code, ErrorCode::corrupt);
}

}  // namespace
}  // namespace hometime

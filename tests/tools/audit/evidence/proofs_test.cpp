#include "tools/audit/evidence/proofs.h"

#include <gtest/gtest.h>

#include "eventstore/base/random.h"
#include "eventstore/merkle_proof.h"
#include "tests/support/leaves.h"

namespace hometime::evidence {
namespace {

/// Tiles as the auditor's own builder makes them.
class BuiltTiles final : public TileReader {
public:
    explicit BuiltTiles(std::uint64_t size)
        : builder_([this](unsigned level, std::uint64_t index, std::string_view hashes) {
              full_[{level, index}] = hashes;
          }) {
        for (std::uint64_t i = 0; i < size; ++i) builder_.add(test::leaf_at(i));
    }
    Result<std::string> tile(unsigned level, std::uint64_t index, std::size_t width) const override {
        const auto at = full_.find({level, index});
        const auto hashes = at != full_.end() ? std::string_view(at->second) : builder_.unfinished(level);
        if (hashes.size() < width * kHashBytes) return fail(ErrorCode::not_found, "no such tile");
        return std::string(hashes.substr(0, width * kHashBytes));
    }
    [[nodiscard]] const TreeBuilder& builder() const { return builder_; }

private:
    std::map<std::pair<unsigned, std::uint64_t>, std::string> full_;
    TreeBuilder builder_;
};

/// Around every edge that there is: powers of two, tiles, tiles of tiles.
std::vector<std::uint64_t> sizes() {
    std::vector<std::uint64_t> all;
    for (const std::uint64_t edge : {1U, 2U, 4U, 8U, 128U, 256U, 512U, 768U, 65536U, 65792U}) {
        for (const auto size : {edge - 1, edge, edge + 1}) all.push_back(size);
    }
    return all;
}

TEST(EvidenceTree, HasTheRootsOfTheDefinition) {
    EXPECT_EQ(TreeBuilder().root(), hometime::empty_root());
    TreeBuilder tree;
    for (std::uint64_t size = 1; size <= 600; ++size) {
        tree.add(test::leaf_at(size - 1));
        if (size % 7 == 0 || size % 64 <= 1) ASSERT_EQ(tree.root(), test::naive_root(0, size)) << size;
    }
}

TEST(EvidenceTree, HasTheRootsAndTilesOfTheStoreAtEveryEdge) {
    test::StoredTree store;
    BuiltTiles none(0);
    std::map<std::pair<unsigned, std::uint64_t>, std::string> full;
    TreeBuilder tree([&](unsigned level, std::uint64_t index, std::string_view hashes) {
        EXPECT_TRUE(full.emplace(std::pair(level, index), hashes).second) << "told twice";
    });
    std::uint64_t size = 0;
    for (const auto edge : sizes()) {
        for (; size < edge; ++size) {
            store.append(test::leaf_at(size));
            tree.add(test::leaf_at(size));
        }
        ASSERT_EQ(tree.root(), store.tree.root()) << size;
    }
    for (const auto& [id, hashes] : store.tiles) {
        if (hashes.size() == kTileWidth * kHashBytes) {
            EXPECT_EQ((full[{id.level, id.index}]), hashes);
        } else {
            EXPECT_EQ(tree.unfinished(id.level), hashes) << "a tile that grows";
        }
    }
}

TEST(EvidenceTree, AnOlderRootIsReadFromTheSameTiles) {
    constexpr std::uint64_t kSize = 66'000;
    const BuiltTiles tiles(kSize);
    for (const auto size : sizes()) {
        if (size == 0) continue;
        Tree tree(tiles, size);
        TreeBuilder grown;
        if (size > 1000 && size % 256 != 1) continue;  // Building each of the large ones would take long.
        for (std::uint64_t i = 0; i < size; ++i) grown.add(test::leaf_at(i));
        EXPECT_EQ(tree.root().value(), grown.root()) << size;
    }
    EXPECT_EQ(Tree(tiles, kSize).root().value(), tiles.builder().root());
}

TEST(EvidenceTree, ATilesWidthFollowsFromTheSize) {
    EXPECT_EQ(tile_width(70'000, 0, 272), 256U);
    EXPECT_EQ(tile_width(70'000, 0, 273), 112U);
    EXPECT_EQ(tile_width(70'000, 0, 274), 0U);
    EXPECT_EQ(tile_width(70'000, 1, 0), 256U);
    EXPECT_EQ(tile_width(70'000, 1, 1), 17U);
    EXPECT_EQ(tile_width(70'000, 2, 0), 1U);
    EXPECT_EQ(tile_width(70'000, 3, 0), 0U);
    EXPECT_EQ(tile_width(256, 0, 0), 256U);
    EXPECT_EQ(tile_width(256, 0, 1), 0U);
    EXPECT_EQ(tile_width(70'000, 0, UINT64_MAX), 0U);
}

/// Two implementations that share no code: what one proves, the other accepts, and both refuse the same.
TEST(EvidenceProofs, AgreeWithTheStoreAtRandomSizes) {
    constexpr std::uint64_t kSize = 3000;
    constexpr std::uint64_t kSeed = 20261124;
    test::StoredTree store;
    for (std::uint64_t i = 0; i < kSize; ++i) store.append(test::leaf_at(i));
    const BuiltTiles tiles(kSize);
    SeededRandom random(kSeed);
    const auto draw = [&](std::uint64_t below) { return load_be<std::uint64_t>(random.bytes<8>().data()) % below; };
    for (int round = 0; round < 300; ++round) {
        SCOPED_TRACE("seed " + std::to_string(kSeed) + ", round " + std::to_string(round));
        const auto later = 1 + draw(kSize);
        const auto earlier = 1 + draw(later);
        const auto index = draw(later);
        const auto root = root_at(store.source(), later).value();
        const auto earlier_root = root_at(store.source(), earlier).value();
        Tree tree(tiles, later);
        ASSERT_EQ(tree.root().value(), root);

        auto inclusion = tree.inclusion(index).value();
        ASSERT_EQ(inclusion, prove_inclusion(store.source(), index, later).value());
        ASSERT_TRUE(shows_inclusion(test::leaf_at(index), index, later, inclusion, root));
        auto growth = tree.consistency(earlier).value();
        ASSERT_EQ(growth, prove_consistency(store.source(), earlier, later).value());
        ASSERT_TRUE(shows_consistency(earlier, earlier_root, later, root, growth));

        // Each of these is spoiled in one place, and both verdicts are compared.
        const auto spoil = [&](Proof& proof) {
            const auto way = draw(4);
            if (way == 0) proof.push_back(test::leaf_at(draw(kSize)));
            if (way == 1 && !proof.empty()) proof.pop_back();
            if (way == 2 && !proof.empty()) proof[draw(proof.size())][draw(32)] ^= 1;
            if (way == 3 && proof.size() > 1) std::swap(proof.front(), proof.back());
        };
        spoil(inclusion);
        spoil(growth);
        const auto other = 1 + draw(kSize);
        ASSERT_EQ(shows_inclusion(test::leaf_at(index), index, later, inclusion, root),
                  verify_inclusion(test::leaf_at(index), index, later, inclusion, root));
        ASSERT_EQ(shows_inclusion(test::leaf_at(index), draw(kSize), other, inclusion, root), false);
        ASSERT_EQ(shows_consistency(earlier, earlier_root, later, root, growth),
                  verify_consistency(earlier, earlier_root, later, root, growth));
    }
}

TEST(EvidenceProofs, EverySizeUpToAHundredGrowsFromEverySmallerOne) {
    constexpr std::uint64_t kSize = 100;
    const BuiltTiles tiles(kSize);
    std::vector<Hash> roots{empty_root()};
    TreeBuilder grown;
    for (std::uint64_t i = 0; i < kSize; ++i) {
        grown.add(test::leaf_at(i));
        roots.push_back(grown.root());
    }
    for (std::uint64_t later = 1; later <= kSize; ++later) {
        for (std::uint64_t earlier = 1; earlier <= later; ++earlier) {
            Tree tree(tiles, later);
            const auto proof = tree.consistency(earlier).value();
            ASSERT_TRUE(shows_consistency(earlier, roots[earlier], later, roots[later], proof));
            ASSERT_EQ(shows_consistency(earlier, roots[earlier - 1], later, roots[later], proof), false);
        }
    }
}

TEST(EvidenceProofs, WhatIsNoQuestionIsRefused) {
    const BuiltTiles tiles(10);
    Tree tree(tiles, 10);
    EXPECT_EQ(tree.inclusion(10).error().code, ErrorCode::invalid);
    EXPECT_EQ(tree.consistency(0).error().code, ErrorCode::invalid);
    EXPECT_EQ(tree.consistency(11).error().code, ErrorCode::invalid);
    EXPECT_FALSE(shows_inclusion(test::leaf_at(0), 1, 1, {}, test::leaf_at(0)));
    EXPECT_TRUE(shows_inclusion(test::leaf_at(0), 0, 1, {}, test::leaf_at(0)));
    EXPECT_FALSE(shows_consistency(0, empty_root(), 1, test::leaf_at(0), {}));
    EXPECT_FALSE(shows_consistency(2, test::leaf_at(0), 1, test::leaf_at(0), {}));
}

}  // namespace
}  // namespace hometime::evidence

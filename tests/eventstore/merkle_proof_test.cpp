#include "eventstore/merkle_proof.h"

#include <gtest/gtest.h>

#include "tests/support/leaves.h"

namespace hometime {
namespace {

using test::leaf_at;
using test::naive_root;
using test::StoredTree;

StoredTree tree_of(std::uint64_t size) {
    StoredTree stored;
    for (std::uint64_t i = 0; i < size; ++i) stored.append(leaf_at(i));
    return stored;
}

/// The certificate-transparency project's tree of 8 leaves.
StoredTree known_tree() {
    StoredTree stored;
    for (const auto* leaf :
         {"", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"}) {
        stored.append(leaf_hash(*parse_hex(leaf)));
    }
    return stored;
}

std::vector<std::string> hexes(const Result<Proof>& proof) {
    std::vector<std::string> out;
    for (const auto& hash : proof.value()) out.push_back(hex(hash));
    return out;
}

TEST(MerkleProof, MatchesTheKnownProofs) {
    const auto tree = known_tree();
    EXPECT_EQ(hexes(prove_inclusion(tree.source(), 0, 8)),
              (std::vector<std::string>{"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                                        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                                        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"}));
    EXPECT_EQ(hexes(prove_inclusion(tree.source(), 2, 3)),
              (std::vector<std::string>{"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"}));
    EXPECT_EQ(hexes(prove_consistency(tree.source(), 6, 8)),
              (std::vector<std::string>{"0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                                        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                                        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"}));
    EXPECT_TRUE(prove_consistency(tree.source(), 1, 1)->empty());
}

TEST(MerkleProof, ProvesEveryLeafOfEverySmallTree) {
    const auto stored = tree_of(64);
    const auto source = stored.source();
    for (std::uint64_t size = 1; size <= 64; ++size) {
        const auto root = naive_root(0, size);
        for (std::uint64_t index = 0; index < size; ++index) {
            const auto proof = prove_inclusion(source, index, size);
            ASSERT_TRUE(proof.has_value());
            ASSERT_TRUE(verify_inclusion(leaf_at(index), index, size, *proof, root)) << index << " of " << size;
            ASSERT_FALSE(verify_inclusion(leaf_at(index + 1), index, size, *proof, root));
            ASSERT_FALSE(verify_inclusion(leaf_at(index), index + 1, size, *proof, root));
            auto longer = *proof;
            longer.push_back(root);
            ASSERT_FALSE(verify_inclusion(leaf_at(index), index, size, longer, root));
        }
    }
}

TEST(MerkleProof, ProvesEveryPairOfSmallTrees) {
    const auto stored = tree_of(40);
    const auto source = stored.source();
    for (std::uint64_t second = 1; second <= 40; ++second) {
        for (std::uint64_t first = 1; first <= second; ++first) {
            const auto proof = prove_consistency(source, first, second);
            ASSERT_TRUE(proof.has_value());
            const auto before = naive_root(0, first);
            const auto after = naive_root(0, second);
            ASSERT_TRUE(verify_consistency(first, before, second, after, *proof)) << first << " in " << second;
            if (first == second) continue;
            ASSERT_FALSE(verify_consistency(first, leaf_at(99), second, after, *proof));
            ASSERT_FALSE(verify_consistency(first, before, second, leaf_at(99), *proof));
            for (std::size_t i = 0; i < proof->size(); ++i) {
                auto wrong = *proof;
                wrong[i][0] ^= 1U;
                ASSERT_FALSE(verify_consistency(first, before, second, after, wrong)) << first << " in " << second;
            }
        }
    }
}

TEST(MerkleProof, ReadsTilesInLargeTrees) {
    const auto stored = tree_of(65'536 + 300);
    const auto source = stored.source();
    for (const std::uint64_t size : {256U, 257U, 511U, 512U, 65'535U, 65'536U, 65'537U, 65'836U}) {
        const auto root = root_at(source, size);
        ASSERT_TRUE(root.has_value()) << size;
        ASSERT_EQ(*root, naive_root(0, size)) << size;
        for (const std::uint64_t index : {std::uint64_t{0}, std::uint64_t{255}, size / 2, size - 1}) {
            const auto proof = prove_inclusion(source, index, size);
            ASSERT_TRUE(proof.has_value());
            ASSERT_TRUE(verify_inclusion(leaf_at(index), index, size, *proof, *root)) << index << " of " << size;
        }
        const auto proof = prove_consistency(source, size, 65'836);
        ASSERT_TRUE(proof.has_value());
        ASSERT_TRUE(verify_consistency(size, *root, 65'836, stored.tree.root(), *proof)) << size;
    }
}

TEST(MerkleProof, RefusesWhatCannotBeProved) {
    const auto stored = tree_of(8);
    EXPECT_EQ(prove_inclusion(stored.source(), 8, 8).error().code, ErrorCode::invalid);
    EXPECT_EQ(prove_consistency(stored.source(), 0, 8).error().code, ErrorCode::invalid);
    EXPECT_EQ(prove_consistency(stored.source(), 8, 7).error().code, ErrorCode::invalid);
    EXPECT_EQ(prove_inclusion(stored.source(), 0, 9).error().code, ErrorCode::not_found);
    EXPECT_EQ(*root_at(stored.source(), 0), empty_root());
}

}  // namespace
}  // namespace hometime

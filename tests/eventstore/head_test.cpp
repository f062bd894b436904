#include "eventstore/head.h"

#include <gtest/gtest.h>

#include "eventstore/head_file.h"
#include "tests/support/folder_faults.h"
#include "tests/support/log_maker.h"
#include "tests/support/temp_dir.h"

namespace hometime {
namespace {

using namespace test;

Head sample(std::size_t schools) {
    Head head{0, 17, {12, 34567}, {1, 230}, {}};
    for (std::size_t i = 1; i <= schools; ++i) {
        head.schools.push_back({SchoolId{i * 11}, log_of(SchoolId{i}), i * 1000, Hash{static_cast<std::uint8_t>(i)}});
    }
    return head;
}

TEST(Head, ComesBackFromItsSlot) {
    for (const std::size_t schools : {0U, 1U, 62U, 63U, 1000U}) {
        const auto slot = encode_head(sample(schools));
        ASSERT_TRUE(slot);
        EXPECT_EQ(slot->size() % kHeadPageBytes, 0U);
        EXPECT_LE(slot->size(), kHeadSlotBytes);
        EXPECT_EQ(decode_head(as_bytes(*slot)), sample(schools));
    }
}

TEST(Head, RefusesTooManySchoolsAndSchoolsOutOfOrder) {
    EXPECT_EQ(encode_head(sample(1001)).error().code, ErrorCode::invalid);
    auto head = sample(2);
    std::swap(head.schools[0], head.schools[1]);
    EXPECT_EQ(encode_head(head).error().code, ErrorCode::invalid);
}

TEST(Head, NoticesEveryFlippedBit) {
    const auto slot = encode_head(sample(2)).value();
    constexpr std::size_t kWritten = 56 + 2 * 64 + 4;
    for (std::size_t bit = 0; bit < kWritten * 8; ++bit) {
        auto damaged = slot;
        damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << (bit % 8)));
        EXPECT_FALSE(decode_head(as_bytes(damaged))) << "bit " << bit;
    }
}

TEST(Head, NoticesEveryCut) {
    const auto slot = encode_head(sample(2)).value();
    for (std::size_t length = 0; length < 56 + 2 * 64 + 4; ++length) {
        EXPECT_FALSE(decode_head(as_bytes(std::string_view(slot).substr(0, length)))) << length;
    }
}

class HeadFileTest : public testing::Test {
protected:
    /// A file after `writes` writes beyond its making.
    Head made(int writes) {
        auto head = sample(1);
        auto file = HeadFile::create(posix_files(), path_, head).value();
        for (int i = 0; i < writes; ++i) {
            ++head.commit;
            EXPECT_TRUE(file.write(head));
        }
        return head;
    }
    Result<Head> read() { return HeadFile::open(posix_files(), path_, OpenMode::read).value().read(); }

    TempDir folder_;
    std::filesystem::path path_ = folder_ / "HEAD";
};

TEST_F(HeadFileTest, HoldsTheNewestWrite) {
    for (int writes = 0; writes < 5; ++writes) {
        std::filesystem::remove(path_);
        const auto head = made(writes);
        EXPECT_EQ(head.turn, static_cast<std::uint64_t>(writes));
        EXPECT_EQ(read(), head);
        EXPECT_EQ(std::filesystem::file_size(path_), 2 * kHeadSlotBytes);
    }
}

/// A write that a power cut broke off at any byte: the new bytes before it, the old ones after it.
TEST_F(HeadFileTest, AWriteTornAtAnyByteLeavesTheOneBefore) {
    for (const int writes : {3, 4}) {  // Into either slot.
        std::filesystem::remove(path_);
        const auto before = made(writes);
        const auto old_bytes = slurp(path_);
        auto after = before;
        ++after.commit;
        after.schools[0].size += 5;
        after.schools[0].root = Hash{99};
        ASSERT_TRUE(HeadFile::open(posix_files(), path_, OpenMode::write)->write(after));
        const auto new_bytes = slurp(path_);
        const auto slot = (after.turn % 2) * kHeadSlotBytes;
        for (std::size_t torn = 0; torn <= 256; ++torn) {
            auto bytes = old_bytes;
            bytes.replace(slot, torn, new_bytes, slot, torn);
            spill(path_, bytes);
            const auto found = read();
            ASSERT_TRUE(found);
            EXPECT_TRUE(*found == before || (bytes == new_bytes && *found == after)) << "torn at " << torn;
        }
    }
}

TEST_F(HeadFileTest, TheNextWriteReplacesTheTornSlot) {
    const auto head = made(4);
    auto bytes = slurp(path_);
    bytes[kHeadSlotBytes * 0 + 20] ^= 1;  // Turn 4 stands in slot 0.
    spill(path_, bytes);
    auto file = HeadFile::open(posix_files(), path_, OpenMode::write).value();
    auto found = file.read().value();
    EXPECT_EQ(found.turn, head.turn - 1);
    ASSERT_TRUE(file.write(found));
    EXPECT_EQ(read()->turn, head.turn);
}

TEST_F(HeadFileTest, WithoutAWholeSlotItIsCorrupt) {
    made(3);
    for (const std::size_t length : {std::size_t{0}, std::size_t{100}}) {
        cut_to(path_, length);
        EXPECT_EQ(read().error().code, ErrorCode::corrupt);
    }
    spill(path_, std::string(2 * kHeadSlotBytes, '\0'));
    EXPECT_EQ(read().error().code, ErrorCode::corrupt);
}

TEST_F(HeadFileTest, ASlotInTheOthersPlaceDoesNotCount) {
    made(3);
    auto bytes = slurp(path_);
    std::rotate(bytes.begin(), bytes.begin() + kHeadSlotBytes, bytes.end());
    spill(path_, bytes);
    EXPECT_EQ(read().error().code, ErrorCode::corrupt);
}

}  // namespace
}  // namespace hometime

#include "eventstore/ballast.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <cstring>
#include <fstream>

#include "eventstore/disk_space.h"
#include "tests/support/temp_dir.h"

namespace hometime {
namespace {

constexpr std::uint64_t kBytes = 300'000;

TEST(Ballast, TakesTheRoomOnceAndGivesAllOfItBack) {
    const test::TempDir folder;
    Ballast ballast(folder / "ballast", kBytes);
    EXPECT_EQ(ballast.held(), 0U);
    ASSERT_TRUE(ballast.take());
    EXPECT_EQ(ballast.held(), kBytes);
    ASSERT_TRUE(ballast.take());
    EXPECT_EQ(std::filesystem::file_size(folder / "ballast"), kBytes);
    EXPECT_TRUE(ballast.give(kBytes));
    EXPECT_EQ(ballast.held(), 0U);
    EXPECT_FALSE(ballast.give(1));
    EXPECT_FALSE(std::filesystem::exists(folder / "ballast"));
}

TEST(Ballast, GivesPartsAndTakesThemAgain) {
    const test::TempDir folder;
    Ballast ballast(folder / "ballast", kBytes);
    ASSERT_TRUE(ballast.take());
    EXPECT_TRUE(ballast.give(kBytes / 3));
    EXPECT_EQ(ballast.held(), kBytes - kBytes / 3);
    EXPECT_EQ(Ballast(folder / "ballast", kBytes).held(), ballast.held()) << "the next process finds as much";
    ASSERT_TRUE(ballast.take());
    EXPECT_EQ(ballast.held(), kBytes);
    EXPECT_TRUE(ballast.give(2 * kBytes)) << "all that there is";
    EXPECT_EQ(ballast.held(), 0U);
}

TEST(Ballast, WhatIsHeldStaysWhereTheRestHasNoRoom) {
    const test::TempDir folder;
    ASSERT_TRUE(Ballast(folder / "ballast", kBytes).take());
    Ballast ballast(folder / "ballast", std::uint64_t{1} << 60);
    EXPECT_FALSE(ballast.take());
    EXPECT_EQ(ballast.held(), kBytes);
}

TEST(Ballast, AFileOfHolesIsNoRoom) {
    const test::TempDir folder;
    std::ofstream(folder / "ballast").close();
    std::filesystem::resize_file(folder / "ballast", kBytes);
    Ballast ballast(folder / "ballast", kBytes);
    EXPECT_EQ(ballast.held(), 0U);
    ASSERT_TRUE(ballast.take());
    EXPECT_EQ(ballast.held(), kBytes);
}

TEST(Ballast, HalfOfItIsNotBegun) {
    const test::TempDir folder;
    Ballast ballast(folder / "ballast", std::uint64_t{1} << 60);
    EXPECT_FALSE(ballast.take());
    EXPECT_FALSE(std::filesystem::exists(folder / "ballast"));
}

TEST(Ballast, WhatIsMoreThanItShouldBeIsGivenBack) {
    const test::TempDir folder;
    ASSERT_TRUE(Ballast(folder / "ballast", 2 * kBytes).take());
    Ballast ballast(folder / "ballast", kBytes);
    EXPECT_EQ(ballast.held(), kBytes);
    ballast.trim();
    EXPECT_EQ(ballast.held(), kBytes);
    EXPECT_EQ(std::filesystem::file_size(folder / "ballast"), kBytes);
}

TEST(Ballast, NoneIsNone) {
    const test::TempDir folder;
    Ballast ballast(folder / "ballast", 0);
    EXPECT_TRUE(ballast.take());
    EXPECT_EQ(ballast.held(), 0U);
    EXPECT_FALSE(ballast.give(1));
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(DiskSpace, SaysWhatAFoldersDiskHasAndThatAnAbsentOneHasNone) {
    const test::TempDir folder;
    const auto left = disk_space_of(folder.path())->left();
    ASSERT_TRUE(left);
    EXPECT_GT(left->total, 0U);
    EXPECT_LE(left->free, left->total);
    EXPECT_EQ(disk_space_of(folder / "absent")->left().error().code, ErrorCode::unavailable);
}

TEST(DiskSpace, AFullDiskIsToldFromABrokenOneByTheSystemsWords) {
    EXPECT_TRUE(says_no_space({ErrorCode::unavailable, std::string("pwrite: ") + std::strerror(ENOSPC)}));
    EXPECT_TRUE(says_no_space({ErrorCode::unavailable, std::string("pwrite: ") + std::strerror(EDQUOT)}));
    EXPECT_FALSE(says_no_space({ErrorCode::unavailable, std::string("pwrite: ") + std::strerror(EIO)}));
}

}  // namespace
}  // namespace hometime

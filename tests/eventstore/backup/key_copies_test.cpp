#include "eventstore/backup/key_copies.h"

#include "eventstore/keystore.h"
#include "tests/eventstore/backup/stopped_folder.h"
#include "tests/support/failing_files.h"

namespace hometime {
namespace {

using namespace test;

constexpr std::chrono::days kKept{kKeyCopyDays};

class KeyCopiesTest : public testing::Test {
protected:
    KeyCopies copies(FileSystem& files = posix_files()) { return KeyCopies(folder_.root() / "key copies", files); }
    KeyFiles keys(bool with_kek = true) { return read_key_files(posix_files(), folder_.data(), with_kek).value(); }
    KeyCopy add(UtcTime at) { return copies().add(keys(), at, kKept).value(); }

    StoppedFolder folder_;
};

TEST_F(KeyCopiesTest, ACopyPutBackIsTheKeyStore) {
    const auto copy = add(kBackupTime);
    const DataFolder elsewhere{folder_.root() / "elsewhere"};
    ASSERT_TRUE(copies().put_back(copy, elsewhere));
    for (const auto& file : files_below(folder_.data().keys())) {
        EXPECT_EQ(slurp(elsewhere.keys() / file), slurp(folder_.data().keys() / file)) << file;
    }
}

TEST_F(KeyCopiesTest, TheKeyEncryptingKeyIsCopiedOnlyWhereItIsAFileOfTheFolder) {
    EXPECT_TRUE(keys(true).holds_kek());
    const auto without = keys(false);
    EXPECT_FALSE(without.holds_kek());
    const auto copy = copies().add(without, kBackupTime, kKept).value();
    for (const auto& file : copy.files) EXPECT_NE(file.name, "kek");
}

TEST_F(KeyCopiesTest, GoWhenTheirDaysHavePassed) {
    const auto old = add(kBackupTime);
    add(kBackupTime + std::chrono::days{1});
    EXPECT_EQ(copies().expire(old.expires_at - std::chrono::seconds{1}).value(), 0U);
    EXPECT_EQ(copies().list().size(), 2U);
    EXPECT_EQ(copies().expire(old.expires_at).value(), 1U);
    ASSERT_EQ(copies().list().size(), 1U);
    EXPECT_NE(copies().list().front().id, old.id);
    EXPECT_FALSE(std::filesystem::exists(folder_.root() / "key copies" / old.id));
}

TEST_F(KeyCopiesTest, TheNewestStaysUntilThereIsANewerOne) {
    const auto only = add(kBackupTime);
    EXPECT_EQ(copies().expire(only.expires_at + std::chrono::days{100}).value(), 0U);
    EXPECT_EQ(copies().list().size(), 1U);
}

TEST_F(KeyCopiesTest, ServeABackupOfTheirGenerationThatIsNotLongerThanTheyAre) {
    const auto copy = add(kBackupTime);
    EXPECT_EQ(copies().newest_for({copy.generation, copy.length})->id, copy.id);
    EXPECT_TRUE(copies().newest_for({copy.generation, copy.length - 1}));
    EXPECT_FALSE(copies().newest_for({copy.generation, copy.length + 1}));
    EXPECT_FALSE(copies().newest_for({copy.generation + 1, copy.length}));
}

TEST_F(KeyCopiesTest, AFlippedBitInAnyFileIsRefused) {
    const auto copy = add(kBackupTime);
    const auto folder = folder_.root() / "key copies" / copy.id;
    for (const auto& file : copy.files) {
        flip_bit(folder / file.name, 77);
        const DataFolder elsewhere{folder_.root() / ("elsewhere " + file.name)};
        const auto put = copies().put_back(copy, elsewhere);
        ASSERT_FALSE(put);
        EXPECT_EQ(put.error(), (Error{ErrorCode::corrupt, copy.id + "/" + file.name + " is not as it was written"}));
        flip_bit(folder / file.name, 77);
    }
    flip_bit(folder / "copy.json", 99);
    EXPECT_TRUE(copies().list().empty());
}

TEST_F(KeyCopiesTest, WhatElseLiesThereStays) {
    add(kBackupTime);
    const auto root = folder_.root() / "key copies";
    spill(root / "read-me.txt", "whose folder this is");
    std::filesystem::create_directories(root / "photos-2025");
    spill(root / "photos-2025" / "one", "a photograph");
    ASSERT_TRUE(copies().expire(kBackupTime + kKept));
    EXPECT_EQ(slurp(root / "read-me.txt"), "whose folder this is");
    EXPECT_EQ(slurp(root / "photos-2025" / "one"), "a photograph");
}

TEST_F(KeyCopiesTest, OneThatWasBrokenOffCountsForNothingAndGoes) {
    FailingFiles counted;
    const auto keys_there = keys();
    ASSERT_TRUE(copies(counted).add(keys_there, kBackupTime, kKept));
    const auto changes = counted.changes().size();
    for (std::size_t n = 0; n < changes; ++n) {
        std::filesystem::remove_all(folder_.root() / "key copies");
        FailingFiles files;
        files.fail_change(n, static_cast<Fault>(n % 2));  // Lost or torn: never done.
        EXPECT_FALSE(copies(files).add(keys_there, kBackupTime, kKept));
        const bool named = !copies().list().empty();
        EXPECT_TRUE(!named || counted.changes()[n] == "sync_folder") << counted.changes()[n];
        ASSERT_TRUE(copies().expire(kBackupTime));
        if (!named) EXPECT_TRUE(files_below(folder_.root()).size() > 0);
        if (!named && std::filesystem::exists(folder_.root() / "key copies")) {
            EXPECT_TRUE(files_below(folder_.root() / "key copies").empty()) << counted.changes()[n];
        }
    }
}

}  // namespace
}  // namespace hometime

#include "eventstore/keystore.h"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/support/failing_files.h"
#include "tests/support/temp_dir.h"

namespace hometime {
namespace {

using test::Fault;

KeyScope scope(std::uint64_t pupil) {
    return {SchoolId{7}, {SubjectKind::pupil, pupil}, RetentionClass::messages, 2026};
}

class KeyStoreTest : public testing::Test {
protected:
    KeyStoreTest() { kek_.data()[0] = 1; }

    static NewKey new_key(std::uint64_t id) {
        NewKey key{id, scope(100 + id), {}};
        key.key.data()[0] = static_cast<std::uint8_t>(id);
        return key;
    }
    static std::vector<NewKey> new_keys(std::uint64_t first, std::uint64_t last) {
        std::vector<NewKey> keys;
        for (auto id = first; id <= last; ++id) keys.push_back(new_key(id));
        return keys;
    }
    /// A store with data keys 1 to `count`.
    KeyStore make(std::uint64_t count = 3) {
        auto store = KeyStore::create(posix_files(), path_, kek_, random_).value();
        EXPECT_TRUE(store.append(new_keys(1, count), random_).has_value());
        return store;
    }
    Result<KeyStore> open(std::optional<std::uint64_t> fenced = std::nullopt) {
        return KeyStore::open(posix_files(), path_, kek_, fenced, true);
    }
    [[nodiscard]] std::string content() const { return read_file(posix_files(), path_, 1 << 20).value(); }
    void replace(std::string_view content) { std::ofstream(path_, std::ios::binary | std::ios::trunc) << content; }

    test::TempDir dir_;
    std::filesystem::path path_ = dir_ / "keys/store";
    SeededRandom random_{1};
    Secret kek_;
};

TEST_F(KeyStoreTest, KeepsKeysAndItsOwnSecrets) {
    const auto made = make();
    const auto store = open();
    ASSERT_TRUE(store.has_value()) << store.error().detail;
    EXPECT_EQ(store->key_count(), 3U);
    EXPECT_EQ(store->length(), kKeyStoreHeaderBytes + 5 * kKeyEntryBytes);
    EXPECT_EQ(store->length(), made.length());
    EXPECT_EQ(store->generation(), 1U);
    EXPECT_EQ(store->scopes()[1], scope(102));
    EXPECT_EQ(store->unwrap(2)->view()[0], 2);
    EXPECT_TRUE(std::ranges::equal(store->store_secret().view(), made.store_secret().view()));
    EXPECT_TRUE(std::ranges::equal(store->signing_seed().view(), made.signing_seed().view()));
    EXPECT_FALSE(std::ranges::equal(store->store_secret().view(), store->signing_seed().view()));
    EXPECT_EQ(store->unwrap(0).error().code, ErrorCode::key_missing);
    EXPECT_EQ(store->unwrap(4).error().code, ErrorCode::key_missing);
}

TEST_F(KeyStoreTest, GrowsAcrossRuns) {
    make(2);
    {
        auto store = open().value();
        ASSERT_TRUE(store.append(new_keys(3, 4), random_).has_value());
    }
    const auto store = open().value();
    EXPECT_EQ(store.key_count(), 4U);
    EXPECT_EQ(store.unwrap(4)->view()[0], 4);
}

TEST_F(KeyStoreTest, ShowsNoKeyInTheFile) {
    const auto store = make();
    EXPECT_EQ(content().find(as_text(store.store_secret().view())), std::string::npos);
    EXPECT_EQ(content().find(as_text(store.unwrap(1)->view())), std::string::npos);
}

TEST_F(KeyStoreTest, OpensOnlyWithItsOwnKeyAndSaysWhatToDo) {
    make();
    kek_.data()[31] = 1;
    const auto store = open();
    ASSERT_FALSE(store.has_value());
    EXPECT_EQ(store.error().code, ErrorCode::key_missing);
    EXPECT_NE(store.error().detail.find("hand over the one that it was made with"), std::string::npos);
}

TEST_F(KeyStoreTest, IsNotMadeTwice) {
    make();
    EXPECT_EQ(KeyStore::create(posix_files(), path_, kek_, random_).error().code, ErrorCode::conflict);
}

TEST_F(KeyStoreTest, RefusesEveryFlippedBitAndNamesThePlace) {
    make(2);
    const auto whole = content();
    for (std::size_t bit = 0; bit < whole.size() * 8; ++bit) {
        auto flipped = whole;
        flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
        replace(flipped);
        const auto index = read_key_store(posix_files(), path_, std::nullopt);
        ASSERT_FALSE(index.has_value()) << bit;
        ASSERT_EQ(index.error().code, ErrorCode::corrupt);
        ASSERT_NE(index.error().detail.find("at byte "), std::string::npos);
    }
    replace(whole);
    EXPECT_TRUE(open().has_value());
}

TEST_F(KeyStoreTest, NoticesAnEntryThatWasSwappedWithItsCrc) {
    make(2);
    auto swapped = content();
    const auto first = kKeyStoreHeaderBytes + 2 * kKeyEntryBytes;
    std::swap_ranges(swapped.begin() + first, swapped.begin() + first + kKeyEntryBytes,
                     swapped.begin() + first + kKeyEntryBytes);
    replace(swapped);
    EXPECT_EQ(open().error().code, ErrorCode::corrupt);
}

TEST_F(KeyStoreTest, WillNotUnwrapAKeyWhoseClearFieldsWereForged) {
    make(1);
    auto forged = content();
    const auto entry = kKeyStoreHeaderBytes + 2 * kKeyEntryBytes;
    forged[entry + 25] = 42;  // The subject's id: another pupil's texts would live on with this key.
    std::string crc;
    append_be(crc, crc32c(as_bytes(forged).subspan(entry, kKeyEntryBytes - 4)));
    forged.replace(entry + kKeyEntryBytes - 4, 4, crc);
    replace(forged);
    const auto store = open();
    ASSERT_TRUE(store.has_value());
    EXPECT_EQ(store->unwrap(1).error().code, ErrorCode::corrupt);
}

TEST_F(KeyStoreTest, RefusesAFileThatEndsBeforeTheLengthInHead) {
    const auto length = make(3).length();
    const auto whole = content();
    for (std::size_t cut = 1; cut <= 2 * kKeyEntryBytes; ++cut) {
        replace(whole.substr(0, whole.size() - cut));
        const auto store = open(length);
        ASSERT_FALSE(store.has_value()) << cut;
        ASSERT_EQ(store.error().code, ErrorCode::corrupt);
        ASSERT_NE(store.error().detail.find("before the length that HEAD holds"), std::string::npos);
    }
}

TEST_F(KeyStoreTest, CutsATornTailBeyondTheLengthInHead) {
    const auto fenced = make(2).length();
    const auto whole = content();
    for (std::size_t torn = 1; torn < kKeyEntryBytes; ++torn) {
        replace(whole + whole.substr(fenced - kKeyEntryBytes, torn));
        auto store = open(fenced);
        ASSERT_TRUE(store.has_value()) << torn << ": " << store.error().detail;
        EXPECT_EQ(store->torn_bytes(), torn);
        EXPECT_EQ(store->length(), fenced);
        ASSERT_TRUE(store->cut_torn_tail().has_value());
        EXPECT_EQ(content(), whole);
    }
}

TEST_F(KeyStoreTest, KeepsWholeKeysBeyondTheLengthInHead) {
    auto made = make(2);
    const auto fenced = made.length();
    ASSERT_TRUE(made.append(new_keys(3, 4), random_).has_value());
    auto damaged = content();
    damaged.back() = static_cast<char>(damaged.back() ^ 1);  // Of key 4.
    replace(damaged);
    auto store = open(fenced).value();
    EXPECT_EQ(store.key_count(), 3U) << "a durable commit that was never acknowledged may need it";
    EXPECT_EQ(store.torn_bytes(), kKeyEntryBytes);
    ASSERT_TRUE(store.append(new_keys(4, 4), random_).has_value());
    EXPECT_EQ(open()->key_count(), 4U) << "appending writes over the torn tail";
}

TEST_F(KeyStoreTest, TellsAnAuditorWithoutTheKeyWhatItHolds) {
    make(2);
    const auto index = read_key_store(posix_files(), path_, std::nullopt);
    ASSERT_TRUE(index.has_value());
    EXPECT_EQ(index->scopes, (std::vector{scope(101), scope(102)}));
    EXPECT_TRUE(index->has(2));
    EXPECT_FALSE(index->has(0));
    EXPECT_FALSE(index->has(3));
    EXPECT_EQ(read_key_store(posix_files(), dir_ / "absent", std::nullopt).error().code, ErrorCode::not_found);
}

TEST_F(KeyStoreTest, IsMadeWholeOrNotAtAll) {
    for (const auto fault : {Fault::lost, Fault::torn, Fault::done}) {
        for (std::size_t n = 0; n < 7; ++n) {
            const test::TempDir dir;
            test::FailingFiles files;
            files.fail_change(n, fault);
            ASSERT_FALSE(KeyStore::create(files, dir / "keys/store", kek_, random_).has_value()) << n;
            files.heal();
            const bool there = std::filesystem::exists(dir / "keys/store");
            const auto store = there ? KeyStore::open(files, dir / "keys/store", kek_, std::nullopt, true)
                                     : KeyStore::create(files, dir / "keys/store", kek_, random_);
            ASSERT_TRUE(store.has_value()) << n << ": " << store.error().detail;
        }
    }
}

TEST_F(KeyStoreTest, LosesNothingItHadWhicheverCallOfAnAppendFails) {
    for (const auto fault : {Fault::lost, Fault::torn, Fault::done}) {
        for (std::size_t n = 0; n < 2; ++n) {
            std::filesystem::remove(path_);
            const auto fenced = make(2).length();
            test::FailingFiles files;
            auto store = KeyStore::open(files, path_, kek_, fenced, true).value();
            files.fail_change(n, fault);
            const auto appended = store.append(new_keys(3, 3), random_);
            ASSERT_FALSE(appended.has_value());
            EXPECT_EQ(appended.error().code, ErrorCode::unavailable);
            const auto after = open(fenced);
            ASSERT_TRUE(after.has_value()) << after.error().detail;
            EXPECT_GE(after->key_count(), 2U);
            EXPECT_EQ(after->unwrap(2)->view()[0], 2);
        }
    }
}

}  // namespace
}  // namespace hometime

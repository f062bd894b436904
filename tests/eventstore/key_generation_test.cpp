// Generations of the key store: a rotation that is broken off anywhere leaves every key openable by exactly one
// generation (I38), and what was destroyed is in no file and opens with no older copy.
#include "eventstore/key_generation.h"

#include <gtest/gtest.h>

#include "eventstore/base/mutants.h"
#include "eventstore/keyring.h"
#include "tests/support/failing_files.h"
#include "tests/support/folder_faults.h"
#include "tests/support/temp_dir.h"

namespace hometime {
namespace {

using test::Fault;

constexpr std::uint64_t kKeys = 5;
constexpr std::uint64_t kErased = 3;

KeyScope scope(std::uint64_t pupil) {
    return {SchoolId{7}, {SubjectKind::pupil, pupil}, RetentionClass::messages, 2026};
}
const auto kAssociated = as_bytes("log, sequence, part, key");

std::string text_of(std::uint64_t key) {
    return "a text under key " + std::to_string(key);
}

class KeyGenerationTest : public testing::Test {
protected:
    KeyGenerationTest() { kek_.data()[0] = 1; }

    [[nodiscard]] DataFolder folder() const { return DataFolder{dir_.path()}; }
    Result<KeyStore> open_store(FileSystem& files, const Secret& kek, bool writable = true) {
        auto store = open_key_store(files, folder(), kek, std::nullopt, writable);
        if (!store || !writable) return store;
        if (auto done = finish_generation(files, folder(), store->generation()); !done) {
            return tl::unexpected(done.error());
        }
        return store;
    }
    KeyRing ring(FileSystem& files = posix_files()) { return {open_store(files, kek_).value(), random_}; }

    /// A store with some keys, each of which has sealed a text.
    void fill() {
        KeyRing ring(KeyStore::create(posix_files(), folder().key_store(), kek_, random_).value(), random_);
        for (std::uint64_t key = 1; key <= kKeys; ++key) {
            ASSERT_EQ(ring.key_for(scope(key)), key);
            boxes_.push_back(ring.seal(key, kAssociated, text_of(key)).value());
        }
        ASSERT_TRUE(ring.store_pending().has_value());
    }
    Result<std::uint64_t> erase(FileSystem& files, KeyRing& ring) {
        ring.retire(kErased);
        return ring.rotate(files, folder(), kek_, random_);
    }
    /// What of the store opens with `kek`, in words; empty: every key that was not erased, and that one only if
    /// `erased_may_open`.
    std::string wrong_with(const Secret& kek, bool erased_may_open) {
        auto store = open_store(posix_files(), kek);
        if (!store) return store.error().detail;
        KeyRing ring(std::move(*store), random_);
        for (std::uint64_t key = 1; key <= kKeys; ++key) {
            const auto text = ring.open(key, kAssociated, boxes_[key - 1]);
            if (text && *text != text_of(key)) return "another text";
            if (key == kErased && text && !erased_may_open) return "the erased key opens";
            if (key != kErased && !text) return "key " + std::to_string(key) + ": " + text.error().detail;
        }
        return {};
    }

    /// Breaks a rotation off at every change, in every way. What is wrong with the first store that is not as it must
    /// be, in words; empty: every one opened every key, and could be rotated again. (I38)
    std::string broken_rotations() {
        const auto before = dir_.path() / "before";
        std::filesystem::copy(folder().keys(), before, std::filesystem::copy_options::recursive);
        for (const auto fault : {Fault::lost, Fault::torn, Fault::done}) {
            for (changes_ = 0;; ++changes_) {
                test::copy_folder(before, folder().keys());
                test::FailingFiles files;
                auto ring = this->ring(files);
                files.fail_change(changes_, fault);
                const auto done = erase(files, ring);
                if (!files.has_failed() && !done) return "a rotation fails on a good disk";
                if (!files.has_failed()) break;
                if (done) return "a refusal of the disk was passed over";
                if (auto wrong = wrong_after_start(); !wrong.empty()) {
                    return wrong + ", at change " + std::to_string(changes_);
                }
            }
        }
        return {};
    }
    /// Twice, and then the rotation once more.
    std::string wrong_after_start() {
        for (int start = 0; start < 2; ++start) {
            if (auto wrong = wrong_with(kek_, true); !wrong.empty()) return wrong;
        }
        auto again = ring();
        if (!erase(posix_files(), again)) return "it cannot be done again";
        return wrong_with(kek_, false);
    }

    test::TempDir dir_;
    std::size_t changes_ = 0;
    SeededRandom random_{1};
    Secret kek_;
    std::vector<Bytes> boxes_;
};

TEST_F(KeyGenerationTest, ANewGenerationOpensEverythingButWhatWasDestroyed) {
    fill();
    {
        auto ring = this->ring();
        ASSERT_EQ(erase(posix_files(), ring).value(), 2U);
        EXPECT_FALSE(ring.holds_retired());
        EXPECT_EQ(ring.open(kErased, kAssociated, boxes_[kErased - 1]).error().code, ErrorCode::key_missing);
        EXPECT_EQ(ring.open(1, kAssociated, boxes_[0]), text_of(1)) << "the ring goes on with the new store";
        EXPECT_EQ(ring.key_for(scope(kErased)), kKeys + 1) << "what comes later gets a key of its own";
        ASSERT_TRUE(ring.store_pending().has_value());
    }
    EXPECT_EQ(wrong_with(kek_, false), "");
    const auto index = read_key_store(posix_files(), folder().key_store(), std::nullopt).value();
    EXPECT_EQ(index.generation, 2U);
    EXPECT_TRUE(index.destroyed(kErased));
    EXPECT_FALSE(index.has(kErased));
    EXPECT_TRUE(index.has(kKeys + 1));
    EXPECT_EQ(index.scopes[kErased - 1], scope(kErased)) << "what the key was for stays known";
    EXPECT_EQ(ring().counts().destroyed, 1U);
    EXPECT_EQ(ring().key_for(scope(kErased)), kKeys + 1) << "in the next run, too";
}

TEST_F(KeyGenerationTest, ARetiredKeyOpensNothingBeforeTheStoreIsWithoutIt) {
    fill();
    auto ring = this->ring();
    ring.retire(kErased);
    EXPECT_EQ(ring.open(kErased, kAssociated, boxes_[kErased - 1]).error().code, ErrorCode::key_missing);
    EXPECT_TRUE(ring.holds_retired());
    ring.drop_pending();
    EXPECT_EQ(ring.open(kErased, kAssociated, boxes_[kErased - 1]), text_of(kErased)) << "its batch was refused";
    EXPECT_EQ(ring.key_for(scope(kErased)), kErased);
    ring.retire(kErased);
    ASSERT_TRUE(ring.store_pending().has_value());
    ring.drop_pending();
    EXPECT_TRUE(ring.holds_retired()) << "its batch stands";
    ring.retire(0);
    ring.retire(kKeys + 100);
}

TEST_F(KeyGenerationTest, AnOlderCopyOfTheStoreOpensWithNothingThatIsLeft) {
    fill();
    const auto first = test::slurp(folder().key_store());
    {
        auto ring = this->ring();
        ASSERT_TRUE(ring.rotate(posix_files(), folder(), kek_, random_).has_value());
    }
    const auto second = test::slurp(folder().key_store());
    const auto secret_of_second = test::slurp(folder().key_generation());
    {
        auto ring = this->ring();
        ASSERT_EQ(erase(posix_files(), ring).value(), 3U);
    }
    EXPECT_EQ(test::slurp(folder().key_generation()).find(secret_of_second.substr(16, 32)), std::string::npos);
    test::spill(folder().key_store(), second);
    const auto opened = open_store(posix_files(), kek_);
    ASSERT_FALSE(opened.has_value()) << "with the key-encrypting key and everything that is in the folder";
    EXPECT_EQ(opened.error().code, ErrorCode::key_missing);
    EXPECT_NE(opened.error().detail.find("restore the folder keys/ as a whole"), std::string::npos);
    EXPECT_NE(first, second);
}

TEST_F(KeyGenerationTest, OfTheErasedKeyNothingIsLeftInAnyFile) {
    fill();
    std::string secret;
    {
        const auto store = open_store(posix_files(), kek_).value();
        secret = as_text(store.unwrap(kErased)->view());
    }
    {
        auto ring = this->ring();
        ASSERT_TRUE(erase(posix_files(), ring).has_value());
    }
    const auto whole = test::slurp(folder().key_store());
    const auto place = kKeyStoreHeaderBytes + (2 + kErased - 1) * kKeyEntryBytes;
    EXPECT_EQ(whole.substr(place + 29, 72), std::string(72, '\0')) << "nonce and wrapped key";
    for (const auto& file : test::files_below(dir_.path())) {
        EXPECT_EQ(test::slurp(dir_.path() / file).find(secret), std::string::npos) << file;
    }
}

TEST_F(KeyGenerationTest, I38_ARotationThatBreaksOffAnywhereLeavesOneGenerationThatOpensEveryKey) {
    fill();
    EXPECT_EQ(broken_rotations(), "");
    EXPECT_GT(changes_, 8U) << "the loop saw the steps";
}

#ifdef HOMETIME_MUTANTS
TEST_F(KeyGenerationTest, I38_ItIsSeenWhenTheOldSecretGoesTooSoon) {
    fill();
    {
        auto ring = this->ring();
        ASSERT_TRUE(ring.rotate(posix_files(), folder(), kek_, random_).has_value());
    }
    const ScopedMutant bug(Mutant::old_generation_first);
    EXPECT_NE(broken_rotations(), "");
}

TEST_F(KeyGenerationTest, I36_ItIsSeenWhenADestroyedKeyIsKept) {
    fill();
    {
        const ScopedMutant bug(Mutant::destroyed_key_kept);
        auto ring = this->ring();
        ASSERT_TRUE(erase(posix_files(), ring).has_value());
    }
    EXPECT_EQ(wrong_with(kek_, false), "the erased key opens");
}
#endif

TEST_F(KeyGenerationTest, AnotherKeyEncryptingKeyTakesOverWhole) {
    fill();
    Secret other;
    other.data()[0] = 2;
    {
        auto rewrite = KeyStoreRewrite::begin(posix_files(), folder(), open_store(posix_files(), kek_, false).value(),
                                              other, random_)
                           .value();
        ASSERT_TRUE(rewrite.install(open_store(posix_files(), kek_, false).value(), {}).has_value());
    }
    EXPECT_EQ(wrong_with(other, true), "");
    EXPECT_EQ(open_store(posix_files(), kek_).error().code, ErrorCode::key_missing);
}

TEST_F(KeyGenerationTest, KeysThatCameWhileItWasCopiedAreNotLost) {
    fill();
    auto ring = this->ring();
    auto rewrite =
        KeyStoreRewrite::begin(posix_files(), folder(), open_store(posix_files(), kek_, false).value(), kek_, random_)
            .value();
    ASSERT_TRUE(rewrite.copy({}).has_value());
    const auto late = ring.key_for(scope(100));
    const auto box = ring.seal(late, kAssociated, "late").value();
    ASSERT_TRUE(ring.store_pending().has_value());
    const auto live = open_store(posix_files(), kek_, false).value();
    ASSERT_TRUE(rewrite.install(live, {2}).has_value()) << "and one that was destroyed after it had been copied";
    auto next = this->ring();
    EXPECT_EQ(next.open(late, kAssociated, box), "late");
    EXPECT_EQ(next.open(2, kAssociated, boxes_[1]).error().code, ErrorCode::key_missing);
    EXPECT_EQ(next.open(1, kAssociated, boxes_[0]), text_of(1));
}

}  // namespace
}  // namespace hometime

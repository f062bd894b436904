#include "eventstore/keyring.h"

#include <gtest/gtest.h>

#include "tests/support/failing_files.h"
#include "tests/support/temp_dir.h"

namespace hometime {
namespace {

using namespace std::chrono_literals;

KeyScope scope(std::uint64_t pupil, std::uint16_t year = 2026) {
    return {SchoolId{7}, {SubjectKind::pupil, pupil}, RetentionClass::messages, year};
}
const auto kAssociated = as_bytes("log, sequence, part, key");

class KeyRingTest : public testing::Test {
protected:
    KeyRing ring(std::size_t in_memory = kKeysInMemoryMax) {
        const auto path = dir_ / "keys/store";
        auto store = std::filesystem::exists(path) ? KeyStore::open(files_, path, kek_, std::nullopt, true)
                                                   : KeyStore::create(files_, path, kek_, random_);
        return {std::move(store.value()), random_, in_memory};
    }
    test::TempDir dir_;
    test::FailingFiles files_;
    SeededRandom random_{1};
    Secret kek_;
};

TEST_F(KeyRingTest, OpensWhatItSealedInThisRunAndInTheNext) {
    Bytes box;
    std::uint64_t key = 0;
    {
        auto ring = this->ring();
        key = ring.key_for(scope(17));
        box = ring.seal(key, kAssociated, "private text").value();
        EXPECT_EQ(ring.open(key, kAssociated, box), "private text") << "while its key is still pending";
        ASSERT_TRUE(ring.store_pending().has_value());
        EXPECT_EQ(ring.open(key, kAssociated, box), "private text");
    }
    auto ring = this->ring();
    EXPECT_EQ(ring.open(key, kAssociated, box), "private text");
    EXPECT_EQ(ring.key_for(scope(17)), key);
}

TEST_F(KeyRingTest, HasOneKeyPerSubjectClassAndYear) {
    auto ring = this->ring();
    EXPECT_EQ(ring.key_for(scope(17)), 1U);
    EXPECT_EQ(ring.key_for(scope(17)), 1U);
    EXPECT_EQ(ring.key_for(scope(18)), 2U);
    EXPECT_EQ(ring.key_for(scope(17, 2027)), 3U);
    ASSERT_TRUE(ring.store_pending().has_value());
    EXPECT_EQ(ring.key_for(scope(18)), 2U);
    auto points = scope(17);
    points.retention = RetentionClass::points;
    EXPECT_EQ(ring.key_for(points), 4U);
}

TEST_F(KeyRingTest, SealsTheSameTextToOtherBytes) {
    auto ring = this->ring();
    const auto key = ring.key_for(scope(17));
    const auto first = ring.seal(key, kAssociated, "text").value();
    const auto second = ring.seal(key, kAssociated, "text").value();
    EXPECT_NE(first, second);
    EXPECT_EQ(first.size(), 4U + 40U);
}

TEST_F(KeyRingTest, OpensNothingThatWasMovedOrChanged) {
    auto ring = this->ring();
    const auto key = ring.key_for(scope(17));
    const auto other = ring.key_for(scope(18));
    const auto box = ring.seal(key, kAssociated, "text").value();
    EXPECT_EQ(ring.open(key, as_bytes("elsewhere"), box).error().code, ErrorCode::corrupt);
    EXPECT_EQ(ring.open(other, kAssociated, box).error().code, ErrorCode::corrupt);
    for (std::size_t bit = 0; bit < box.size() * 8; ++bit) {
        auto flipped = box;
        flipped[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
        ASSERT_EQ(ring.open(key, kAssociated, flipped).error().code, ErrorCode::corrupt) << bit;
    }
    EXPECT_EQ(ring.open(key, kAssociated, ByteView(box).first(39)).error().code, ErrorCode::corrupt);
}

TEST_F(KeyRingTest, SaysThatAKeyIsMissing) {
    auto ring = this->ring();
    EXPECT_EQ(ring.open(1, kAssociated, Bytes(50)).error().code, ErrorCode::key_missing);
    EXPECT_EQ(ring.seal(1, kAssociated, "text").error().code, ErrorCode::key_missing);
}

TEST_F(KeyRingTest, ForgetsTheKeysOfARefusedBatch) {
    auto ring = this->ring();
    EXPECT_EQ(ring.key_for(scope(17)), 1U);
    ring.drop_pending();
    EXPECT_EQ(ring.seal(1, kAssociated, "text").error().code, ErrorCode::key_missing);
    EXPECT_EQ(ring.key_for(scope(18)), 1U);
}

TEST_F(KeyRingTest, WritesAndSyncsOnceForAllPendingKeysAndNothingForNone) {
    auto ring = this->ring();
    const auto before = files_.changes().size();
    ASSERT_TRUE(ring.store_pending().has_value());
    EXPECT_EQ(files_.changes().size(), before);
    for (std::uint64_t pupil = 1; pupil <= 5; ++pupil) std::ignore = ring.key_for(scope(pupil));
    const auto length = ring.length();
    ASSERT_TRUE(ring.store_pending().has_value());
    EXPECT_EQ(std::vector(files_.changes().begin() + static_cast<std::ptrdiff_t>(before), files_.changes().end()),
              (std::vector<std::string>{"write", "sync"}));
    EXPECT_EQ(ring.length(), length + 5 * kKeyEntryBytes);
}

TEST_F(KeyRingTest, ReportsADiskThatRefusesANewKey) {
    auto ring = this->ring();
    std::ignore = ring.key_for(scope(17));
    files_.fail_change(1, test::Fault::lost);
    EXPECT_EQ(ring.store_pending().error().code, ErrorCode::unavailable);
}

TEST_F(KeyRingTest, ReadsAgainTheKeysThatItDidNotKeepInMemory) {
    auto ring = this->ring(2);
    std::vector<Bytes> boxes;
    for (std::uint64_t pupil = 1; pupil <= 10; ++pupil) {
        boxes.push_back(ring.seal(ring.key_for(scope(pupil)), kAssociated, std::to_string(pupil)).value());
    }
    ASSERT_TRUE(ring.store_pending().has_value());
    for (int round = 0; round < 2; ++round) {
        for (std::uint64_t key = 1; key <= 10; ++key) {
            ASSERT_EQ(ring.open(key, kAssociated, boxes[key - 1]), std::to_string(key));
        }
    }
}

TEST_F(KeyRingTest, DerivesTheSameKeyForAPurposeInEveryRun) {
    const auto logins = ring().derived_key("logins");
    EXPECT_EQ(ring().derived_key("logins"), logins);
    EXPECT_NE(ring().derived_key("requests"), logins);
    EXPECT_NE(keyed_mac(logins, as_bytes("a")), keyed_mac(logins, as_bytes("b")));
    EXPECT_EQ(keyed_mac(logins, as_bytes("a")), keyed_mac(logins, as_bytes("a")));
}

TEST_F(KeyRingTest, SignsCheckpointsThatTheClearPublicKeyVerifies) {
    auto ring = this->ring();
    const auto signer = ring.signer(SchoolId{31});
    const auto note = sign_checkpoint({log_origin(SchoolId{31}), 5, {}}, signer).value();
    auto file = ring.public_key_file();
    ASSERT_TRUE(file.ends_with('\n'));
    file.pop_back();
    const auto verifier = NoteVerifier::parse(file).value();
    EXPECT_EQ(open_checkpoint(note, verifier.named(log_origin(SchoolId{31})))->size, 5U);
}

TEST(SchoolYear, BeginsOnTheFirstOfSeptember) {
    const auto year_at = [](const char* instant) { return school_year_of(parse_utc_time(instant).value()); };
    EXPECT_EQ(year_at("2026-08-31T23:59:59.999999Z"), 2025);
    EXPECT_EQ(year_at("2026-09-01T00:00:00Z"), 2026);
    EXPECT_EQ(year_at("2026-12-31T23:59:59Z"), 2026);
    EXPECT_EQ(year_at("2027-01-01T00:00:00Z"), 2026);
}

}  // namespace
}  // namespace hometime

#include "tools/audit/witness.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eventstore/checkpoint.h"
#include "tests/tools/audit/signed_log.h"
#include "tools/audit/prove.h"
#include "tools/audit/trusted_key.h"

namespace hometime::tools {
namespace {

using test::SignedLog;
using testing::AllOf;
using testing::HasSubstr;

constexpr UtcTime kNow = from_unix_micros(1'795'536'000'000'000);  // 2026-11-24T16:00:00Z

/// An honest log that grew from 20 to 60 records, and one that differs from the 30th on.
struct Logs {
    Logs() : honest(empty.path()), forged(empty.path()) {
        honest.append(test::facts(60), 20);
        auto facts = test::facts(60);
        facts[29] = PupilMoved{PupilId{1}, ClassId{9}};
        forged.append(facts, 20);
    }
    test::EmptyStore empty;
    SignedLog honest, forged;
    static const Logs& once() {
        static const Logs kOnce;
        return kOnce;
    }
};

class WitnessTest : public testing::Test {
protected:
    WitnessTest() { EXPECT_TRUE(Witness::init(state(), "witness.example/w1", random_)); }
    [[nodiscard]] std::filesystem::path state() const { return temp_ / "state"; }
    [[nodiscard]] static evidence::NoteKey log_key() {
        return trusted_key(DataFolder{Logs::once().honest.path()}.public_key()).value();
    }
    [[nodiscard]] Result<WitnessAnswer> see(const std::string& note, const GrowthProof& proof = nullptr) const {
        return Witness::open(state()).value().see(note, log_key(), proof, kNow);
    }
    [[nodiscard]] Result<WitnessAnswer> see(const SignedLog& log, std::uint64_t size) const {
        return see(test::slurp(log.note(size)), proof_from(log.path(), test::kSchool));
    }
    [[nodiscard]] std::string remembered() const {
        return Witness::open(state()).value().remembered(log_origin(test::kSchool)).value().value_or("");
    }

    test::TempDir temp_;
    SeededRandom random_{11};
    const SignedLog& honest_ = Logs::once().honest;
    const SignedLog& forged_ = Logs::once().forged;
};

TEST_F(WitnessTest, SignsTheFirstNoteAndWhatGrewFromIt) {
    for (const std::uint64_t size : {20U, 40U, 60U, 60U}) {
        const auto answer = see(honest_, size);
        ASSERT_TRUE(answer) << answer.error().detail;
        EXPECT_EQ(answer->refused, "");
        EXPECT_EQ(remembered(), answer->note);
        const auto note = evidence::parse_note(answer->note).value();
        EXPECT_EQ(evidence::open_checkpoint(note, log_key().named(log_origin(test::kSchool))).value().size, size);
        EXPECT_EQ(evidence::cosigned_at(note, Witness::open(state()).value().key()), kNow);
    }
}

TEST_F(WitnessTest, AProofMadeElsewhereWillDo) {
    ASSERT_TRUE(see(honest_, 20));
    const auto log = ProvenLog::open(honest_.path(), test::kSchool).value();
    const auto growth = evidence::parse_consistency(prove_growth(*log, 20).value()).value();
    const auto answer = see(growth.note, proof_at_hand(growth.old, growth.hashes));
    ASSERT_TRUE(answer) << answer.error().detail;
    EXPECT_EQ(answer->refused, "");
}

TEST_F(WitnessTest, WithoutAProofItAsksForOneAndKeepsWhatItKnew) {
    ASSERT_TRUE(see(honest_, 20));
    const auto before = remembered();
    const auto answer = see(test::slurp(honest_.note(40)));
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, ErrorCode::conflict);
    EXPECT_THAT(answer.error().detail, HasSubstr("grew from 20 records"));
    EXPECT_EQ(see(test::slurp(honest_.note(40)), proof_at_hand(10, {})).error().code, ErrorCode::conflict);
    EXPECT_EQ(remembered(), before);
}

TEST_F(WitnessTest, AForkIsRefusedWithBothNotes) {
    ASSERT_TRUE(see(honest_, 40));
    const auto before = remembered();
    for (const std::uint64_t size : {40U, 60U}) {
        const auto answer = see(forged_, size);
        ASSERT_TRUE(answer) << answer.error().detail;
        EXPECT_THAT(answer->refused,
                    AllOf(HasSubstr("FORK"), HasSubstr(before), HasSubstr(test::slurp(forged_.note(size)))));
        EXPECT_EQ(answer->note, "");
        EXPECT_EQ(remembered(), before);
    }
    EXPECT_EQ(see(honest_, 60)->refused, "") << "the honest log goes on";
}

TEST_F(WitnessTest, WhereTheyAreStillTheSameEitherGrows) {
    ASSERT_TRUE(see(honest_, 20));
    EXPECT_EQ(see(forged_, 40)->refused, "") << "both began with the same 20 records";
    EXPECT_THAT(see(honest_, 40)->refused, HasSubstr("FORK"));
}

TEST_F(WitnessTest, AnOlderNoteIsRefused) {
    ASSERT_TRUE(see(honest_, 40));
    EXPECT_THAT(see(honest_, 20)->refused, HasSubstr("a log that was set back"));
    EXPECT_THAT(remembered(), HasSubstr("\n40\n"));
}

TEST_F(WitnessTest, ANoteOfAnotherKeyIsNoNote) {
    const test::EmptyStore strange(77);
    SignedLog other(strange.path());
    other.append(test::facts(20), 20);
    EXPECT_EQ(see(test::slurp(other.note(20))).error().code, ErrorCode::corrupt);
    EXPECT_EQ(see("nothing").error().code, ErrorCode::corrupt);
    EXPECT_EQ(remembered(), "");

    // A key that changes under a known log is not believed either.
    ASSERT_TRUE(see(honest_, 20));
    const auto other_key = trusted_key(DataFolder{other.path()}.public_key()).value();
    const auto answer = Witness::open(state()).value().see(test::slurp(other.note(20)), other_key, nullptr, kNow);
    ASSERT_FALSE(answer);
    EXPECT_THAT(answer.error().detail, HasSubstr("is not of this key"));
}

TEST_F(WitnessTest, SignaturesOfOthersStay) {
    const auto note = test::slurp(honest_.note(20));
    const auto other = evidence::Cosigner::make("witness.example/w2", std::array<std::uint8_t, 32>{3}).value();
    const auto with_other = note + other.line(evidence::parse_note(note).value().text, kNow);
    const auto once = see(with_other)->note;
    const auto twice = see(once)->note;
    EXPECT_EQ(once, twice) << "one signature of its own, the newest";
    EXPECT_EQ(evidence::parse_note(twice).value().signatures.size(), 3U);
    EXPECT_EQ(evidence::cosigned_at(evidence::parse_note(twice).value(), other.key()), kNow);
}

TEST_F(WitnessTest, IsMadeOnce) {
    EXPECT_EQ(Witness::init(state(), "again", random_).error().code, ErrorCode::conflict);
    EXPECT_EQ(Witness::open(temp_ / "nowhere").error().code, ErrorCode::not_found);
    EXPECT_EQ(posix_files().mode(state() / "witness.key").value(), 0600U);
    EXPECT_EQ(trusted_key(state() / "witness.pub").value().to_string(),
              Witness::open(state()).value().key().to_string());
    EXPECT_FALSE(Witness::init(temp_ / "other", "two words", random_));
}

/// A proof that a witness had seen shows the time, too.
TEST_F(WitnessTest, AProofUnderACosignedNoteTellsWhenItWasSeen) {
    ASSERT_TRUE(see(honest_, 60));
    const auto log = ProvenLog::open(honest_.path(), test::kSchool).value();
    auto proof = evidence::parse_inclusion(prove_record(*log, Sequence{12}, true).value()).value();
    proof.note = remembered();
    const auto key = Witness::open(state()).value().key();
    const auto verdict = check_proof(evidence::write_inclusion(proof), log_key(), {key}, std::nullopt).value();
    EXPECT_EQ(verdict.wrong, "");
    EXPECT_EQ(verdict.seen_by, (std::vector<std::pair<std::string, UtcTime>>{{"witness.example/w1", kNow}}));
}

}  // namespace
}  // namespace hometime::tools

// Somebody who has the server, its keys and its programs can write any history and sign it. One honest checkpoint that
// was kept elsewhere shows each of them.
#include "tools/audit/collected.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eventstore/data_folder.h"
#include "tests/tools/audit/signed_log.h"
#include "tools/audit/verify.h"

namespace hometime::tools {
namespace {

using test::EmptyStore;
using test::Facts;
using test::SignedLog;
using testing::AllOf;
using testing::HasSubstr;

constexpr std::uint64_t kFacts = 300;   ///< more than a tile
constexpr std::uint64_t kSigned = 270;  ///< the honest checkpoint that was kept
constexpr std::size_t kBatch = 30;

VerifyReport verified(const std::filesystem::path& folder, std::vector<std::filesystem::path> checkpoints = {},
                      std::optional<std::filesystem::path> key = std::nullopt) {
    VerifyOptions options;
    options.log_only = true;  // The log maker's rows are made up.
    options.checkpoints = std::move(checkpoints);
    options.key = std::move(key);
    const auto report = verify(folder, options);
    EXPECT_TRUE(report) << report.error().detail;
    return report ? *report : VerifyReport{};
}

/// One honest log, for all tests.
struct Honest {
    Honest() : log(empty.path()) { log.append(test::facts(kFacts), kBatch); }
    EmptyStore empty;
    SignedLog log;
    static const Honest& once() {
        static const Honest kOnce;
        return kOnce;
    }
};

struct Evil {
    const char* name;
    void (*change)(Facts&);
    const char* found;
};
void PrintTo(const Evil& evil, std::ostream* out) {
    *out << evil.name;
}

class EvilAdministrator : public testing::TestWithParam<Evil> {};

/// The forged log is flawless in itself, so that nothing but the kept checkpoint can show it.
TEST_P(EvilAdministrator, IsShownByOneHonestCheckpointKeptElsewhere) {
    const auto& honest = Honest::once();
    SignedLog forged(honest.empty.path());
    auto facts = test::facts(kFacts);
    GetParam().change(facts);
    forged.append(facts, kBatch);
    EXPECT_EQ(verified(forged.path()).difference, "");
    const auto report = verified(forged.path(), {honest.log.note(kSigned)});
    ASSERT_EQ(report.differences.size(), 1U);
    EXPECT_THAT(report.difference, HasSubstr(GetParam().found));
}

MessageSent another_message() {
    MessageSent sent;
    sent.thread = ThreadId{5};
    sent.guardian = GuardianId{3};
    sent.staff = StaffId{4};
    sent.pupil = PupilId{6};
    sent.category = Category::general;
    sent.route = Route::teacher;
    sent.text.text = "I never wrote this.";
    return sent;
}

INSTANTIATE_TEST_SUITE_P(
    , EvilAdministrator,
    testing::Values(Evil{"edits", [](Facts& facts) { facts[99] = another_message(); }, "FORK"},
                    Evil{"edits_the_last_signed", [](Facts& facts) { facts[kSigned - 1] = another_message(); }, "FORK"},
                    Evil{"deletes", [](Facts& facts) { facts.erase(facts.begin() + 99); }, "FORK"},
                    Evil{"inserts", [](Facts& facts) { facts.insert(facts.begin() + 99, another_message()); }, "FORK"},
                    Evil{"reorders", [](Facts& facts) { std::swap(facts[99], facts[101]); }, "FORK"},
                    Evil{"truncates", [](Facts& facts) { facts.resize(kSigned - 1); }, "record 270: signed for in"},
                    Evil{"writes_it_all_anew",
                         [](Facts& facts) { std::fill(facts.begin() + 1, facts.end(), Event(another_message())); },
                         "FORK"}),
    [](const auto& one) { return std::string(one.param.name); });

TEST(Collected, AHonestLogIsNeverAccused) {
    const auto& log = Honest::once().log;
    const auto report = verified(log.path(), {log.kept(), log.note(kSigned)});
    EXPECT_EQ(report.difference, "");
    EXPECT_EQ(report.checkpoints, kFacts / kBatch + 1);
    EXPECT_EQ(report.records, kFacts);
    EXPECT_EQ(verified(log.path(), {log.kept()}, DataFolder{log.path()}.public_key()).difference, "");
}

/// What is written after the kept checkpoint is not what it vouches for.
TEST(Collected, AChangeAfterTheLastSignedRecordIsNotShownByIt) {
    const auto& honest = Honest::once();
    SignedLog other(honest.empty.path());
    auto facts = test::facts(kFacts);
    facts[kSigned] = another_message();
    other.append(facts, kBatch);
    EXPECT_EQ(verified(other.path(), {honest.log.note(kSigned)}).difference, "");
    EXPECT_THAT(verified(other.path(), {honest.log.note(kFacts)}).difference, HasSubstr("FORK"));
}

TEST(Collected, AFolderThatWasSetBackIsShort) {
    const auto& honest = Honest::once();
    SignedLog earlier(honest.empty.path());
    earlier.append(test::facts(kFacts - kBatch), kBatch);
    EXPECT_EQ(verified(earlier.path(), {earlier.kept()}).difference, "");
    const auto report = verified(earlier.path(), {honest.log.kept()});
    EXPECT_EQ(report.differences,
              std::vector<std::string>{to_string(test::kSchool) + ".hometime records 271 to 300: signed for in " +
                                       honest.log.note(kFacts).string() + ", and missing"});
}

TEST(Collected, ALogThatIsGoneIsMissed) {
    const auto& honest = Honest::once();
    const auto report = verified(honest.empty.path(), {honest.log.note(kSigned)});
    EXPECT_THAT(report.difference, HasSubstr("and there is no such log here"));
}

TEST(Collected, AnotherKeyIsNotTheOneThatSigned) {
    const auto& honest = Honest::once();
    const EmptyStore other_keys(77);
    SignedLog anew(other_keys.path());
    anew.append(test::facts(kFacts), kBatch);
    EXPECT_EQ(verified(anew.path()).difference, "");
    EXPECT_THAT(verified(anew.path(), {honest.log.note(kSigned)}).difference,
                HasSubstr("it is not signed by this key"));
    const auto trusted = DataFolder{honest.log.path()}.public_key();
    EXPECT_THAT(verified(anew.path(), {}, trusted).difference, HasSubstr("its checkpoint does not verify"));
    EXPECT_THAT(verified(anew.path(), {honest.log.note(kSigned)}, trusted).differences,
                testing::Not(testing::Contains(HasSubstr("not signed by this key: "))));
}

TEST(Collected, AForkIsNamedWithBothNotes) {
    const auto& honest = Honest::once();
    SignedLog forged(honest.empty.path());
    auto facts = test::facts(kFacts);
    facts[5] = another_message();
    forged.append(facts, kBatch);
    const auto kept = test::slurp(honest.log.note(kSigned));
    const auto own = test::slurp(DataFolder{forged.path()}.checkpoint(test::kSchool));
    EXPECT_THAT(verified(forged.path(), {honest.log.note(kSigned)}).difference,
                AllOf(HasSubstr("--- " + honest.log.note(kSigned).string() + "\n" + kept), HasSubstr(own)));

    // Two people compare what they were shown: the fork is between the notes, whatever the log says.
    const auto report = verified(honest.log.path(), {honest.log.note(kSigned), forged.note(kSigned)});
    EXPECT_THAT(report.differences,
                testing::Contains(AllOf(HasSubstr("FORK: two logs of 270 records were signed"), HasSubstr(kept),
                                        HasSubstr(test::slurp(forged.note(kSigned))))));
}

TEST(Collected, WhatIsNoNoteIsNamed) {
    const auto& log = Honest::once().log;
    const test::TempDir folder;
    test::spill(folder / "a", "not a note");
    auto changed = test::slurp(log.note(kSigned));
    changed[changed.find('\n') + 1] ^= 1;
    test::spill(folder / "b", changed);
    const auto report = verified(log.path(), {folder.path()});
    ASSERT_EQ(report.differences.size(), 2U);
    EXPECT_THAT(report.differences[0], HasSubstr("this is no signed note"));
    EXPECT_THAT(report.differences[1], HasSubstr("its signature is wrong"));
    EXPECT_EQ(report.checkpoints, 0U);

    VerifyOptions options;
    options.checkpoints = {folder / "gone"};
    EXPECT_EQ(verify(log.path(), options).error().code, ErrorCode::not_found);
}

}  // namespace
}  // namespace hometime::tools

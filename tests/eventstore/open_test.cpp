#include "eventstore/open.h"

#include <gtest/gtest.h>

#include "eventstore/checkpoint_writer.h"
#include "tests/support/folder_faults.h"
#include "tests/support/log_folder.h"

namespace hometime {
namespace {

using namespace test;

class OpenLog : public testing::Test {
protected:
    Result<OpenOutcome> open() { return open_folder(folder_.path(), random_); }
    /// open(), where an error fails the test.
    OpenOutcome opened() { return open().value(); }
    /// Opens, adds `count` facts, one a commit, and closes.
    void grow(std::uint64_t count) {
        auto outcome = opened();
        ASSERT_TRUE(outcome.log);
        for (std::uint64_t i = 0; i < count; ++i) extend(*outcome.log, kSchool, 1);
    }
    std::filesystem::path newest_wal() {
        std::filesystem::path newest;
        for (const auto& file : files_below(data_.log())) {
            if (file.extension() == ".log") newest = std::max(newest, file);
        }
        return data_.log() / newest;
    }
    void expect_evidence(const Finding& wanted) {
        auto outcome = opened();
        EXPECT_EQ(outcome.log, nullptr);
        ASSERT_TRUE(outcome.is_evidence());
        EXPECT_NE(std::find(outcome.findings.begin(), outcome.findings.end(), wanted), outcome.findings.end())
            << to_string(outcome.findings.front());
    }
    void expect_size(std::uint64_t size) {
        auto outcome = opened();
        ASSERT_FALSE(outcome.is_evidence()) << to_string(outcome.findings.front());
        EXPECT_EQ(outcome.log->head(kSchool)->size, size);
        EXPECT_EQ(acknowledged(*outcome.log).frames.size(), size);
    }

    TempDir folder_;
    DataFolder data_{folder_.path()};
    SeededRandom random_{7};
};

TEST_F(OpenLog, MakesAFolderOnceAndSaysThatItMadeTheKey) {
    EXPECT_TRUE(opened().kek_created);
    const auto again = opened();
    EXPECT_FALSE(again.kek_created);
    EXPECT_TRUE(again.log->heads().empty());
    EXPECT_EQ(slurp(data_.public_key()).substr(0, 9), "hometime+");
}

TEST_F(OpenLog, WhatWasCommittedIsThereAgain) {
    Acknowledged before;
    {
        auto outcome = opened();
        extend(*outcome.log, kSchool, 300);
        extend(*outcome.log, kOtherSchool, 5);
        before = acknowledged(*outcome.log);
    }
    auto outcome = opened();
    ASSERT_TRUE(outcome.log);
    const auto after = acknowledged(*outcome.log);
    EXPECT_EQ(after.heads, before.heads);
    EXPECT_EQ(after.frames, before.frames);
    EXPECT_EQ(after.texts, before.texts);
    EXPECT_EQ(outcome.adopted, 0U);
    EXPECT_EQ(*outcome.log->row(row_key(kSchool, 300)), "row 300");
    extend(*outcome.log, kSchool, 300);
    EXPECT_EQ(outcome.log->head(kSchool)->size, 600U);
}

TEST_F(OpenLog, CommitNumbersGoOn) {
    grow(3);
    EXPECT_EQ(opened().log->commit(batch_after(kSchool, 3, 1))->commit_number, 4U);
}

TEST_F(OpenLog, HasOneOwner) {
    const auto owner = opened();
    EXPECT_EQ(open().error().code, ErrorCode::busy);
}

TEST_F(OpenLog, AnotherKeyIsNoUse) {
    grow(2);
    spill(data_.kek(), std::string(32, 'k'));
    EXPECT_EQ(open().error().code, ErrorCode::key_missing);
    std::filesystem::remove(data_.kek());
    EXPECT_EQ(open().error().code, ErrorCode::key_missing);
    EXPECT_FALSE(std::filesystem::exists(data_.kek()));
}

TEST_F(OpenLog, AMakingThatDiedIsRepeated) {
    grow(0);
    std::filesystem::remove(data_.head());
    EXPECT_TRUE(opened().log);
    std::filesystem::remove(data_.head());
    std::filesystem::remove_all(data_.log());
    EXPECT_TRUE(opened().log);
    std::filesystem::remove(data_.head());
    std::filesystem::remove(data_.log() / "CURRENT");
    EXPECT_TRUE(opened().log);
}

TEST_F(OpenLog, WithoutHeadALogIsEvidence) {
    grow(5);
    std::filesystem::remove(data_.head());
    expect_evidence({kSchool, Sequence{1}, Sequence{5}, "HEAD is missing"});
    EXPECT_EQ(opened().evidence->read({kSchool, Sequence{5}})->header.sequence, Sequence{5});
}

TEST_F(OpenLog, WithoutHeadAndLogKeysAreEvidence) {
    grow(5);
    std::filesystem::remove(data_.head());
    std::filesystem::remove_all(data_.log());
    expect_evidence({{}, {}, {}, "HEAD and the log are missing beside keys"});
}

TEST_F(OpenLog, WithoutItsDatabaseHeadIsEvidence) {
    grow(5);
    std::filesystem::remove_all(data_.log());
    const auto outcome = opened();
    ASSERT_EQ(outcome.findings.size(), 1U);
    EXPECT_EQ(outcome.findings[0].school, kSchool);
    EXPECT_EQ(outcome.findings[0].first, Sequence{1});
    EXPECT_EQ(outcome.findings[0].last, Sequence{5});
}

TEST_F(OpenLog, ADurableCommitThatWasNeverFencedIsAdopted) {
    auto outcome = opened();
    extend(*outcome.log, kSchool, 3);
    for (const std::uint64_t ahead : {1U, 2U}) {
        const auto size = outcome.log->head(kSchool)->size;
        const auto head = slurp(data_.head());
        for (std::uint64_t i = 0; i < ahead; ++i) extend(*outcome.log, kSchool, 4);
        outcome.log.reset();
        spill(data_.head(), head);
        outcome = opened();
        ASSERT_TRUE(outcome.log);
        EXPECT_EQ(outcome.adopted, ahead);
        EXPECT_EQ(outcome.log->head(kSchool)->size, size + 4 * ahead);
    }
    extend(*outcome.log, kSchool, 1);
}

TEST_F(OpenLog, HeadSetBackByThreeCommitsIsEvidence) {
    auto outcome = opened();
    extend(*outcome.log, kSchool, 3);
    const auto head = slurp(data_.head());
    for (int i = 0; i < 3; ++i) extend(*outcome.log, kSchool, 2);
    outcome.log.reset();
    spill(data_.head(), head);
    expect_evidence({kSchool, Sequence{4}, Sequence{9}, "HEAD is 3 commits behind the database: it was set back"});
}

TEST_F(OpenLog, AWalCutBelowHeadNamesWhatIsMissing) {
    auto outcome = opened();
    extend(*outcome.log, kSchool, 3);
    const auto length = std::filesystem::file_size(newest_wal());
    extend(*outcome.log, kSchool, 6);
    outcome.log.reset();
    cut_to(newest_wal(), length);
    expect_evidence({kSchool, Sequence{4}, Sequence{9}, "not in the database"});
}

/// The newest records, HEAD's sizes and roots are all there; commits from the middle are not.
TEST_F(OpenLog, AStretchOfTheWalThatReadsAsZerosIsNoticed) {
    {
        auto outcome = opened();
        for (int commit = 0; commit < 10; ++commit) extend(*outcome.log, kSchool, 40);
    }
    auto bytes = slurp(newest_wal());
    constexpr std::size_t kWalBlock = 32768;
    ASSERT_GT(bytes.size(), 4 * kWalBlock);
    std::fill_n(bytes.begin() + kWalBlock, kWalBlock, '\0');
    spill(newest_wal(), bytes);
    const auto outcome = opened();
    ASSERT_TRUE(outcome.is_evidence());
    EXPECT_EQ(outcome.findings.front().school, kSchool);
}

TEST_F(OpenLog, AnOlderDatabaseNamesWhatIsMissing) {
    grow(3);
    const TempDir older;
    copy_folder(data_.log(), older / "log");
    grow(4);
    copy_folder(older / "log", data_.log());
    expect_evidence({kSchool, Sequence{4}, Sequence{7}, "not in the database"});
}

TEST_F(OpenLog, AnotherLogInItsPlaceIsEvidence) {
    grow(3);
    const TempDir other;
    {
        SeededRandom random{99};
        auto outcome = open_folder(other.path(), random).value();
        auto batch = batch_after(kSchool, 0, 3);
        batch.records[0].event = LogOpened{kSchool, log_of(kOtherSchool)};
        ASSERT_TRUE(outcome.log->commit(batch));
    }
    copy_folder(other / "log", data_.log());
    expect_evidence({kSchool, Sequence{1}, Sequence{3}, "the database holds another log"});
}

TEST_F(OpenLog, AnOlderKeyStoreNamesWhatCannotBeRead) {
    grow(4);
    const auto older = slurp(data_.key_store());
    grow(7);
    spill(data_.key_store(), older);
    expect_evidence({kSchool, Sequence{5}, Sequence{11}, "sealed with keys that the key store does not hold"});
}

TEST_F(OpenLog, AMissingKeyStoreIsEvidenceAndNeverMadeAnew) {
    grow(4);
    std::filesystem::remove(data_.key_store());
    expect_evidence({kSchool, Sequence{2}, Sequence{4}, "sealed with keys that the key store does not hold"});
    EXPECT_FALSE(std::filesystem::exists(data_.key_store()));
}

TEST_F(OpenLog, EvidenceIsReadOnly) {
    grow(4);
    std::filesystem::remove(data_.head());
    const auto before = slurp(newest_wal());
    auto outcome = opened();
    ASSERT_TRUE(outcome.evidence);
    EXPECT_EQ(outcome.evidence->commit(batch_after(kSchool, 4, 1)).error().code, ErrorCode::unavailable);
    EXPECT_EQ(outcome.evidence->unseal(kSchool, *outcome.evidence->read({kSchool, Sequence{2}})).error().code,
              ErrorCode::key_missing);
    EXPECT_EQ(slurp(newest_wal()), before);
    EXPECT_FALSE(std::filesystem::exists(data_.head()));
}

/// A power cut may leave anything in the bytes that were not yet synced.
TEST_F(OpenLog, ATornLastWriteIsPutAsideAndCut) {
    grow(6);
    auto outcome = opened();
    extend(*outcome.log, kSchool, 2);
    const auto vouched = std::filesystem::file_size(newest_wal());
    const auto head = slurp(data_.head());
    extend(*outcome.log, kSchool, 3);
    outcome.log.reset();
    spill(data_.head(), head);
    const auto whole = slurp(newest_wal());
    const TempDir saved;
    copy_folder(folder_.path(), saved / "folder");
    for (std::size_t length = vouched; length <= whole.size(); length += 97) {
        for (const char garble : {'\0', '\x5A'}) {
            copy_folder(saved / "folder", folder_.path());
            auto bytes = whole.substr(0, length);
            for (auto at = vouched; garble != '\0' && at < bytes.size(); at += 40) bytes[at] ^= garble;
            spill(newest_wal(), bytes);
            expect_size(bytes == whole ? 11U : 8U);
        }
    }
}

TEST_F(OpenLog, WhatIsCutStaysInLostAndFound) {
    grow(3);
    const auto wal = newest_wal();
    const auto length = std::filesystem::file_size(wal);
    spill(wal, slurp(wal) + std::string(500, 'z'));
    const auto outcome = opened();
    ASSERT_TRUE(outcome.log);
    EXPECT_EQ(outcome.cut_bytes, 500U);
    const auto name = wal.filename().string() + ".from-" + std::to_string(length);
    EXPECT_EQ(slurp(data_.lost_and_found() / name), std::string(500, 'z'));
    EXPECT_FALSE(std::filesystem::exists(data_.trial()));
}

TEST_F(OpenLog, ATornKeyStoreEntryIsCut) {
    grow(3);
    const auto keys = slurp(data_.key_store());
    spill(data_.key_store(), keys + std::string(60, 'z'));
    EXPECT_TRUE(opened().log);
    EXPECT_EQ(slurp(data_.key_store()), keys);
}

TEST_F(OpenLog, DatabaseAndHeadSetBackTogetherShowAgainstACheckpoint) {
    grow(3);
    const TempDir older;
    copy_folder(folder_.path(), older / "folder");
    {
        auto outcome = opened();
        extend(*outcome.log, kSchool, 4);
        CheckpointWriter writer(*outcome.log, data_);
        EXPECT_EQ(writer.write_changed(), 1U);
        EXPECT_EQ(writer.write_changed(), 0U);
    }
    copy_folder(older / "folder" / "log", data_.log());
    spill(data_.head(), slurp(older / "folder" / "HEAD"));
    spill(data_.key_store(), slurp(older / "folder" / "keys" / "store"));
    expect_evidence({kSchool, Sequence{4}, Sequence{7}, "signed for by a checkpoint"});
}

}  // namespace
}  // namespace hometime

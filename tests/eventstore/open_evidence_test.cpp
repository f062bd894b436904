#include "eventstore/open_evidence.h"

#include <gtest/gtest.h>

#include "tests/support/folder_faults.h"
#include "tests/support/log_folder.h"

namespace hometime {
namespace {

using namespace test;

class OpenEvidence : public testing::Test {
protected:
    OpenEvidence() {
        auto outcome = open_folder(folder_.path(), random_).value();
        extend(*outcome.log, kSchool, 300);
        before_ = acknowledged(*outcome.log);
    }
    Result<EvidenceOutcome> look() { return open_evidence({folder_.path(), {}, nullptr, nullptr}, random_); }
    std::map<std::filesystem::path, std::string> bytes() {
        std::map<std::filesystem::path, std::string> all;
        for (const auto& file : files_below(folder_.path())) all[file] = slurp(folder_.path() / file);
        return all;
    }
    /// Looks, reads what can be read, and finds the folder byte for byte as it was.
    EvidenceOutcome looked() {
        const auto files = bytes();
        auto outcome = look().value();
        for (const auto& head : outcome.reader->heads()) {
            std::ignore = outcome.reader->scan(head.school, Sequence{1}, [](const Record&) { return true; });
        }
        EXPECT_EQ(bytes(), files);
        return outcome;
    }

    TempDir folder_;
    DataFolder data_{folder_.path()};
    SeededRandom random_{7};
    Acknowledged before_;
};

TEST_F(OpenEvidence, AWholeFolderIsReadWithItsTextsAndNothingIsFound) {
    const auto outcome = looked();
    EXPECT_EQ(outcome.findings, Findings{});
    EXPECT_TRUE(outcome.keys_open);
    const auto there = acknowledged(*outcome.reader);
    EXPECT_EQ(there.heads, before_.heads);
    EXPECT_EQ(there.frames, before_.frames);
    EXPECT_EQ(there.texts, before_.texts);
    EXPECT_FALSE(outcome.reader->commit(batch_after(kSchool, 300, 1)));
}

TEST_F(OpenEvidence, WithoutHeadEverythingIsReadAndNothingVouchedFor) {
    std::filesystem::remove(data_.head());
    const auto outcome = looked();
    EXPECT_EQ(outcome.findings.back(), (Finding{kSchool, Sequence{1}, Sequence{300}, "HEAD is missing"}));
    EXPECT_EQ(acknowledged(*outcome.reader).texts, before_.texts);
}

TEST_F(OpenEvidence, WithoutItsKeyTextsStayClosedAndRecordsAreRead) {
    std::filesystem::remove(data_.kek());
    const auto outcome = looked();
    EXPECT_FALSE(outcome.keys_open);
    EXPECT_NE(outcome.keys_closed_because, "");
    EXPECT_EQ(acknowledged(*outcome.reader, false).frames, before_.frames);
    const auto record = outcome.reader->read({kSchool, Sequence{2}});
    EXPECT_EQ(outcome.reader->unseal(kSchool, *record).error().code, ErrorCode::key_missing);
}

TEST_F(OpenEvidence, ADamagedLogIsReadUpToTheDamage) {
    std::filesystem::path wal;
    for (const auto& file : files_below(data_.log())) {
        if (file.extension() == ".log") wal = data_.log() / file;
    }
    flip_bit(wal, std::filesystem::file_size(wal) * 8 / 2);
    ASSERT_TRUE(open_folder(folder_.path(), random_)->is_evidence());
    const auto outcome = looked();
    EXPECT_FALSE(outcome.findings.empty());
    EXPECT_LT(outcome.reader->head(kSchool).value_or(LogHead{}).size, 300U);
}

TEST_F(OpenEvidence, NobodyMayOwnTheFolderMeanwhileAndOthersMayLookToo) {
    const auto outcome = looked();
    EXPECT_EQ(open_folder(folder_.path(), random_).error().code, ErrorCode::busy);
    EXPECT_TRUE(look());
}

TEST_F(OpenEvidence, BesideAnOwnerItIsRefused) {
    const auto owner = open_folder(folder_.path(), random_);
    EXPECT_EQ(look().error().code, ErrorCode::busy);
}

TEST_F(OpenEvidence, NothingThereIsNotFoundAndStaysNothing) {
    const TempDir empty;
    EXPECT_EQ(open_evidence({empty.path(), {}, nullptr, nullptr}, random_).error().code, ErrorCode::not_found);
    EXPECT_TRUE(std::filesystem::is_empty(empty.path()));
}

TEST_F(OpenEvidence, ADatabaseOfWhichNothingOpensIsAnError) {
    for (const auto& file : files_below(data_.log())) spill(data_.log() / file, "not a database");
    EXPECT_EQ(look().error().code, ErrorCode::corrupt);
}

}  // namespace
}  // namespace hometime

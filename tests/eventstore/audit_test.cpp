#include "eventstore/audit.h"

#include <gtest/gtest.h>

#include "eventstore/checkpoint.h"
#include "eventstore/checkpoint_writer.h"
#include "eventstore/merkle_proof.h"
#include "tests/support/folder_faults.h"
#include "tests/support/log_folder.h"

namespace hometime {
namespace {

using namespace test;

class Audit : public testing::Test {
protected:
    OpenOutcome opened() { return open_folder(folder_.path(), random_).value(); }
    AuditLog audited() { return open_for_audit(folder_.path()).value(); }

    TempDir folder_;
    DataFolder data_{folder_.path()};
    SeededRandom random_{3};
};

TEST_F(Audit, BesideTheOwnerSeesWhatIsFenced) {
    auto owner = opened();
    extend(*owner.log, kSchool, 300);
    extend(*owner.log, kOtherSchool, 3);
    const auto audit = audited();
    EXPECT_TRUE(audit.beside_owner);
    EXPECT_TRUE(audit.findings.empty());
    EXPECT_EQ(audit.log->heads(), owner.log->heads());
    EXPECT_EQ(audit.head.schools, owner.log->heads());
    EXPECT_EQ(acknowledged(*audit.log, false).frames, acknowledged(*owner.log).frames);
    EXPECT_EQ(audit.log->row(row_key(kSchool, 300)).value(), "row 300");
    extend(*owner.log, kSchool, 1);
    EXPECT_EQ(audit.log->head(kSchool)->size, 300U);
    EXPECT_EQ(audited().log->head(kSchool)->size, 301U);
}

TEST_F(Audit, SeesWhatTheOwnerMovedIntoFiles) {
    {
        auto owner = opened();
        extend(*owner.log, kSchool, 300);
    }
    auto owner = opened();
    extend(*owner.log, kSchool, 10);
    EXPECT_EQ(acknowledged(*audited().log, false).frames, acknowledged(*owner.log).frames);
}

TEST_F(Audit, WorksWithoutAnOwnerAndChangesNothing) {
    {
        auto owner = opened();
        extend(*owner.log, kSchool, 50);
    }
    std::map<std::filesystem::path, std::string> before;
    for (const auto& file : files_below(folder_.path())) before[file] = slurp(folder_.path() / file);
    {
        const auto audit = audited();
        EXPECT_FALSE(audit.beside_owner);
        EXPECT_TRUE(audit.findings.empty());
        EXPECT_EQ(audit.log->head(kSchool)->size, 50U);
    }
    std::map<std::filesystem::path, std::string> after;
    for (const auto& file : files_below(folder_.path())) after[file] = slurp(folder_.path() / file);
    EXPECT_EQ(after, before);
}

TEST_F(Audit, NeedsNoKeyAndOpensNoText) {
    {
        auto owner = opened();
        extend(*owner.log, kSchool, 5);
    }
    std::filesystem::remove(data_.kek());
    const auto audit = audited();
    EXPECT_TRUE(audit.findings.empty());
    const auto record = audit.log->read({kSchool, Sequence{2}}).value();
    EXPECT_EQ(audit.log->unseal(kSchool, record).error().code, ErrorCode::key_missing);
    ASSERT_EQ(record.sealed.size(), 1U);
    EXPECT_TRUE(audit.keys.has(record.sealed[0].key));
    EXPECT_EQ(audit.keys.scopes[record.sealed[0].key - 1].school, kSchool);
}

TEST_F(Audit, NamesWhatIsMissing) {
    {
        auto owner = opened();
        extend(*owner.log, kSchool, 5);
    }
    const TempDir older;
    copy_folder(data_.log(), older / "log");
    {
        auto owner = opened();
        extend(*owner.log, kSchool, 4);
    }
    copy_folder(older / "log", data_.log());
    const auto audit = audited();
    ASSERT_FALSE(audit.findings.empty());
    EXPECT_EQ(audit.findings[0], (Finding{kSchool, Sequence{6}, Sequence{9}, "not in the database"}));
}

TEST_F(Audit, WithoutHeadThereIsNothingToHoldTheLogTo) {
    opened();
    std::filesystem::remove(data_.head());
    EXPECT_EQ(open_for_audit(folder_.path()).error().code, ErrorCode::not_found);
}

TEST_F(Audit, TheTreeIsReadFromTiles) {
    auto owner = opened();
    extend(*owner.log, kSchool, 600);
    const auto audit = audited();
    const auto source = audit.log->tree(kSchool);
    for (const std::uint64_t size : {1U, 255U, 256U, 257U, 512U, 600U}) {
        MerkleTree tree;
        for (std::uint64_t at = 1; at <= size; ++at) tree.append(audit.log->leaf({kSchool, Sequence{at}}).value());
        EXPECT_EQ(root_at(source, size), tree.root()) << size;
    }
}

TEST(CheckpointWriter, SignsWhatGrewAndAnyoneCanVerify) {
    const TempDir folder;
    const DataFolder data{folder.path()};
    SeededRandom random{3};
    auto outcome = open_folder(folder.path(), random).value();
    CheckpointWriter writer(*outcome.log, data);
    EXPECT_EQ(writer.write_changed(), 0U);
    extend(*outcome.log, kSchool, 5);
    extend(*outcome.log, kOtherSchool, 1);
    EXPECT_EQ(writer.write_changed(), 2U);
    extend(*outcome.log, kSchool, 5);
    EXPECT_EQ(writer.write_changed(), 1U);
    const auto key = slurp(data.public_key());
    const auto verifier = NoteVerifier::parse(key.substr(0, key.find('\n'))).value();
    const auto checkpoint =
        open_checkpoint(slurp(data.checkpoint(kSchool)), verifier.named(log_origin(kSchool))).value();
    EXPECT_EQ(checkpoint.size, 10U);
    EXPECT_EQ(checkpoint.root, outcome.log->head(kSchool)->root);
}

}  // namespace
}  // namespace hometime

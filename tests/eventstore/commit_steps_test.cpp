// The steps of two commits at the same time: what readers see in between, and what is left when one never ends.
#include "tests/support/log_folder.h"

namespace hometime {
namespace {

using namespace test;

class CommitSteps : public testing::Test {
protected:
    std::unique_ptr<RocksLog> opened() {
        auto outcome = open_folder(folder_.path(), random_).value();
        adopted_ = outcome.adopted;
        return std::move(outcome.log);
    }
    static std::unique_ptr<PendingCommit> prepared(RocksLog& log, std::uint64_t after, std::uint64_t count) {
        return log.prepare(batch_after(kSchool, after, count)).value();
    }

    TempDir folder_;
    SystemRandom random_;
    std::uint64_t adopted_ = 0;
};

TEST_F(CommitSteps, ReadersSeeACommitAtItsFenceAndNothingOfTheNext) {
    const auto log = opened();
    extend(*log, kSchool, 5);
    const auto first = prepared(*log, 5, 3);
    const auto second = prepared(*log, 8, 2);
    ASSERT_TRUE(first->write());
    ASSERT_TRUE(second->write());
    EXPECT_EQ(log->head(kSchool)->size, 5U);
    EXPECT_FALSE(log->row(row_key(kSchool, 6)).value());
    const auto receipt = first->fence();
    ASSERT_TRUE(receipt);
    EXPECT_EQ(receipt->records.size(), 3U);
    EXPECT_EQ(log->head(kSchool)->size, 8U);
    EXPECT_TRUE(log->row(row_key(kSchool, 8)).value());
    EXPECT_FALSE(log->row(row_key(kSchool, 9)).value()) << "written, but not fenced";
    EXPECT_FALSE(log->reply(reply_key(kSchool, 9)).value());
    EXPECT_EQ(log->read({kSchool, Sequence{9}}).error().code, ErrorCode::not_found);
    EXPECT_EQ(second->fence().value().commit_number, 3U);
    EXPECT_EQ(log->head(kSchool)->size, 10U);
}

TEST_F(CommitSteps, TwoThatWereWrittenButNotFencedStandAfterTheNextStart) {
    const TempDir crashed;
    {
        const auto log = opened();
        extend(*log, kSchool, 5);
        const auto first = prepared(*log, 5, 3);
        const auto second = prepared(*log, 8, 2);
        ASSERT_TRUE(first->write());
        ASSERT_TRUE(second->write());
        std::filesystem::copy(folder_.path(), crashed / "folder", std::filesystem::copy_options::recursive);
    }
    auto outcome = open_folder(crashed / "folder", random_).value();
    ASSERT_FALSE(outcome.is_evidence());
    EXPECT_EQ(outcome.adopted, 2U);
    EXPECT_EQ(outcome.log->head(kSchool)->size, 10U);
    extend(*outcome.log, kSchool, 1);
}

TEST_F(CommitSteps, OneThatIsDroppedEndsAllWriting) {
    const auto log = opened();
    extend(*log, kSchool, 5);
    prepared(*log, 5, 3).reset();
    EXPECT_EQ(log->prepare(batch_after(kSchool, 8, 1)).error().code, ErrorCode::unavailable);
    EXPECT_EQ(log->head(kSchool)->size, 5U);
}

TEST_F(CommitSteps, OutOfTheirTurnTheyAreRefused) {
    for (const bool write_first : {false, true}) {
        const TempDir folder;
        auto outcome = open_folder(folder.path(), random_).value();
        auto& log = *outcome.log;
        extend(log, kSchool, 5);
        const auto first = prepared(log, 5, 3);
        const auto second = prepared(log, 8, 2);
        if (write_first) {
            ASSERT_TRUE(first->write());
            ASSERT_TRUE(second->write());
            EXPECT_EQ(second->fence().error().code, ErrorCode::unavailable);
        } else {
            EXPECT_EQ(second->write().error().code, ErrorCode::unavailable);
        }
        EXPECT_EQ(log.prepare(batch_after(kSchool, 10, 1)).error().code, ErrorCode::unavailable);
        EXPECT_EQ(log.head(kSchool)->size, 5U);
    }
}

}  // namespace
}  // namespace hometime

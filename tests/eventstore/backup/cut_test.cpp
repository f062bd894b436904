#include "eventstore/backup/cut.h"

#include "eventstore/backup/check.h"
#include "eventstore/head_file.h"
#include "eventstore/wal_tail.h"
#include "tests/support/folder_faults.h"
#include "tests/support/log_folder.h"

namespace hometime {
namespace {

using namespace test;

class Cut : public testing::Test {
protected:
    Cut() {
        auto outcome = open();
        for (std::uint64_t at = 1; at <= 700; at += 100) commit(*outcome.log, at, 100);
        extend(*outcome.log, kOtherSchool, 300);
        before_ = acknowledged(*outcome.log);
    }
    OpenOutcome open() { return open_folder(folder_.path(), random_).value(); }

    /// One command's facts, with replies.
    static void commit(EventLog& log, std::uint64_t first, std::uint64_t count) {
        auto batch = batch_after(kSchool, first - 1, count);
        for (std::uint32_t i = 0; i < count; ++i) {
            batch.records[i].header.group_index = i;
            batch.records[i].header.group_size = static_cast<std::uint32_t>(count);
        }
        ASSERT_TRUE(log.commit(std::move(batch)));
    }
    static Result<std::map<std::string, std::string>> fold(const RocksReader& log, SchoolId school) {
        return std::map<std::string, std::string>{{row_key(school, 1), std::to_string(log.head(school)->size)}};
    }
    Result<CutLog> cut(std::uint64_t last, SchoolId school = kSchool) {
        auto db = RocksDb::open({data_.log(), DbMode::write, {}, nullptr});
        return cut_log(std::move(*db), school, Sequence{last}, fold);
    }
    /// HEAD as it must be after the cut.
    Head fence(const CutLog& log) {
        auto file = HeadFile::open(posix_files(), data_.head(), OpenMode::write).value();
        auto head = file.read().value();
        ++head.commit;
        head.wal = newest_wal(data_.log());
        *std::ranges::find(head.schools, log.head.school, &LogHead::school) = log.head;
        EXPECT_TRUE(file.write(head));
        return head;
    }

    TempDir folder_;
    DataFolder data_{folder_.path()};
    SeededRandom random_{7};
    Acknowledged before_;
};

TEST_F(Cut, LeavesTheLogAsItWasAtThatPosition) {
    const auto log = cut(300);
    ASSERT_TRUE(log) << log.error().detail;
    EXPECT_EQ(log->head.size, 300U);
    const auto findings = check_copy(data_.log(), fence(*log), {});
    ASSERT_TRUE(findings) << findings.error().detail;
    EXPECT_TRUE(findings->empty()) << to_string(findings->front());

    auto outcome = open();
    ASSERT_TRUE(outcome.log) << to_string(outcome.findings.front());
    const auto after = acknowledged(*outcome.log);
    for (const auto& [position, frame] : before_.frames) {
        const bool stays = position.school == kOtherSchool || position.sequence.value <= 300;
        ASSERT_EQ(after.frames.contains(position), stays) << position.sequence.value;
        if (stays) ASSERT_EQ(after.frames.at(position), frame);
    }
    EXPECT_EQ(after.heads[1], before_.heads[1]);
}

TEST_F(Cut, TheLogGoesOnFromThereWithTheSameTree) {
    const auto log = cut(300);
    ASSERT_TRUE(log);
    fence(*log);
    {
        auto outcome = open();
        commit(*outcome.log, 301, 400);
        EXPECT_EQ(outcome.log->head(kSchool)->size, 700U);
    }
    const auto outcome = open();
    ASSERT_TRUE(outcome.log) << to_string(outcome.findings.front());
    const auto head = *outcome.log->head(kSchool);
    EXPECT_EQ(roots_of(*outcome.log, head, {})->at(700), head.root);
}

TEST_F(Cut, RepliesOfCommandsWhoseFactsWentGoAndTheRowsAreThoseOfTheFold) {
    const auto log = cut(300);
    ASSERT_TRUE(log);
    EXPECT_EQ(log->replies, 400U);
    fence(*log);
    const auto outcome = open();
    EXPECT_TRUE(*outcome.log->reply(reply_key(kSchool, 300)));
    EXPECT_FALSE(*outcome.log->reply(reply_key(kSchool, 301)));
    EXPECT_TRUE(*outcome.log->reply(reply_key(kOtherSchool, 300)));
    EXPECT_EQ(*outcome.log->row(row_key(kSchool, 1)), "300");
    EXPECT_FALSE(*outcome.log->row(row_key(kSchool, 299)));
    EXPECT_TRUE(*outcome.log->row(row_key(kOtherSchool, 299)));
}

TEST_F(Cut, ACommandIsNotTornApart) {
    for (const std::uint64_t last : {201U, 250U, 299U}) {
        const auto log = cut(last);
        ASSERT_FALSE(log);
        EXPECT_EQ(log.error(),
                  (Error{ErrorCode::invalid, "records 201 to 300 are of one command: end at 200 or at 300"}));
    }
    EXPECT_TRUE(cut(200));
}

TEST_F(Cut, ARecordThatIsNotThereIsNoPlaceToEnd) {
    EXPECT_EQ(cut(701).error().code, ErrorCode::not_found);
    EXPECT_EQ(cut(0).error().code, ErrorCode::not_found);
    EXPECT_EQ(cut(1, SchoolId{99}).error().code, ErrorCode::not_found);
}

}  // namespace
}  // namespace hometime

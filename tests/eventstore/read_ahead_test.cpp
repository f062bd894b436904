// Reading ahead gives what reading gives, whatever happens on the way.
#include "eventstore/read_ahead.h"

#include <gtest/gtest.h>

#include "tests/support/log_folder.h"

namespace hometime {
namespace {

using namespace test;

constexpr std::uint64_t kRecords = 3000;  // Several batches of it, and a part of one.

class ReadAhead : public testing::Test {
protected:
    ReadAhead() : log_(std::move(open_folder(folder_.path(), random_).value().log)) {
        extend(*log_, kSchool, kRecords);
    }

    TempDir folder_;
    SeededRandom random_{5};
    std::unique_ptr<RocksLog> log_;
};

TEST_F(ReadAhead, GivesEveryRecordInOrderAsAScanDoes) {
    std::vector<RecordHeader> plain;
    ASSERT_TRUE(log_->scan(kSchool, Sequence{7}, [&](const Record& record) {
        plain.push_back(record.header);
        return true;
    }));
    std::vector<RecordHeader> ahead;
    ASSERT_TRUE(scan_ahead(*log_, kSchool, Sequence{7}, [&](const Record& record) {
        ahead.push_back(record.header);
        return true;
    }));
    EXPECT_EQ(ahead.size(), kRecords - 6);
    EXPECT_EQ(ahead, plain);
}

TEST_F(ReadAhead, StopsWhereItIsToldTo) {
    std::uint64_t last = 0;
    ASSERT_TRUE(scan_ahead(*log_, kSchool, Sequence{1}, [&](const Record& record) {
        last = record.header.sequence.value;
        return last < 10;
    }));
    EXPECT_EQ(last, 10U);
}

TEST_F(ReadAhead, AnExceptionOfTheVisitorComesThrough) {
    const auto visit = [](const Record&) -> bool { throw std::runtime_error("enough"); };
    EXPECT_THROW(std::ignore = scan_ahead(*log_, kSchool, Sequence{1}, visit), std::runtime_error);
}

TEST_F(ReadAhead, ASchoolThatIsNotThereHasNoRecords) {
    EXPECT_TRUE(scan_ahead(*log_, kOtherSchool, Sequence{1}, [](const Record&) { return false; }));
}

}  // namespace
}  // namespace hometime

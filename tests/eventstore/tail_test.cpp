#include "eventstore/tail.h"

#include <gtest/gtest.h>

#include <thread>

#include "tests/support/log_maker.h"
#include "tests/support/memory_log.h"

namespace hometime {
namespace {

using namespace test;
using namespace std::chrono_literals;

class TailTest : public testing::Test {
protected:
    void add(SchoolId school, std::uint64_t count) {
        const auto head = log_.head(school);
        tail_.publish(log_.commit(batch_after(school, head ? head->size : 0, count)).value().records);
    }
    /// Sequences of what comes next, as "1 2 3", in the order of their coming.
    static std::string sequences(const Tail::Records& records, SchoolId school) {
        std::string all;
        for (const auto& record : records) {
            if (record->school != school) continue;
            if (!all.empty()) all += ' ';
            all += std::to_string(record->record.header.sequence.value);
        }
        return all;
    }

    MemoryLog log_;
    Tail tail_{log_, 10};
    Cursors cursors_;
};

TEST_F(TailTest, GivesWhatWasPublishedOnce) {
    add(kSchool, 4);
    EXPECT_EQ(sequences(tail_.next(cursors_, 100, 0ms).value(), kSchool), "1 2 3 4");
    EXPECT_TRUE(tail_.next(cursors_, 100, 0ms).value().empty());
    add(kSchool, 2);
    EXPECT_EQ(sequences(tail_.next(cursors_, 100, 0ms).value(), kSchool), "5 6");
}

TEST_F(TailTest, GivesAtMostWhatWasAskedFor) {
    add(kSchool, 5);
    EXPECT_EQ(sequences(tail_.next(cursors_, 2, 0ms).value(), kSchool), "1 2");
    EXPECT_EQ(sequences(tail_.next(cursors_, 2, 0ms).value(), kSchool), "3 4");
    EXPECT_EQ(sequences(tail_.next(cursors_, 2, 0ms).value(), kSchool), "5");
}

TEST_F(TailTest, AReaderThatFellBehindReadsTheLogAndLosesNothing) {
    add(kSchool, 37);
    std::string all;
    std::uint64_t expected = 1;
    for (;;) {
        const auto records = tail_.next(cursors_, 7, 0ms).value();
        if (records.empty()) break;
        for (const auto& record : records) EXPECT_EQ(record->record.header.sequence.value, expected++);
    }
    EXPECT_EQ(expected, 38U);
}

TEST_F(TailTest, ATailOverAnOlderLogBeginsWithItsFirstRecord) {
    add(kSchool, 5);
    Tail late(log_, 10);
    EXPECT_EQ(sequences(late.next(cursors_, 100, 0ms).value(), kSchool), "1 2 3 4 5");
}

TEST_F(TailTest, SchoolsShareTheRoom) {
    add(kSchool, 30);
    add(kOtherSchool, 3);
    const auto records = tail_.next(cursors_, 8, 0ms).value();
    EXPECT_EQ(sequences(records, kSchool), "1 2 3 4");
    EXPECT_EQ(sequences(records, kOtherSchool), "1 2 3");
}

TEST_F(TailTest, CursorsStayWhereTheLogFails) {
    MemoryLog shorter;
    Tail tail(shorter, 2);
    tail.publish(log_.commit(batch_after(kSchool, 0, 5)).value().records);
    EXPECT_EQ(tail.next(cursors_, 100, 0ms).error().code, ErrorCode::corrupt);
    EXPECT_TRUE(cursors_.empty());
}

TEST_F(TailTest, StopWakesThoseWhoWait) {
    std::thread reader([this] { EXPECT_TRUE(tail_.next(cursors_, 100, 1h).value().empty()); });
    tail_.stop();
    reader.join();
    EXPECT_TRUE(tail_.stopped());
    EXPECT_TRUE(tail_.next(cursors_, 100, 1h).value().empty());
}

TEST_F(TailTest, ReadersOfDifferentSpeedSeeTheSame) {
    constexpr std::uint64_t kRecords = 600;
    const auto follow = [this](std::size_t max) {
        Cursors mine;
        std::uint64_t expected = 1;
        while (expected <= kRecords) {
            const auto records = tail_.next(mine, max, 1h).value();
            for (const auto& record : records) EXPECT_EQ(record->record.header.sequence.value, expected++);
        }
    };
    std::thread quick(follow, 100);
    std::thread slow(follow, 1);
    std::thread late(follow, 3);
    for (std::uint64_t at = 0; at < kRecords; at += 6) add(kSchool, 6);
    quick.join();
    slow.join();
    late.join();
}

}  // namespace
}  // namespace hometime

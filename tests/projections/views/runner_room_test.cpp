// The views on a full disk, and over a log that can only be looked at.
#include "projections/views/runner.h"
#include "tests/projections/views/history.h"
#include "tests/projections/views/memory_shelf.h"

namespace hometime::test {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kLong{60'000};

class RunnerRoom : public testing::Test {
protected:
    void commit(Event event) {
        const auto sequence = log.append(std::move(event));
        tail.publish({log.after(Sequence{sequence.value - 1}).front()});
    }
    Position head() const { return {kSchool, Sequence{log.head(kSchool)->size}}; }

    FactLog log;
    MemoryShelf memory;
    Tail tail{log};
};

TEST_F(RunnerRoom, WithoutRoomTheViewsStandStillAndNobodyWaitsAndThenTheyGoOn) {
    std::atomic<bool> room{false};
    ViewRunner runner(log, tail, memory);
    runner.ask_for_room([&] { return room.load(); });
    ASSERT_TRUE(runner.start());
    commit(PointAwarded{PupilId{7}, {}, {}, "kindness"});
    EXPECT_FALSE(runner.wait_for(head(), kLong));
    EXPECT_TRUE(runner.stands_for_room());
    EXPECT_TRUE(runner.lacks_for_room());
    EXPECT_FALSE(runner.failure());
    EXPECT_EQ(views::points_total(memory, kSchool, PupilId{7}), 0U);
    room = true;
    while (runner.stands_for_room()) std::this_thread::yield();
    EXPECT_TRUE(runner.wait_for(head(), kLong));
    while (runner.lacks_for_room()) std::this_thread::yield();
    runner.stop();
    EXPECT_EQ(views::points_total(memory, kSchool, PupilId{7}), 1U);
}

TEST_F(RunnerRoom, AStartWithoutRoomShowsWhatTheViewsHeldAndNothingWhereTheyHeldNothing) {
    commit(PointAwarded{PupilId{7}, {}, {}, "kindness"});
    {
        ViewRunner before(log, tail, memory);
        ASSERT_TRUE(before.start());
        while (!before.caught_up(kSchool, kLong)) ASSERT_FALSE(before.failure());
    }
    commit(PointAwarded{PupilId{7}, {}, {}, "effort"});
    log.append(PointAwarded{PupilId{8}, {}, {}, "kindness"}, kOtherSchool);
    std::atomic<bool> room{false};
    Tail later(log);
    ViewRunner runner(log, later, memory);
    runner.ask_for_room([&] { return room.load(); });
    ASSERT_TRUE(runner.start());
    while (!runner.stands_for_room()) std::this_thread::yield();
    EXPECT_TRUE(runner.caught_up(kSchool, milliseconds{0}));
    EXPECT_FALSE(runner.caught_up(kOtherSchool, milliseconds{0}));
    room = true;
    while (runner.lacks_for_room()) std::this_thread::yield();
    EXPECT_TRUE(runner.caught_up(kOtherSchool, kLong));
    runner.stop();
    EXPECT_EQ(views::points_total(memory, kSchool, PupilId{7}), 2U);
}

TEST_F(RunnerRoom, AWriteThatFailsForWantOfRoomIsTriedAgainAndNothingIsFoldedTwice) {
    ViewRunner runner(log, tail, memory);
    ASSERT_TRUE(runner.start());
    memory.full_for = 2;
    commit(PointAwarded{PupilId{7}, {}, {}, "kindness"});
    commit(PointAwarded{PupilId{7}, {}, {}, "effort"});
    while (!runner.wait_for(head(), kLong)) ASSERT_FALSE(runner.failure());
    runner.stop();
    EXPECT_EQ(views::points_total(memory, kSchool, PupilId{7}), 2U);
}

TEST_F(RunnerRoom, WhatIsBuiltWaitsForRoomToTakeItsPlace) {
    commit(PointAwarded{PupilId{7}, {}, {}, "kindness"});
    memory.full_for = 2;
    ViewRunner runner(log, tail, memory);
    ASSERT_TRUE(runner.start());
    while (!runner.wait_for(head(), kLong)) ASSERT_FALSE(runner.failure());
    runner.stop();
    EXPECT_EQ(views::points_total(memory, kSchool, PupilId{7}), 1U);
    EXPECT_TRUE(memory.begun().empty());
}

/// A log of which nothing can be read from some record on.
class Damaged final : public FactLog {
public:
    [[nodiscard]] Result<void> scan(SchoolId school, Sequence from,
                                    const std::function<bool(const Record&)>& visit) const override {
        bool broken = false;
        auto scanned = FactLog::scan(school, from, [&](const Record& record) {
            broken = school == kSchool && record.header.sequence >= damage;
            return !broken && visit(record);
        });
        if (broken) return fail(ErrorCode::corrupt, "the test says so");
        return scanned;
    }
    Sequence damage{3};
};

TEST_F(RunnerRoom, OfALogThatIsOnlyLookedAtAllThatCanBeReadIsFoldedOnce) {
    Damaged damaged;
    for (int i = 0; i < 4; ++i) damaged.append(PointAwarded{PupilId{7}, {}, {}, "kindness"});
    damaged.append(PointAwarded{PupilId{8}, {}, {}, "kindness"}, kOtherSchool);
    Tail of_damaged(damaged);
    ViewRunner runner(damaged, of_damaged, memory);
    runner.start_once();
    while (!runner.caught_up(kSchool, kLong)) {
    }
    while (!runner.caught_up(kOtherSchool, kLong)) {
    }
    runner.stop();
    EXPECT_EQ(views::points_total(memory, kSchool, PupilId{7}), 2U) << "up to the damage";
    EXPECT_EQ(views::points_total(memory, kOtherSchool, PupilId{8}), 1U);
    EXPECT_FALSE(runner.failure());
}

}  // namespace
}  // namespace hometime::test

#include "projections/views/runner.h"

#include <future>

#include "tests/projections/views/history.h"
#include "tests/projections/views/memory_shelf.h"

namespace hometime::test {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kLong{60'000};  // the runner itself waits for no more than kReadYourWritesMax

class Runner : public testing::Test {
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

TEST_F(Runner, WaitingReaderSeesWhatItWrote) {
    ViewRunner runner(log, tail, memory);
    ASSERT_TRUE(runner.start());
    commit(PointAwarded{PupilId{7}, {}, {}, "kindness"});
    EXPECT_TRUE(runner.wait_for(head(), kLong));
    runner.stop();
    EXPECT_EQ(views::points_total(memory, kSchool, PupilId{7}), 1U);
    for (const auto& view : runner.status()) EXPECT_EQ(view.behind(kSchool, 1), 0U) << view.name;
    EXPECT_FALSE(runner.failure());
}

TEST_F(Runner, FoldsWhatWasInTheLogBeforeItStarted) {
    History history(log, 3);
    history.live(100);
    Tail late(log);
    ViewRunner runner(log, late, memory);
    ASSERT_TRUE(runner.start());
    while (!runner.caught_up(kSchool, kLong)) ASSERT_FALSE(runner.failure());
    runner.stop();
    MemoryViews rebuilt;
    const auto done = rebuild_views(log, rebuilt, views::all_projections());
    ASSERT_TRUE(done) << done.error().detail;
    for (const auto& view : views::all_views()) EXPECT_EQ(dump(memory, view), dump(rebuilt, view)) << view.name;
}

TEST_F(Runner, ReadersWaitForWhatTheLogHeldAtTheStart) {
    log.append(PointAwarded{PupilId{7}, {}, {}, "kindness"});
    Tail late(log);
    std::promise<void> open;
    memory.before_promote = [&] { open.get_future().get(); };
    ViewRunner runner(log, late, memory);
    ASSERT_TRUE(runner.start());
    EXPECT_FALSE(runner.caught_up(kSchool, milliseconds{1}));
    EXPECT_TRUE(runner.caught_up(kOtherSchool, milliseconds{0})) << "the log held nothing of it";
    open.set_value();
    EXPECT_TRUE(runner.caught_up(kSchool, kLong));
    runner.stop();
}

TEST_F(Runner, WaitForTheFutureEndsAtTheTimeout) {
    ViewRunner runner(log, tail, memory);
    ASSERT_TRUE(runner.start());
    EXPECT_FALSE(runner.wait_for({kSchool, Sequence{1}}, milliseconds{1}));
    EXPECT_FALSE(runner.wait_for({kOtherSchool, Sequence{1}}, milliseconds{0}));
}

TEST_F(Runner, EndedRunnerKeepsNobodyWaiting) {
    ViewRunner runner(log, tail, memory);
    ASSERT_TRUE(runner.start());
    tail.stop();
    runner.stop();
    EXPECT_FALSE(runner.wait_for({kSchool, Sequence{1}}, kLong));
}

TEST_F(Runner, TellsOfProgressAfterEachBatch) {
    std::promise<void> progressed;
    std::atomic<bool> told = false;
    ViewRunner runner(log, tail, memory);
    runner.on_progress([&] {
        if (!told.exchange(true)) progressed.set_value();
    });
    ASSERT_TRUE(runner.start());
    commit(PointAwarded{PupilId{7}, {}, {}, "kindness"});
    progressed.get_future().get();
    runner.stop();
}

TEST_F(Runner, SaysWhyItEndedByItself) {
    memory.refuses = true;
    ViewRunner runner(log, tail, memory);
    ASSERT_TRUE(runner.start());
    commit(PupilLeft{});
    EXPECT_FALSE(runner.wait_for(head(), kLong));
    ASSERT_TRUE(runner.failure());
    EXPECT_EQ(runner.failure()->code, ErrorCode::unavailable);
}

}  // namespace
}  // namespace hometime::test

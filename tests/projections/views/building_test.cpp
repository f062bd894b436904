// Views that are built anew while others serve: in memory, fact by fact. tests/projections/views/store_test.cpp has the
// same on disk.
#include <future>

#include "projections/views/keys.h"
#include "projections/views/runner.h"
#include "tests/projections/views/history.h"
#include "tests/projections/views/memory_shelf.h"

namespace hometime::test {
namespace {

using std::chrono::milliseconds;

constexpr ViewName kGood{"good", 1};
constexpr ViewName kOther{"other", 1};

/// What the projections of these tests do; changed while they run.
struct Behaviour {
    std::atomic<std::uint64_t> poison = 0;  ///< the fact at which "other" fails
};

/// Remembers the newest fact.
class Newest final : public Projection {
public:
    Newest(ViewName view, const Behaviour& behaviour) : view_(view), behaviour_(behaviour) {}
    [[nodiscard]] ViewName view() const override { return view_; }
    void fold(const LoggedRecord& fact, ViewWriter& rows) const override {
        const auto sequence = fact.record.header.sequence.value;
        if (view_ == kOther && sequence == behaviour_.poison) throw std::out_of_range("a mistake in a fold");
        rows.put(views::keys::only(fact.school, views::Kind::feed), std::to_string(sequence));
    }

private:
    ViewName view_;
    const Behaviour& behaviour_;
};

class Building : public testing::Test {
protected:
    ~Building() override {
        if (runner) runner->stop();
    }
    void start() {
        runner.reset();
        tail = std::make_unique<Tail>(log);
        runner = std::make_unique<ViewRunner>(log, *tail, shelf, [this] {
            Projections two;
            two.push_back(std::make_unique<Newest>(kGood, behaviour));
            two.push_back(std::make_unique<Newest>(kOther, behaviour));
            return two;
        });
        runner->on_progress([this] {
            const std::scoped_lock lock(mutex);
            ++progress;
            moved.notify_all();
        });
        ASSERT_TRUE(runner->start());
    }
    void commit(std::size_t facts = 1) {
        for (std::size_t i = 0; i < facts; ++i) {
            const auto sequence = log.append(PupilLeft{});
            tail->publish({log.after(Sequence{sequence.value - 1}).front()});
        }
    }
    /// Until the runner says so; it looks again whenever something moved, and a few times a second.
    void wait_until(const std::function<bool()>& reached) {
        std::unique_lock lock(mutex);
        for (int tries = 0; tries < 600 && !reached(); ++tries) moved.wait_for(lock, milliseconds{20});
        EXPECT_TRUE(reached());
    }
    ProjectionStatus status(const ViewName& view) const {
        for (auto& status : runner->status()) {
            if (status.name == to_string(view)) return status;
        }
        throw std::out_of_range("no such view");
    }
    std::string newest(const ViewName& view) const {
        return shelf.read(view)->get(views::keys::only(kSchool, views::Kind::feed)).value_or("none");
    }
    void spoil(const ViewName& view) {
        const ViewChanges rows{{views::keys::only(kSchool, views::Kind::feed), "spoiled"}};
        const ViewWrite write{view, &rows};
        ASSERT_TRUE(shelf.write({&write, 1}));
    }

    Behaviour behaviour;
    FactLog log;
    MemoryShelf shelf;
    std::unique_ptr<Tail> tail;
    std::unique_ptr<ViewRunner> runner;
    std::mutex mutex;
    std::condition_variable moved;
    int progress = 0;
};

TEST_F(Building, PeopleReadTheOldRowsUntilTheNewOnesHoldAsMuch) {
    start();
    commit(3);
    wait_until([&] { return newest(kGood) == "3" && newest(kOther) == "3"; });
    spoil(kGood);
    std::promise<void> reached;
    std::promise<void> go_on;
    shelf.before_promote = [&] {
        reached.set_value();
        go_on.get_future().get();
    };
    runner->rebuild({kGood});
    reached.get_future().get();
    EXPECT_EQ(newest(kGood), "spoiled") << "nobody reads what is not built yet";
    EXPECT_TRUE(status(kGood).building);
    EXPECT_FALSE(status(kOther).building);
    go_on.set_value();
    wait_until([&] { return newest(kGood) == "3"; });
    commit();
    EXPECT_TRUE(runner->wait_for({kSchool, Sequence{4}}, milliseconds{2000}));
    EXPECT_EQ(newest(kGood), "4") << "it goes on from there";
    EXPECT_EQ(status(kGood).builds, 1U);
}

TEST_F(Building, AViewThatHoldsNothingIsBuiltAndReadersWaitForIt) {
    for (int i = 0; i < 10'000; ++i) log.append(PupilLeft{});
    start();
    EXPECT_TRUE(runner->caught_up(kSchool, milliseconds{2000}));
    EXPECT_EQ(newest(kGood), "10000");
    EXPECT_FALSE(status(kGood).aside);
}

TEST_F(Building, RowsOfAnOlderVersionServeAndStandStillUntilNewOnesAreBuilt) {
    log.append(PupilLeft{});
    start();
    wait_until([&] { return newest(kGood) == "1"; });
    runner->stop();
    shelf.older = {{"good", 0}};
    std::promise<void> reached;
    std::promise<void> go_on;
    shelf.before_promote = [&] {
        reached.set_value();
        go_on.get_future().get();
    };
    start();
    reached.get_future().get();
    EXPECT_TRUE(runner->caught_up(kSchool, milliseconds{0})) << "it holds what the log held at the start";
    EXPECT_EQ(status(kGood).served, "good@0");
    go_on.set_value();
    wait_until([&] { return !status(kGood).aside; });
    EXPECT_EQ(status(kGood).served, "good@1");
}

TEST_F(Building, GoesOnAfterARestartInTheMiddle) {
    for (int i = 0; i < 5; ++i) log.append(PupilLeft{});
    start();
    wait_until([&] { return newest(kGood) == "5"; });
    runner->stop();
    spoil(kGood);
    ASSERT_TRUE(shelf.begin(kGood));  // As a rebuild left it that the process did not live to end.
    start();
    wait_until([&] { return newest(kGood) == "5"; });
    EXPECT_TRUE(shelf.begun().empty());
}

TEST_F(Building, PoisonedViewStopsAloneAndServesAgainOnceItIsBuilt) {
    behaviour.poison = 3;
    start();
    commit(4);
    wait_until([&] { return runner->has_stopped(kOther); });
    EXPECT_TRUE(runner->wait_for({kSchool, Sequence{4}}, milliseconds{2000})) << "it holds nobody up";
    EXPECT_FALSE(runner->has_stopped(kGood));
    EXPECT_EQ(newest(kGood), "4");
    runner->rebuild({kOther});
    wait_until([&] { return status(kOther).builds == 1; });
    EXPECT_EQ(status(kOther).not_built, "fold_failed") << "it is the same mistake";
    EXPECT_TRUE(runner->has_stopped(kOther));
    behaviour.poison = 0;
    runner->rebuild({kOther});
    wait_until([&] { return status(kOther).builds == 2; });
    EXPECT_FALSE(runner->has_stopped(kOther));
    EXPECT_EQ(status(kOther).not_built, "");
    EXPECT_EQ(newest(kOther), "4");
}

TEST_F(Building, AFirstBuildThatFailsStopsTheView) {
    behaviour.poison = 3;
    for (int i = 0; i < 4; ++i) log.append(PupilLeft{});
    start();
    wait_until([&] { return status(kOther).builds == 1; });
    EXPECT_TRUE(runner->has_stopped(kOther));
    EXPECT_EQ(status(kOther).reason, "fold_failed");
    EXPECT_EQ(newest(kGood), "4");
}

TEST_F(Building, DamageThatAReaderFindsStopsTheViewAndTheNextStartBuildsItAnew) {
    start();
    commit(2);
    wait_until([&] { return newest(kGood) == "2"; });
    spoil(kGood);
    runner->found_damaged(kGood);
    EXPECT_TRUE(runner->has_stopped(kGood)) << "at once";
    wait_until([&] { return status(kGood).stopped; });
    EXPECT_EQ(status(kGood).reason, "view_unreadable");
    runner->stop();
    start();
    wait_until([&] { return newest(kGood) == "2"; });
    EXPECT_FALSE(runner->has_stopped(kGood));
}

TEST_F(Building, ARebuildMendsADamagedViewWithoutARestart) {
    start();
    commit(2);
    wait_until([&] { return newest(kGood) == "2"; });
    runner->found_damaged(kGood);
    wait_until([&] { return status(kGood).stopped; });
    runner->rebuild({kGood});
    wait_until([&] { return status(kGood).builds == 1 && !runner->has_stopped(kGood); });
    commit();
    EXPECT_TRUE(runner->wait_for({kSchool, Sequence{3}}, milliseconds{2000}));
    EXPECT_EQ(newest(kGood), "3");
}

TEST_F(Building, ComparisonFindsTheRowThatIsNotWhatTheLogFoldsInto) {
    start();
    commit(5);
    wait_until([&] { return newest(kGood) == "5" && newest(kOther) == "5"; });
    const auto compared = [&](std::vector<ViewName> views) {
        const auto number = runner->compare(std::move(views));
        wait_until([&] { return runner->comparison().done; });
        EXPECT_EQ(runner->comparison().number, number);
        return runner->comparison().difference;
    };
    EXPECT_EQ(compared({kGood, kOther}), "");
    EXPECT_EQ(runner->comparison().rows, 4U) << "a row and a cursor of each";
    spoil(kOther);
    EXPECT_EQ(compared({kGood}), "");
    EXPECT_EQ(compared({kGood, kOther}),
              "other@1: " + to_string(kSchool) + ", a row of kind 40 is not what the log folds into");
    EXPECT_EQ(newest(kOther), "spoiled") << "it changes nothing";
    EXPECT_TRUE(shelf.begun().empty()) << "and leaves nothing";
}

TEST_F(Building, DiskThatRefusesEndsTheRunnerAndDamageOfAllIsRemembered) {
    start();
    commit();
    wait_until([&] { return newest(kGood) == "1"; });
    shelf.refuses = true;
    runner->rebuild({kGood});
    wait_until([&] { return runner->failure().has_value(); });
    EXPECT_FALSE(shelf.condemned) << "a disk that is full is no damage";
}

}  // namespace
}  // namespace hometime::test

// I14 to I17 over a school that lives at random, and the mistakes that each of them catches.
#include "tests/support/view_invariants.h"

#include <gtest/gtest.h>

#include <iostream>

#include "daemon/access/acceptance.h"
#include "daemon/access/permissions.h"
#include "eventstore/base/mutants.h"
#include "tests/support/random_commands.h"
#include "tests/support/samples.h"

namespace hometime {
namespace {

using namespace test;

constexpr SchoolId kRandomSchool = GivenSchool::kSchool;

/// Some thousand facts that a school's people caused, from a seed.
class ViewInvariants : public testing::Test {
protected:
    static constexpr int kCommands = 12'000;

    static void SetUpTestSuite() {
        const char* wish = std::getenv("HOMETIME_SEED");
        const std::uint64_t seed = wish != nullptr ? std::strtoull(wish, nullptr, 10) : 20'261'125;
        std::cout << "seed " << seed << " (HOMETIME_SEED sets it)\n";
        GivenSchool given;
        RandomCommands commands(given, seed);
        std::size_t learned = given.history().size();
        for (int i = 0; i < kCommands; ++i) {
            const auto asked = commands.next();
            given.at(given.now() + commands.pause()).as(asked.actor);
            const auto school = given.school();
            if (permit(school, asked.actor, asked.operation, asked.object, given.now()) != Verdict::allowed) continue;
            if (not_accepted(school, asked.actor, asked.operation)) continue;
            auto decision = given.when(asked.command);
            const auto* accepted = std::get_if<Accepted>(&decision);
            if (accepted == nullptr || accepted->events.empty()) continue;
            commands.learn(accepted->events, given.history()[learned].header.sequence);
            learned = given.history().size();
        }
        log_ = std::make_unique<FactLog>();
        for (const auto& [header, event] : given.history()) log_->append(header, event, kRandomSchool);
    }
    static void TearDownTestSuite() { log_.reset(); }

    static Sequence size() { return Sequence{log_->head(kRandomSchool)->size}; }
    /// First, early, somewhere, last but one, last.
    static std::vector<Sequence> checkpoints() {
        return {Sequence{1}, Sequence{7}, Sequence{size().value / 3}, Sequence{size().value - 1}, size()};
    }

    static std::unique_ptr<FactLog> log_;
};
std::unique_ptr<FactLog> ViewInvariants::log_;

TEST_F(ViewInvariants, I14_FactByFactIsWhatARebuildGivesAtEachCheckpoint) {
    ASSERT_GT(size().value, 1'000U);
    EXPECT_EQ(incremental_is_rebuilt(*log_, kRandomSchool, checkpoints(), 1), Findings{});
    EXPECT_EQ(incremental_is_rebuilt(*log_, kRandomSchool, {size()}, 97), Findings{});
}

TEST_F(ViewInvariants, I15_EachProjectionIsHandedEachFactOnceInOrder) {
    EXPECT_EQ(each_fact_once_in_order(*log_, kRandomSchool), Findings{});
}

TEST_F(ViewInvariants, I16_TheSameFactsGiveTheSameDigest) {
    EXPECT_EQ(same_facts_same_digest(*log_), Findings{});
}

TEST_F(ViewInvariants, I17_ASnapshotAndTheRestGiveWhatTheWholeLogGives) {
    for (const auto at : checkpoints()) EXPECT_EQ(snapshot_and_rest_is_all(*log_, kRandomSchool, at), Findings{});
}

/// The same number on every compiler and at every level of optimisation: facts in a fixed order, nothing at random. It
/// changes when a view, its version or a sample of a fact does; what is printed is then the new one.
TEST(ViewDigest, I16_IsTheSameWhateverBuiltTheProgram) {
    FactLog log;
    log.append(LogOpened{kSchool, log_of(kSchool)});
    log.append(SchoolOpened{"Europe/London", {}});
    for (auto& event : sample_events()) log.append(event);
    for (std::uint64_t i = 1; i <= 300; ++i) {
        log.append(PointAwarded{PupilId{i % 7 + 1}, ClassId{i % 3 + 1}, StaffId{i % 5 + 1}, "kindness"});
        log.append(Posted{ClassId{i % 3 + 1}, StaffId{i % 5 + 1}, PostKind::notice, {}, {}, {}});
        log.append(FeedSeen{PersonKind::guardian, i % 11 + 1, ClassId{i % 3 + 1}, PostId{log.head(kSchool)->size}});
    }
    MemoryViews views;
    const auto done = rebuild_views(log, views, views::all_projections());
    ASSERT_TRUE(done) << done.error().detail;
    EXPECT_EQ(digest_of(views), "6f7193e9a3c2e0a12da2941c16a4ba14b965a7e03419522f0e19610611a652ee");
}

#ifdef HOMETIME_MUTANTS

TEST_F(ViewInvariants, I14_FindsAFoldThatDoesNotSeeItsOwnBatch) {
    const ScopedMutant mistake(Mutant::view_scan_stale);
    EXPECT_NE(incremental_is_rebuilt(*log_, kRandomSchool, {size()}, 1), Findings{});
}

TEST_F(ViewInvariants, I15_FindsAFactThatIsFoldedTwice) {
    const ScopedMutant mistake(Mutant::view_fact_twice);
    EXPECT_NE(each_fact_once_in_order(*log_, kRandomSchool), Findings{});
}

TEST_F(ViewInvariants, I16_FindsARowThatIsNotOfTheLog) {
    const ScopedMutant mistake(Mutant::view_row_by_clock);
    EXPECT_NE(same_facts_same_digest(*log_), Findings{});
}

TEST_F(ViewInvariants, I17_FindsAFactThatALoadedViewPassesOver) {
    const ScopedMutant mistake(Mutant::view_cursor_ahead);
    Findings findings;
    for (const auto at : checkpoints()) {
        for (auto& one : snapshot_and_rest_is_all(*log_, kRandomSchool, at)) findings.push_back(std::move(one));
    }
    EXPECT_NE(findings, Findings{});
}

#endif

}  // namespace
}  // namespace hometime

// Each invariant of the log is worth its name only if a bug breaks it: one line is made wrong, and its check must see.
#include <gtest/gtest.h>

#include "eventstore/base/mutants.h"
#include "tests/support/crash_points.h"
#include "tests/support/disk_errors.h"

namespace hometime {
namespace {

using namespace test;

#ifdef HOMETIME_MUTANTS

struct Seeded {
    Mutant mutant;
    const char* name;
    const char* invariant;
};

class LogMutants : public testing::TestWithParam<Seeded> {};

/// The day is lived with the bug, and then cut off here and there until the invariant breaks.
TEST_P(LogMutants, IsCaught) {
    const ScopedMutant on(GetParam().mutant);
    const LivedDay lived;
    auto crashes = lived.crashes();
    auto breaks = check_i9_order(lived.disk.calls(), lived.day.ledger());
    check_i4_checkpoints_extend(lived.day.ledger(), breaks);
    if (!has(breaks, GetParam().invariant)) breaks = crashes.open_last().breaks;
    CrashOptions options;
    options.every = 3;
    options.mixes = 0;
    options.torn_most = 1;
    options.until = GetParam().invariant;
    if (!has(breaks, GetParam().invariant)) breaks = crashes.run(options).breaks;
    EXPECT_TRUE(has(breaks, GetParam().invariant)) << to_string(breaks);
}

INSTANTIATE_TEST_SUITE_P(All, LogMutants,
                         testing::Values(Seeded{Mutant::wal_unsynced, "WalUnsynced", "I1"},
                                         Seeded{Mutant::keys_unsynced, "KeysUnsynced", "I1"},
                                         Seeded{Mutant::vouched_tail_cut, "VouchedTailCut", "I1"},
                                         Seeded{Mutant::record_left_out, "RecordLeftOut", "I2"},
                                         Seeded{Mutant::checkpoint_ahead, "CheckpointAhead", "I3"},
                                         Seeded{Mutant::checkpoint_old_root, "CheckpointOldRoot", "I4"},
                                         Seeded{Mutant::command_unnamed, "CommandUnnamed", "I5"},
                                         Seeded{Mutant::reply_rewritten, "ReplyRewritten", "I6"},
                                         Seeded{Mutant::group_cut, "GroupCut", "I7"},
                                         Seeded{Mutant::time_runs_back, "TimeRunsBack", "I8"},
                                         Seeded{Mutant::head_unsynced, "HeadUnsynced", "I9"},
                                         Seeded{Mutant::head_same_slot, "HeadSameSlot", "I9"},
                                         Seeded{Mutant::adopted_unfenced, "AdoptedUnfenced", "I12"},
                                         Seeded{Mutant::reply_dropped, "ReplyDropped", "I13"}),
                         [](const auto& info) { return std::string(info.param.invariant) + info.param.name; });

TEST(LogMutants, I10FailureIgnoredIsCaught) {
    const ScopedMutant on(Mutant::failure_ignored);
    ErrorOptions options;
    options.what = DiskFault::What::io_error;
    options.first = 250;
    options.once = true;
    options.until = "I10";
    EXPECT_TRUE(has(fail_each_call(options).breaks, "I10"));
}

/// HEAD as it stood three commits before the end: a database may be two ahead of it, never three.
TEST(LogMutants, I9ThreeCommitsAheadIsCaught) {
    const LivedDay lived;
    auto crashes = lived.crashes();
    const auto image = head_set_back(lived.disk, 3);
    EXPECT_TRUE(crashes.open(image, {}).refused);
    const ScopedMutant on(Mutant::three_commits_ahead);
    EXPECT_FALSE(crashes.open(image, {}).refused);
}

#endif

}  // namespace
}  // namespace hometime

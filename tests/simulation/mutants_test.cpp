// Each invariant that simulated years watch is worth its name only if a bug breaks it: one line is made wrong, and some
// year must show it.
#include <gtest/gtest.h>

#include <iostream>

#include "eventstore/base/mutants.h"
#include "tests/support/environment.h"
#include "tools/simulate/campaign.h"

namespace hometime {
namespace {

#ifdef HOMETIME_MUTANTS

using namespace simulation;
using test::given;

struct Seeded {
    Mutant mutant;
    const char* name;
    const char* invariant;
    std::uint64_t first = 1;  ///< the seed that is tried first: what is rare is not looked for in vain
};

/// Years that are lived with a bug at most. HOMETIME_TEST_SEED, HOMETIME_TEST_YEARS: to look for a seed that shows it.
constexpr std::uint64_t kYearsMost = 6;

class SimulationMutants : public testing::TestWithParam<Seeded> {};

TEST_P(SimulationMutants, IsCaught) {
    const ScopedMutant on(GetParam().mutant);
    std::string found;
    const auto first = given("HOMETIME_TEST_SEED", GetParam().first);
    for (auto seed = first; seed < first + given("HOMETIME_TEST_YEARS", kYearsMost); ++seed) {
        Outline outline;
        outline.seed = seed;
        outline.until = GetParam().invariant;
        const auto year = live(outline, *memory_store());
        for (const auto& finding : year.findings) {
            if (finding.invariant == GetParam().invariant) {
                std::cout << "seed " << seed << " shows it: " << finding.what << "\n";
                return;
            }
            found += finding.invariant + ": " + finding.what + '\n';
        }
    }
    FAIL() << "no year shows it; what was found instead:\n" << found;
}

INSTANTIATE_TEST_SUITE_P(All, SimulationMutants,
                         testing::Values(Seeded{Mutant::time_runs_back, "TimeRunsBack", "I8"},
                                         Seeded{Mutant::window_ignored, "WindowIgnored", "I18"},
                                         Seeded{Mutant::guardian_hours_ignored, "GuardianHoursIgnored", "I18"},
                                         Seeded{Mutant::notified_unasked, "NotifiedUnasked", "I18"},
                                         Seeded{Mutant::notified_after_close, "NotifiedAfterClose", "I18"},
                                         Seeded{Mutant::notified_in_last_minutes, "NotifiedInLastMinutes", "I20"},
                                         Seeded{Mutant::notification_not_restored, "NotificationNotRestored", "I41"},
                                         Seeded{Mutant::rolled_notification_lost, "RolledNotificationLost", "I41"},
                                         Seeded{Mutant::retry_forgotten, "RetryForgotten", "I22", 247},
                                         Seeded{Mutant::held_not_restored, "HeldNotRestored", "I19"},
                                         Seeded{Mutant::held_kept, "HeldKept", "I20"},
                                         Seeded{Mutant::counter_stands, "CounterStands", "I21"},
                                         Seeded{Mutant::second_pass_opens, "SecondPassOpens", "I18", 18},
                                         Seeded{Mutant::change_unheard, "ChangeUnheard", "I22"},
                                         Seeded{Mutant::closure_passed_over, "ClosurePassedOver", "I22"},
                                         Seeded{Mutant::concern_not_restored, "ConcernNotRestored", "I23"},
                                         Seeded{Mutant::stuck_channel_stops_all, "StuckChannelStopsAll", "I19", 11},
                                         Seeded{Mutant::bar_forgotten, "BarForgotten", "I26"},
                                         Seeded{Mutant::reply_bar_forgotten, "ReplyBarForgotten", "I26"},
                                         Seeded{Mutant::stream_number_left_out, "StreamNumberLeftOut", "I27"},
                                         Seeded{Mutant::safeguarding_published, "SafeguardingPublished", "I29"},
                                         Seeded{Mutant::texts_in_journal, "TextsInJournal", "I39"}),
                         [](const auto& info) { return std::string(info.param.invariant) + info.param.name; });

TEST(SimulationMutants, I16_ADecisionByAnotherClockIsCaught) {
    Outline outline;
    outline.days = 10;
    const ScopedMutant on(Mutant::stamp_by_system);
    EXPECT_NE(live(outline, *memory_store()).digest, live(outline, *memory_store()).digest);
}

#endif

}  // namespace
}  // namespace hometime

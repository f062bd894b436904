// A power cut at any call of the canonical day loses nothing that was answered and doubles nothing (F1, F2, F3, F15).
// HOMETIME_TEST_SEED, HOMETIME_TEST_EVERY (1: each call), HOMETIME_TEST_AGAIN: tools/soak crash sets them.
#include <gtest/gtest.h>

#include <iostream>

#include "tests/support/crash_points.h"
#include "tests/support/environment.h"

namespace hometime {
namespace {

using namespace test;

TEST(CrashPoints, TheDayIsLivedToItsEndAndKeepsTheOrderOfSyncs) {
    const LivedDay lived;
    ASSERT_TRUE(lived.day.is_over());
    const auto calls = lived.disk.calls();
    EXPECT_GT(calls.size(), 300U);
    const auto breaks = check_i9_order(calls, lived.day.ledger());
    EXPECT_TRUE(breaks.empty()) << to_string(breaks);
}

TEST(CrashPoints, NothingAnsweredIsLostAndNothingIsDoubled) {
    const LivedDay lived;
    CrashOptions options;
    options.seed = given("HOMETIME_TEST_SEED", 20261124);
    options.every = given("HOMETIME_TEST_EVERY", 40);
    options.each_byte = options.every == 1;
    options.again_every = given("HOMETIME_TEST_AGAIN", 12);
    const auto figures = lived.crashes().run(options);
    std::cout << "crash: seed " << options.seed << ", " << lived.disk.calls().size() << " calls, " << to_string(figures)
              << "\n";
    EXPECT_TRUE(figures.breaks.empty()) << to_string(figures.breaks);
    EXPECT_GT(figures.served, 0U);
}

}  // namespace
}  // namespace hometime

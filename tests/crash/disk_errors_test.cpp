// A disk that refuses a call, once or from then on: nobody is answered after it, and nothing that was answered before
// is lost (F4, F5). HOMETIME_TEST_EVERY=1: each call (tools/soak errors).
#include "tests/support/disk_errors.h"

#include <gtest/gtest.h>

#include <iostream>

#include "tests/support/environment.h"

namespace hometime {
namespace {

using namespace test;

void live_through(DiskFault::What what, bool once) {
    ErrorOptions options;
    options.seed = given("HOMETIME_TEST_SEED", 20261124);
    options.every = given("HOMETIME_TEST_EVERY", 70);
    options.what = what;
    options.once = once;
    const auto figures = fail_each_call(options);
    std::cout << "errors: seed " << options.seed << ", " << to_string(figures) << "\n";
    EXPECT_TRUE(figures.breaks.empty()) << to_string(figures.breaks);
    EXPECT_GT(figures.days, 3U);
}

TEST(DiskErrors, AnErrorOnceEndsTheProcessAndLosesNothing) {
    live_through(DiskFault::What::io_error, true);
}
TEST(DiskErrors, AnErrorForEverEndsTheProcessAndLosesNothing) {
    live_through(DiskFault::What::io_error, false);
}
TEST(DiskErrors, AFullDiskOnceLosesNothing) {
    live_through(DiskFault::What::no_space, true);
}
TEST(DiskErrors, AFullDiskForEverLosesNothing) {
    live_through(DiskFault::What::no_space, false);
}

}  // namespace
}  // namespace hometime

#include "notifier/channels/webhook/retries.h"

#include <gtest/gtest.h>

namespace hometime::webhook {
namespace {

using namespace std::chrono_literals;

/// "Time since start" of the standard's table: what the pauses add up to.
TEST(WebhookRetries, AreThoseOfTheStandard) {
    const std::chrono::seconds since_start[] = {0s,
                                                5s,
                                                5min + 5s,
                                                35min + 5s,
                                                2h + 35min + 5s,
                                                7h + 35min + 5s,
                                                17h + 35min + 5s,
                                                31h + 35min + 5s,
                                                51h + 35min + 5s,
                                                75h + 35min + 5s};
    std::chrono::seconds sum{0};
    unsigned attempt = 0;
    for (const auto expected : since_start) {
        ASSERT_TRUE(delay_before(++attempt)) << attempt;
        sum += *delay_before(attempt);
        EXPECT_EQ(sum, expected) << attempt;
    }
}

TEST(WebhookRetries, EndAfterTheTenthAttempt) {
    EXPECT_TRUE(delay_before(10));
    EXPECT_FALSE(delay_before(11));
    EXPECT_FALSE(delay_before(4'000'000'000));
    EXPECT_FALSE(delay_before(0)) << "attempts are counted from one";
}

}  // namespace
}  // namespace hometime::webhook

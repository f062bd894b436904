// Servers that do not answer are left alone; nobody gets more than so many a minute.
#include "notifier/channels/breaker.h"

#include <gtest/gtest.h>

namespace hometime {
namespace {

using std::chrono::seconds;

MonotonicTime at(std::int64_t s) {
    return MonotonicTime{seconds{1000 + s}};
}

TEST(CircuitBreakerTest, AServerIsLeftAloneAfterFiveFailuresInARow) {
    CircuitBreaker breaker;
    for (std::uint32_t i = 0; i < kBreakerFailures; ++i) {
        EXPECT_TRUE(breaker.admits("mail", at(0)));
        breaker.asked("mail", false, at(0));
    }
    EXPECT_FALSE(breaker.admits("mail", at(59)));
    EXPECT_TRUE(breaker.admits("other", at(59)));
    EXPECT_EQ(breaker.left_alone_for("mail", at(20)), seconds{40});
    EXPECT_EQ(breaker.open(at(59)), 1U);
    EXPECT_TRUE(breaker.admits("mail", at(60)));
}

TEST(CircuitBreakerTest, EachLookInVainDoublesThePauseUpToTheLongest) {
    CircuitBreaker breaker;
    for (std::uint32_t i = 0; i < kBreakerFailures; ++i) breaker.asked("mail", false, at(0));
    std::int64_t now = 60;
    for (const std::int64_t pause : {120, 240, 480, 900, 900}) {
        ASSERT_TRUE(breaker.admits("mail", at(now)));
        breaker.asked("mail", false, at(now));
        EXPECT_EQ(breaker.left_alone_for("mail", at(now)), seconds{pause});
        now += pause;
    }
}

TEST(CircuitBreakerTest, AnAnswerForgetsEverything) {
    CircuitBreaker breaker;
    for (std::uint32_t i = 0; i < kBreakerFailures; ++i) breaker.asked("mail", false, at(0));
    breaker.asked("mail", true, at(60));
    breaker.asked("mail", false, at(61));
    EXPECT_TRUE(breaker.admits("mail", at(61)));
}

TEST(CircuitBreakerTest, StrangersServersDoNotFillTheMemory) {
    CircuitBreaker breaker;
    for (std::size_t server = 0; server < kBreakerServersMax + 10; ++server) {
        for (std::uint32_t i = 0; i < kBreakerFailures; ++i) {
            breaker.asked("s" + std::to_string(server), false, at(static_cast<std::int64_t>(server)));
        }
    }
    EXPECT_LE(breaker.open(at(10)), kBreakerServersMax);
    EXPECT_TRUE(breaker.admits("s0", at(10))) << "the one that failed least recently is forgotten";
    EXPECT_FALSE(breaker.admits("s" + std::to_string(kBreakerServersMax + 9), at(10)));
}

TEST(RateLimitTest, LetsABurstThroughAndThenOneAtATime) {
    RateLimit limit(60);  // One a second, six at once.
    for (int i = 0; i < 6; ++i) EXPECT_EQ(limit.take(at(0)), at(0)) << i;
    EXPECT_EQ(limit.take(at(0)), at(1));
    EXPECT_EQ(limit.take(at(0)), at(1)) << "whoever waits has taken nothing";
    EXPECT_EQ(limit.take(at(1)), at(1));
    EXPECT_EQ(limit.take(at(1)), at(2));
}

TEST(RateLimitTest, APauseEarnsNoMoreThanABurst) {
    RateLimit limit(60);
    int taken = 0;
    while (limit.take(at(3600)) == at(3600)) ++taken;
    EXPECT_EQ(taken, 6);
}

}  // namespace
}  // namespace hometime

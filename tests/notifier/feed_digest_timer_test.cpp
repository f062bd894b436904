// Whom the notifier asks feed digests for, and when.
#include "notifier/feed_digest_timer.h"

#include <gtest/gtest.h>

namespace hometime {
namespace {

constexpr SchoolId kSchool{7};
constexpr GuardianId kAnn{101};

class FeedDigestTimerTest : public testing::Test {
protected:
    void record(Event event) {
        LoggedRecord logged;
        logged.school = kSchool;
        logged.record.event = std::move(event);
        timer_.fold(logged);
    }
    void wants(FeedDigest how_often) { record(GuardianPreferencesSet{kAnn, {}, how_often}); }
    [[nodiscard]] std::size_t due(std::string_view now, int steady_ms) {
        return timer_.due(parse_utc_time(now).value(), MonotonicTime{std::chrono::milliseconds{steady_ms}}).size();
    }
    void answered(std::optional<std::string_view> again_at) {
        timer_.answered({kSchool, kAnn}, again_at ? parse_utc_time(*again_at) : std::nullopt);
    }

    FeedDigestTimer timer_;
};

TEST_F(FeedDigestTimerTest, WhoWantsDigestsIsAskedForAtOnceAndThenWhenTold) {
    wants(FeedDigest::daily);
    EXPECT_EQ(due("2026-11-24T10:00:00Z", 0), 1U);
    answered("2026-11-25T07:00:00Z");
    EXPECT_EQ(timer_.next(), parse_utc_time("2026-11-25T07:00:00Z"));
    EXPECT_EQ(due("2026-11-25T06:59:59Z", 1), 0U);
    EXPECT_EQ(due("2026-11-25T07:00:00Z", 2), 1U);
}

TEST_F(FeedDigestTimerTest, AQuestionThatNobodyAnswersIsAskedAgainLater) {
    wants(FeedDigest::weekly);
    EXPECT_EQ(due("2026-11-24T10:00:00Z", 0), 1U);
    EXPECT_EQ(timer_.next(), std::nullopt);
    EXPECT_EQ(due("2026-11-24T10:00:00Z", 999), 0U);
    EXPECT_EQ(due("2026-11-24T10:00:01Z", 1000), 1U);
}

TEST_F(FeedDigestTimerTest, WhoWantsNoneAnyLongerIsNotAskedFor) {
    wants(FeedDigest::daily);
    wants(FeedDigest::off);
    EXPECT_EQ(due("2026-11-24T10:00:00Z", 0), 0U);
    EXPECT_EQ(timer_.next(), std::nullopt);
}

TEST_F(FeedDigestTimerTest, AnAnswerFromBeforeTheLogSaidSomethingNewDoesNotCount) {
    wants(FeedDigest::daily);
    EXPECT_EQ(due("2026-11-24T10:00:00Z", 0), 1U);
    wants(FeedDigest::weekly);
    answered("2026-11-25T07:00:00Z");
    EXPECT_EQ(due("2026-11-24T10:00:00Z", 1), 1U);
}

TEST_F(FeedDigestTimerTest, ANewPolicyMakesEverybodyAskedForAnew) {
    wants(FeedDigest::daily);
    EXPECT_EQ(due("2026-11-24T10:00:00Z", 0), 1U);
    answered(std::nullopt);
    EXPECT_EQ(due("2027-11-24T10:00:00Z", 10), 0U);
    EXPECT_EQ(timer_.next(), std::nullopt);
    record(PolicySet{});
    EXPECT_EQ(due("2027-11-24T10:00:00Z", 20), 1U);
}

TEST_F(FeedDigestTimerTest, ABoundedNumberIsAskedForAtOneLook) {
    for (std::uint64_t i = 0; i < kFeedDigestsAsked + 1; ++i) timer_.restore(kSchool, GuardianId{i + 1});
    EXPECT_EQ(due("2026-11-24T10:00:00Z", 0), kFeedDigestsAsked);
    EXPECT_TRUE(timer_.next().has_value());
    EXPECT_EQ(due("2026-11-24T10:00:00Z", 1), 1U);
}

}  // namespace
}  // namespace hometime

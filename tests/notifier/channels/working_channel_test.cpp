// A channel with a thread of its own: the notifier never waits for a server.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <condition_variable>

#include "notifier/channels/outside_channel.h"

namespace hometime {
namespace {

constexpr std::chrono::seconds kPatience{20};
const UtcTime kOpens = parse_utc_time("2026-11-24T15:30:00Z").value();

/// Does what it is told to, and says how long it was given.
class Postman final : public Courier {
public:
    [[nodiscard]] Sent attempt(const HandOver&, std::chrono::milliseconds patience, CircuitBreaker&) override {
        std::unique_lock lock(mutex);
        given.push_back(patience);
        changed.notify_all();
        changed.wait(lock, [&] { return !held; });
        return answer;
    }
    void stop() noexcept override {
        const std::scoped_lock lock(mutex);
        held = false;
        changed.notify_all();
    }
    [[nodiscard]] bool comes(std::size_t attempts) {
        std::unique_lock lock(mutex);
        return changed.wait_for(lock, kPatience, [&] { return given.size() >= attempts; });
    }
    void let_go() { stop(); }

    std::mutex mutex;
    std::condition_variable changed;
    std::vector<std::chrono::milliseconds> given;
    Sent answer{SendResult::accepted, "", {}};
    bool held = false;
};

class WorkingChannelTest : public testing::Test {
protected:
    WorkingChannelTest() {
        auto made = std::make_unique<Postman>();
        postman_ = made.get();
        channel_ = std::make_unique<WorkingChannel>(Channel::email, std::move(made), clock_, 60'000);
    }
    bool offer(std::uint64_t number, UtcTime closes_at = kOpens + std::chrono::minutes{30}) {
        return channel_->offer({SchoolId{7}, NotificationId{number}, Channel::email, closes_at});
    }
    /// So many results, waited for.
    std::vector<HandedOver> results(std::size_t wanted) {
        std::vector<HandedOver> all;
        const auto end = std::chrono::steady_clock::now() + kPatience;
        while (all.size() < wanted && std::chrono::steady_clock::now() < end) {
            for (auto& one : channel_->take_results()) all.push_back(std::move(one));
            std::this_thread::yield();
        }
        return all;
    }

    ManualClock clock_{kOpens};
    Postman* postman_;
    std::unique_ptr<WorkingChannel> channel_;
};

TEST_F(WorkingChannelTest, WhatIsOfferedIsAttemptedAndItsResultComesOnce) {
    ASSERT_TRUE(offer(1));
    const auto came = results(1);
    ASSERT_EQ(came.size(), 1U);
    EXPECT_EQ(came[0].what.notification, NotificationId{1});
    EXPECT_EQ(came[0].sent.result, SendResult::accepted);
    EXPECT_TRUE(channel_->take_results().empty());
    EXPECT_EQ(channel_->counts().accepted, 1U);
}

TEST_F(WorkingChannelTest, NothingIsAttemptedOnceTheWindowHasClosed) {
    ASSERT_TRUE(offer(1, kOpens));
    const auto came = results(1);
    ASSERT_EQ(came.size(), 1U);
    EXPECT_EQ(came[0].sent.result, SendResult::later);
    EXPECT_TRUE(postman_->given.empty());
}

TEST_F(WorkingChannelTest, AnAttemptIsGivenNoMoreThanTheWindowHasLeftNorThanTheLongest) {
    ASSERT_TRUE(offer(1, kOpens + std::chrono::seconds{7}));
    ASSERT_TRUE(offer(2));
    ASSERT_EQ(results(2).size(), 2U);
    EXPECT_EQ(postman_->given[0], std::chrono::milliseconds{7'000});
    EXPECT_EQ(postman_->given[1], kAttemptMax);
}

TEST_F(WorkingChannelTest, ASlowServerHoldsNobodyUpAndABoundedNumberWaits) {
    postman_->held = true;
    ASSERT_TRUE(offer(0));
    ASSERT_TRUE(postman_->comes(1));
    for (std::size_t i = 0; i < kOutsideQueueMax; ++i) ASSERT_TRUE(offer(i + 1)) << i;
    EXPECT_FALSE(offer(99'999));
    EXPECT_EQ(channel_->counts().waiting, kOutsideQueueMax);
    postman_->let_go();
    EXPECT_EQ(results(2).size() >= 2, true);
}

TEST_F(WorkingChannelTest, AMistakeOfOurOwnIsCounted) {
    postman_->answer = {SendResult::at_fault, "wrong password", {}};
    ASSERT_TRUE(offer(1));
    ASSERT_EQ(results(1).size(), 1U);
    EXPECT_EQ(channel_->counts().at_fault, 1U);
    EXPECT_EQ(channel_->counts().failed, 1U);
}

TEST_F(WorkingChannelTest, ItsEndCutsTheAttemptInHandOff) {
    postman_->held = true;
    ASSERT_TRUE(offer(1));
    ASSERT_TRUE(postman_->comes(1));
    channel_.reset();  // Would wait for ever, were the courier not told to stop.
}

}  // namespace
}  // namespace hometime

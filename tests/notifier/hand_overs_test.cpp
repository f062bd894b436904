// Sealed notifications on their way: tried, tried again, given up when their window closes.
#include "notifier/hand_overs.h"

#include <gtest/gtest.h>

#include "tests/notifier/state_log.h"

namespace hometime {
namespace {

using test::instant;
using test::kSchool;

const UtcTime kOpens = instant("2026-11-24T15:30:00Z");
const UtcTime kCloses = instant("2026-11-24T16:00:00Z");

/// Answers what it is told to.
class Server final : public OutsideChannel {
public:
    explicit Server(Channel kind = Channel::email) : kind_(kind) {}
    [[nodiscard]] Channel channel() const override { return kind_; }
    [[nodiscard]] bool offer(const HandOver& what) override {
        if (full) return false;
        offered.push_back(what.notification.value);
        in_hand.push_back(what);
        return true;
    }
    [[nodiscard]] std::vector<HandedOver> take_results() override {
        if (silent) return {};
        std::vector<HandedOver> results;
        for (const auto& what : in_hand) results.push_back({what, answer});
        in_hand.clear();
        return results;
    }

    std::vector<std::uint64_t> offered;
    std::vector<HandOver> in_hand;
    Sent answer{SendResult::accepted, "", {}};
    bool silent = false;
    bool full = false;

private:
    Channel kind_;
};

class HandOversTest : public testing::Test {
protected:
    HandOversTest() {
        auto made = std::make_unique<Server>();
        server_ = made.get();
        channels_.push_back(std::move(made));
    }
    void add(std::uint64_t number) { hand_overs_.add({kSchool, NotificationId{number}, Channel::email, kCloses}); }
    void round(UtcTime now) { hand_overs_.go_round(channels_, now); }
    std::vector<HandOvers::Settlement> unrecorded(int steady_ms = 0) {
        return hand_overs_.unrecorded(MonotonicTime{std::chrono::milliseconds{steady_ms}});
    }
    [[nodiscard]] static HandOvers::Settlement settled(NotificationOutcome outcome, std::uint32_t attempts) {
        return {kSchool, NotificationId{7}, outcome, attempts};
    }

    Server* server_;
    std::vector<std::unique_ptr<OutsideChannel>> channels_;
    HandOvers hand_overs_;
};

TEST_F(HandOversTest, WhatTheServerTakesIsDelivered) {
    add(7);
    round(kOpens);
    EXPECT_TRUE(unrecorded().empty());
    round(kOpens);
    EXPECT_EQ(unrecorded(), (std::vector{settled(NotificationOutcome::delivered, 1)}));
    EXPECT_TRUE(unrecorded(999).empty()) << "asked for once";
    EXPECT_EQ(unrecorded(1000).size(), 1U) << "and again";
    hand_overs_.settled(kSchool, NotificationId{7});
    EXPECT_EQ(hand_overs_.size(), 0U);
    EXPECT_EQ(server_->offered, (std::vector<std::uint64_t>{7}));
}

TEST_F(HandOversTest, ItIsTriedAgainByTheScheduleAndGivenUpWhenTheWindowCloses) {
    server_->answer = {SendResult::later, "greylisted", {}};
    add(7);
    std::vector<std::int64_t> tried;
    for (auto now = kOpens; now <= kCloses; now += std::chrono::seconds{1}) {
        const auto before = server_->offered.size();
        round(now);
        if (server_->offered.size() > before) {
            tried.push_back(std::chrono::duration_cast<std::chrono::seconds>(now - kOpens).count());
        }
    }
    // Each pause is counted from the answer, which comes one look later.
    EXPECT_EQ(tried, (std::vector<std::int64_t>{0, 31, 152, 453, 1054}));
    EXPECT_EQ(unrecorded(), (std::vector{settled(NotificationOutcome::rolled, 5)}));
}

TEST_F(HandOversTest, TheServersOwnWishForLaterIsKept) {
    server_->answer = {SendResult::later, "busy", std::chrono::seconds{600}};
    add(7);
    round(kOpens);
    round(kOpens);
    EXPECT_EQ(hand_overs_.next(), kOpens + std::chrono::seconds{600});
    server_->answer.retry_after = std::chrono::hours{5};
    round(kOpens + std::chrono::seconds{600});
    round(kOpens + std::chrono::seconds{600});
    EXPECT_EQ(hand_overs_.next(), kCloses) << "longer than its window it cannot wait";
}

TEST_F(HandOversTest, NothingIsOfferedFromTheCloseOn) {
    add(7);
    round(kCloses);
    EXPECT_TRUE(server_->offered.empty());
    EXPECT_EQ(unrecorded(), (std::vector{settled(NotificationOutcome::rolled, 0)}));
}

TEST_F(HandOversTest, ARefusalAndAnAddressThatIsGoneAreFinal) {
    for (const auto& [result, outcome] : {std::pair{SendResult::refused, NotificationOutcome::dead},
                                          std::pair{SendResult::gone, NotificationOutcome::unaddressed}}) {
        server_->answer = {result, "", {}};
        add(7);
        round(kOpens);
        round(kOpens);
        EXPECT_EQ(unrecorded(), (std::vector{settled(outcome, 1)}));
        hand_overs_.settled(kSchool, NotificationId{7});
    }
}

TEST_F(HandOversTest, AChannelThatIsFullIsAskedAgain) {
    server_->full = true;
    add(7);
    add(8);
    round(kOpens);
    server_->full = false;
    round(kOpens);
    EXPECT_EQ(server_->offered, (std::vector<std::uint64_t>{7, 8}));
}

TEST_F(HandOversTest, WhatAServerHasInHandIsNotOfferedOnceMore) {
    server_->silent = true;
    add(7);
    round(kOpens);
    round(kOpens + std::chrono::minutes{5});
    EXPECT_EQ(server_->offered.size(), 1U);
    EXPECT_EQ(hand_overs_.next(), std::nullopt);
}

TEST_F(HandOversTest, PushesHaveAShorterSchedule) {
    using std::chrono::seconds;
    EXPECT_EQ(retry_delay(Channel::push, 1), seconds{15});
    EXPECT_EQ(retry_delay(Channel::push, 3), seconds{300});
    EXPECT_EQ(retry_delay(Channel::push, 4), std::nullopt);
    EXPECT_EQ(retry_delay(Channel::email, 5), seconds{1200});
    EXPECT_EQ(retry_delay(Channel::email, 6), std::nullopt);
}

}  // namespace
}  // namespace hometime

// The notifier's thread, with a clock that stands still until told: whatever is recorded wakes it.
#include "notifier/notifier.h"

#include <gmock/gmock.h>

#include <condition_variable>

#include "tests/notifier/state_log.h"

namespace hometime {
namespace {

using test::instant;
using test::kSchool;

constexpr StaffId kOkafor{4};
const UtcTime kOpens = instant("2026-11-24T15:30:00Z");
/// Longest wait for something that must happen. Reached only by a test that fails.
constexpr std::chrono::seconds kPatience{20};

/// Writes down what is asked, and answers with facts when it is told to.
class Asked final : public CommandPort {
public:
    void seal_digest(SchoolId, StaffId staff) override { note("seal " + std::to_string(staff.value)); }
    void escalate_concern(SchoolId, ConcernId concern) override { escalated.push_back(concern); }
    std::vector<ConcernId> escalated;
    void release_replies(SchoolId, GuardianId guardian) override { note("replies " + std::to_string(guardian.value)); }
    void record_delivery(SchoolId, DigestId digest, DeliveryOutcome outcome) override {
        note("record " + std::to_string(digest.value) +
             (outcome == DeliveryOutcome::delivered ? " delivered" : " failed"));
    }
    void reschedule(SchoolId, StaffId staff, Sequence because) override {
        note("reschedule " + std::to_string(staff.value) + " because " + std::to_string(because.value));
    }
    void seal_feed_digest(const FeedDigestFor& whose) override {
        note("feed digest " + std::to_string(whose.guardian.value));
    }
    [[nodiscard]] std::vector<FeedDigestAnswer> take_feed_digest_answers() override { return {}; }
    void seal_notification(const NotificationFor& whose) override {
        note("tell " + std::to_string(whose.person) + " by " + boost::describe::enum_to_string(whose.channel, "?"));
    }
    void alert_duty(const DutyFor& whose, const std::vector<Channel>& channels) override {
        note("duty " + std::to_string(whose.concern.value) + " on " + std::to_string(channels.size()));
    }
    void settle_notification(const HandOvers::Settlement& settlement) override {
        note("settle " + std::to_string(settlement.notification.value) + ' ' +
             boost::describe::enum_to_string(settlement.outcome, "?"));
    }
    [[nodiscard]] std::vector<TimedAnswer<NotificationFor>> take_notification_answers() override { return {}; }
    [[nodiscard]] std::vector<TimedAnswer<DutyFor>> take_duty_answers() override { return {}; }
    void retry() override { note("look"); }

    void note(const std::string& what) {
        const std::scoped_lock lock(mutex_);
        ++times_[what];
        changed_.notify_all();
    }
    [[nodiscard]] int times(const std::string& what) const {
        const std::scoped_lock lock(mutex_);
        const auto found = times_.find(what);
        return found == times_.end() ? 0 : found->second;
    }
    /// Whether it has been asked so often, now or soon.
    [[nodiscard]] bool comes(const std::string& what, int times = 1) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, kPatience, [&] { return times_[what] >= times; });
    }

private:
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::map<std::string, int> times_;
};

/// Answers as often as it is asked; nothing while `known` is false.
class Mailbox final : public DeliveryChannel {
public:
    Mailbox(Asked& asked, const std::atomic<bool>& known) : asked_(asked), known_(known) {}
    [[nodiscard]] Channel channel() const override { return Channel::in_app; }
    [[nodiscard]] std::optional<DeliveryOutcome> deliver(Position digest) override {
        asked_.note("deliver " + std::to_string(digest.sequence.value));
        return known_ ? std::optional(DeliveryOutcome::delivered) : std::nullopt;
    }

private:
    Asked& asked_;
    const std::atomic<bool>& known_;
};

/// Takes what it is offered; says so once `taken` is true.
class Relay final : public OutsideChannel {
public:
    Relay(Asked& asked, const std::atomic<bool>& taken) : asked_(asked), taken_(taken) {}
    [[nodiscard]] Channel channel() const override { return Channel::email; }
    [[nodiscard]] bool offer(const HandOver& what) override {
        asked_.note("offer " + std::to_string(what.notification.value));
        in_hand_.push_back(what);
        return true;
    }
    [[nodiscard]] std::vector<HandedOver> take_results() override {
        std::vector<HandedOver> results;
        if (!taken_) return results;
        for (const auto& what : in_hand_) results.push_back({what, {SendResult::accepted, "", {}}});
        in_hand_.clear();
        return results;
    }

private:
    Asked& asked_;
    const std::atomic<bool>& taken_;
    std::vector<HandOver> in_hand_;
};

class NotifierTest : public testing::Test {
protected:
    ~NotifierTest() override { stop(); }

    void start() {
        Channels channels;
        channels.inside.push_back(std::make_unique<Mailbox>(asked_, known_));
        if (outside_) channels.outside.push_back(std::make_unique<Relay>(asked_, taken_));
        notifier_ = std::make_unique<Notifier>(log_.log(), log_.tail(), clock_, asked_, std::move(channels));
        ASSERT_TRUE(notifier_->start());
    }
    void stop() {
        log_.tail().stop();
        if (notifier_) notifier_->stop();
    }
    MessageId send(std::optional<UtcTime> release_at) {
        MessageSent fact;
        fact.thread = ThreadId{3};
        fact.guardian = GuardianId{2};
        fact.staff = kOkafor;
        fact.pupil = PupilId{1};
        fact.category = Category::general;
        fact.route = Route::teacher;
        fact.release_at = release_at;
        return MessageId::at(log_.append(fact));
    }
    static ReplySent held_reply(UtcTime release_at) {
        ReplySent fact;
        fact.thread = ThreadId{3};
        fact.guardian = GuardianId{2};
        fact.staff = kOkafor;
        fact.pupil = PupilId{1};
        fact.release_at = release_at;
        fact.held = true;
        return fact;
    }
    DigestId seal(std::vector<MessageId> messages) {
        return DigestId::at(log_.append(DigestSealed{kOkafor, Channel::in_app, {}, 0, std::move(messages)}));
    }
    /// Things happen elsewhere: when this returns, the notifier has learned of all facts before, looked at the clock,
    /// and asked for whatever it asks for then. The second look begins when all of the first is done.
    void wake() {
        for (int round = 0; round < 2; ++round) {
            log_.append(FeedSeen{PersonKind::guardian, 2, ClassId{}, PostId{9}});
            const int before = asked_.times("look");
            log_.append(FeedSeen{PersonKind::guardian, 2, ClassId{}, PostId{9}});
            ASSERT_TRUE(asked_.comes("look", before + 1));
        }
    }

    ManualClock clock_{instant("2026-11-24T11:10:00Z")};
    test::StateLog log_{clock_};
    Asked asked_;
    std::atomic<bool> known_{true};
    bool outside_ = false;  ///< there is a mail relay
    std::atomic<bool> taken_{true};
    std::unique_ptr<Notifier> notifier_;
};

TEST_F(NotifierTest, R6_CountsWhatIsHeldWithoutADateFromItsStartOn) {
    const auto before = send(std::nullopt);
    start();
    const auto after = send(std::nullopt);
    send(kOpens);
    wake();
    EXPECT_EQ(notifier_->held(), 3U);
    EXPECT_EQ(notifier_->held_without_date(), 2U);
    log_.append(MessageRescheduled{before, ThreadId{3}, kOkafor, kOpens, {}, {}, {}});
    log_.append(MessageWithdrawn{after, ThreadId{3}, kOkafor});
    wake();
    EXPECT_EQ(notifier_->held(), 2U);
    EXPECT_EQ(notifier_->held_without_date(), 0U);
}

TEST_F(NotifierTest, AskedToSealWhenTheWindowOpensAndNotBefore) {
    send(kOpens);
    start();
    clock_.set(kOpens - std::chrono::microseconds{1});
    wake();
    EXPECT_EQ(asked_.times("seal 4"), 0);
    EXPECT_EQ(notifier_->held(), 1U);
    clock_.set(kOpens);
    wake();
    EXPECT_TRUE(asked_.comes("seal 4"));
    wake();
    EXPECT_EQ(asked_.times("seal 4"), 1) << "once, while the clock stands still";
}

TEST_F(NotifierTest, ASealThatWasDroppedIsAskedForAgain) {
    send(kOpens);
    start();
    clock_.set(kOpens);
    wake();
    EXPECT_TRUE(asked_.comes("seal 4"));
    clock_.advance(kAskAgain);
    wake();
    EXPECT_TRUE(asked_.comes("seal 4", 2));
    EXPECT_GE(notifier_->latest_ms(), 1000);
}

TEST_F(NotifierTest, ASealedDigestGoesToItsChannelOnceAndItsOutcomeIsRecorded) {
    start();
    const auto digest = std::to_string(seal({send(kOpens)}).value);
    EXPECT_TRUE(asked_.comes("record " + digest + " delivered"));
    wake();
    EXPECT_EQ(asked_.times("record " + digest + " delivered"), 1);
    clock_.advance(kAskAgain);  // No fact has come: the request was dropped.
    wake();
    EXPECT_TRUE(asked_.comes("record " + digest + " delivered", 2));
    EXPECT_EQ(asked_.times("deliver " + digest), 1) << "the person is not told twice";
}

TEST_F(NotifierTest, ARecordedDeliveryIsDone) {
    start();
    const auto digest = seal({send(kOpens)});
    const auto record = "record " + std::to_string(digest.value) + " delivered";
    ASSERT_TRUE(asked_.comes(record));
    log_.append(DigestDelivered{digest, Channel::in_app, DeliveryOutcome::delivered});
    wake();
    const int before = asked_.times(record);
    clock_.advance(kAskAgain * 5);
    wake();
    EXPECT_EQ(asked_.times(record), before);
}

TEST_F(NotifierTest, AChannelWithoutAnAnswerIsAskedAgain) {
    known_ = false;
    start();
    const auto digest = std::to_string(seal({send(kOpens)}).value);
    EXPECT_TRUE(asked_.comes("deliver " + digest));
    EXPECT_EQ(asked_.times("record " + digest + " delivered"), 0);
    known_ = true;
    wake();
    EXPECT_TRUE(asked_.comes("record " + digest + " delivered"));
}

TEST_F(NotifierTest, AChannelThatWaitsIsNotAskedForEveryDigestInOneRound) {
    known_ = false;
    const auto first = std::to_string(seal({send(kOpens)}).value);
    const auto second = std::to_string(seal({send(kOpens)}).value);
    start();
    wake();
    EXPECT_TRUE(asked_.comes("deliver " + first));
    EXPECT_EQ(asked_.times("deliver " + second), 0);
    known_ = true;
    wake();
    EXPECT_TRUE(asked_.comes("record " + second + " delivered"));
}

TEST_F(NotifierTest, S59_ARestartFindsWhatIsHeldAndWhatIsNotDelivered) {
    const auto shown = send(kOpens);
    send(kOpens);
    send(instant("2026-11-25T15:30:00Z"));
    const auto digest = std::to_string(seal({shown}).value);
    clock_.set(kOpens + std::chrono::minutes{90});  // It was down while the window was open.
    start();
    EXPECT_TRUE(asked_.comes("reschedule 0 because 0"));
    wake();
    EXPECT_EQ(asked_.times("deliver " + digest), 1);
    EXPECT_TRUE(asked_.comes("seal 4"));
    EXPECT_EQ(asked_.times("seal 4"), 1) << "one digest for both";
    EXPECT_EQ(notifier_->held(), 2U);
    EXPECT_GE(notifier_->latest_ms(), 90 * 60 * 1000);
}

TEST_F(NotifierTest, S58_ACalendarFactAsksForRecomputing) {
    start();
    const auto because = log_.append(TrainingScheduled{kOkafor, {}});
    EXPECT_TRUE(asked_.comes("reschedule 4 because " + std::to_string(because.value)));
}

TEST_F(NotifierTest, AClockSetBackHoldsAgain) {
    send(kOpens);
    start();
    clock_.set(kOpens);
    wake();
    ASSERT_TRUE(asked_.comes("seal 4"));
    clock_.set(kOpens - std::chrono::hours{2});
    wake();
    wake();
    EXPECT_EQ(asked_.times("seal 4"), 1);
}

TEST_F(NotifierTest, S47_AHeldReplyIsAskedForAtItsInstantAlsoAfterARestart) {
    const auto id = ReplyId::at(log_.append(held_reply(kOpens)));
    start();
    EXPECT_TRUE(asked_.comes("replies 2")) << "a start has everything that is held computed again";
    log_.append(ReplyRescheduled{id, ThreadId{3}, GuardianId{2}, kOpens});
    wake();
    EXPECT_EQ(asked_.times("replies 2"), 1);
    clock_.set(kOpens);
    wake();
    EXPECT_TRUE(asked_.comes("replies 2", 2));
    log_.append(ReplyReleased{id, ThreadId{3}, GuardianId{2}, false});
    clock_.advance(10 * kAskAgain);
    wake();
    EXPECT_EQ(asked_.times("replies 2"), 2) << "what was released is not asked for again";
}

TEST_F(NotifierTest, WithoutAChannelOutsideNobodyIsToldAnything) {
    start();
    seal({send(kOpens)});
    const auto concern = log_.append(ConcernRaised{{PupilId{1}}, {}, kOpens, kOpens, {}});
    wake();
    EXPECT_EQ(asked_.times("tell 4 by email"), 0);
    EXPECT_EQ(asked_.times("duty " + std::to_string(concern.value) + " on 0"), 0);
}

TEST_F(NotifierTest, WhoeverIsReachedInTheApplicationIsAskedForOnEachChannel) {
    outside_ = true;
    start();
    seal({send(kOpens)});
    wake();
    EXPECT_EQ(asked_.times("tell 4 by email"), 1);
    log_.append(QuietHoursSet{kOkafor, {}});
    wake();
    EXPECT_EQ(asked_.times("tell 4 by email"), 2) << "their hours are others";
}

TEST_F(NotifierTest, D6_WhatWasSealedAndNotSettledIsHandedOverAfterARestart) {
    outside_ = true;
    taken_ = false;
    NotificationSealed sealed;
    sealed.person_kind = PersonKind::staff;
    sealed.person = kOkafor.value;
    sealed.channel = Channel::email;
    sealed.kind = NotificationKind::inbox;
    sealed.about = {Sequence{1}};
    sealed.closes_at = kOpens;
    const auto id = std::to_string(log_.append(sealed).value);
    start();
    EXPECT_TRUE(asked_.comes("offer " + id));
    wake();
    EXPECT_EQ(asked_.times("offer " + id), 1) << "the relay has it in hand";
    EXPECT_EQ(asked_.times("settle " + id + " delivered"), 0);
    taken_ = true;
    wake();
    EXPECT_TRUE(asked_.comes("settle " + id + " delivered"));
    EXPECT_EQ(notifier_->notifications(), 1U) << "until the log says so";
}

TEST_F(NotifierTest, D14_DutyIsAskedForAtOnceAndNoMoreOnceSomebodyAcknowledged) {
    outside_ = true;
    start();
    const ConcernId concern = ConcernId::at(log_.append(ConcernRaised{{PupilId{1}}, {}, kOpens, kOpens, {}}));
    const auto asked = "duty " + std::to_string(concern.value) + " on 1";
    wake();
    EXPECT_EQ(asked_.times(asked), 1);
    clock_.advance(2 * kAskAgain);
    wake();
    EXPECT_EQ(asked_.times(asked), 2) << "nobody answered the question";
    log_.append(ConcernAcknowledged{concern});
    clock_.advance(2 * kAskAgain);
    wake();
    EXPECT_EQ(asked_.times(asked), 2);
}

}  // namespace
}  // namespace hometime

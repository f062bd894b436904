// When somebody is told outside the application, of what, and what becomes of it (delivery, D4 and D5).
#include "daemon/commands/notifications.h"

#include "tests/support/given.h"

namespace hometime {
namespace {

using test::facts;
using test::GivenSchool;

class NotificationsTest : public testing::Test {
protected:
    NotificationsTest() : tess_(given_.staff("tess")) { given_.link(given_.pupil(0), given_.adult(0)); }

    void write(const std::string& local) {
        given_.at(local).as(given_.adult(0));
        given_.accept(SendMessage{given_.pupil(0), {}, Category::general, "A question"});
    }
    void open(const std::string& local) { given_.at(local).as(GivenSchool::kNotifier).accept(SealDigest{tess_}); }
    void choose(const ChooseChannels& choice) { given_.as(tess_).accept(choice); }

    Decision decide(const std::string& local, Channel channel = Channel::email) {
        const SealNotification command{PersonKind::staff, tess_.value, channel};
        return given_.at(local).as(GivenSchool::kNotifier).when(command);
    }
    /// "told of N" things, "at" when to ask again, or "nothing".
    std::string ask(const std::string& local, Channel channel = Channel::email) {
        const auto decision = decide(local, channel);
        if (const auto* refused = std::get_if<Refused>(&decision)) {
            const auto* at = refused->facts.if_contains("again_at");
            return at == nullptr ? "nothing"
                                 : "at " + given_.local(parse_utc_time(std::string_view(at->as_string())).value());
        }
        last_ = facts<NotificationSealed>(std::get<Accepted>(decision)).at(0);
        under_way_ = NotificationId{std::get<Accepted>(decision).reply.at("notification").to_number<std::uint64_t>()};
        return "told of " + std::to_string(last_.about.size());
    }
    NotificationSettled settle(const std::string& local, NotificationOutcome outcome) {
        given_.at(local).as(GivenSchool::kNotifier);
        return facts<NotificationSettled>(given_.accept(SettleNotification{under_way_, outcome, 1})).at(0);
    }
    /// The server refuses the address on two different days; then there is something new to tell.
    void refuse_on_two_days() {
        write("2026-11-24T12:00");
        open("2026-11-24T15:30");
        ASSERT_EQ(ask("2026-11-24T15:31"), "told of 1");
        EXPECT_EQ(settle("2026-11-24T15:31", NotificationOutcome::dead).reason, DeadReason::refused);
        write("2026-11-24T18:00");
        open("2026-11-25T08:00");
        ASSERT_EQ(ask("2026-11-25T08:01"), "told of 1");
        settle("2026-11-25T08:01", NotificationOutcome::dead);
        write("2026-11-25T12:00");
        open("2026-11-25T15:30");
    }
    void deliver(const std::string& local) { settle(local, NotificationOutcome::delivered); }
    /// In the afternoon's window of 24 November, a minute after it opens.
    void tell_of_one() {
        write("2026-11-24T12:00");
        open("2026-11-24T15:30");
        EXPECT_EQ(ask("2026-11-24T15:31"), "told of 1");
        deliver("2026-11-24T15:31");
    }

    GivenSchool given_;
    StaffId tess_;
    NotificationSealed last_;
    NotificationId under_way_;
};

TEST_F(NotificationsTest, S46_NobodyIsToldOutsideTheirWindows) {
    write("2026-11-24T12:00");
    EXPECT_EQ(ask("2026-11-24T12:00"), "nothing") << "it has not reached them";
    open("2026-11-24T15:30");
    given_.at("2026-11-24T15:32").as(GivenSchool::kAdministrator);
    const BusyPeriod training{
        *parse_local_date("2026-11-24"), *parse_local_date("2026-11-24"), LocalMinute{930}, LocalMinute{960}, {}};
    given_.accept(ScheduleTraining{tess_, training});
    EXPECT_EQ(ask("2026-11-24T15:33"), "at 2026-11-25T08:00");
    EXPECT_EQ(ask("2026-11-25T08:02"), "told of 1");
}

TEST_F(NotificationsTest, AllThatReachedThemAtAnOpeningIsToldTogetherWithinAMinute) {
    write("2026-11-24T12:00");
    write("2026-11-24T13:00");
    open("2026-11-24T15:30");
    const auto first = ask("2026-11-24T15:30");
    EXPECT_TRUE(first == "at 2026-11-24T15:30" || first == "told of 1") << first;
    if (first != "told of 1") EXPECT_EQ(ask("2026-11-24T15:31"), "told of 1");
    EXPECT_EQ(last_.kind, NotificationKind::inbox);
    EXPECT_EQ(last_.counter, 0U);
    EXPECT_EQ(given_.local(last_.closes_at), "2026-11-24T16:00");
    EXPECT_EQ(last_.occurrence, (Occurrence{*parse_local_date("2026-11-24"), LocalMinute{930}}));
    EXPECT_EQ(ask("2026-11-24T15:31"), "nothing") << "one is under way at a time";
    deliver("2026-11-24T15:31");
    EXPECT_EQ(ask("2026-11-24T15:32"), "nothing") << "nothing is new";
}

TEST_F(NotificationsTest, NotEverybodyIsToldInTheSameSecond) {
    std::set<std::string> instants;
    for (std::uint64_t person = 1; person <= 40; ++person) {
        const StaffId staff{1000 + person};
        given_.at("2026-11-24T15:29");
        given_.record(MessageReleased{MessageId{50}, ThreadId{60}, staff, {}});
        given_.at("2026-11-24T15:30").as(GivenSchool::kNotifier);
        const auto decision = given_.when(SealNotification{PersonKind::staff, staff.value, Channel::email});
        const auto* refused = std::get_if<Refused>(&decision);
        if (refused != nullptr) instants.insert(std::string(refused->facts.at("again_at").as_string()));
    }
    EXPECT_GT(instants.size(), 15U);
    EXPECT_GE(*instants.begin(), "2026-11-24T15:30:00Z");
    EXPECT_LT(*instants.rbegin(), "2026-11-24T15:31:00Z");
}

TEST_F(NotificationsTest, WhatComesInAnOpenWindowWaitsUntilItIsQuiet) {
    tell_of_one();
    write("2026-11-24T15:33");
    EXPECT_EQ(ask("2026-11-24T15:33"), "at 2026-11-24T15:41") << "ten minutes after the last";
    write("2026-11-24T15:39");
    EXPECT_EQ(ask("2026-11-24T15:41"), "at 2026-11-24T15:44") << "five quiet minutes";
    EXPECT_EQ(ask("2026-11-24T15:44"), "told of 2");
    EXPECT_EQ(last_.counter, 1U);
}

TEST_F(NotificationsTest, NobodyIsToldInTheLastMinutesUnlessAnAnswerIsExpectedBefore) {
    tell_of_one();
    write("2026-11-24T15:52");  // An answer is expected by the next day's last window: it can wait.
    EXPECT_EQ(ask("2026-11-24T15:56"), "at 2026-11-25T08:00");
    EXPECT_EQ(ask("2026-11-25T08:01"), "told of 1");
    deliver("2026-11-25T08:01");
    // What was written the day before at this time is due by the end of this window.
    given_.at("2026-11-25T15:51");
    const auto thread = given_.school().thread_between(given_.adult(0), tess_, given_.pupil(0));
    MessageSent urgent{
        thread, given_.adult(0), tess_, given_.pupil(0), Category::general, Route::teacher, {}, {}, {}, {}, {}, {}, {}};
    urgent.due = given_.at("2026-11-25T16:00").now();
    given_.at("2026-11-25T15:51").record(urgent);
    const auto message = MessageId::at(given_.history().back().header.sequence);
    given_.record(MessageReleased{message, thread, tess_, {*parse_local_date("2026-11-25"), LocalMinute{930}}});
    EXPECT_EQ(ask("2026-11-25T15:57"), "told of 1");
}

TEST_F(NotificationsTest, WhatWentThroughInNoTimeJoinsTheNextWindowsNotification) {
    write("2026-11-24T12:00");
    open("2026-11-24T15:30");
    EXPECT_EQ(ask("2026-11-24T15:31"), "told of 1");
    EXPECT_EQ(settle("2026-11-24T16:00", NotificationOutcome::rolled).outcome, NotificationOutcome::rolled);
    write("2026-11-24T18:00");
    open("2026-11-25T08:00");
    EXPECT_EQ(ask("2026-11-25T08:01"), "told of 2");
    EXPECT_EQ(last_.counter, 0U);
}

TEST_F(NotificationsTest, AfterThreeWindowsInVainItIsDead) {
    write("2026-11-24T12:00");
    open("2026-11-24T15:30");
    ASSERT_EQ(ask("2026-11-24T15:31"), "told of 1");
    settle("2026-11-24T16:00", NotificationOutcome::rolled);
    ASSERT_EQ(ask("2026-11-25T08:01"), "told of 1");
    settle("2026-11-25T08:30", NotificationOutcome::rolled);
    ASSERT_EQ(ask("2026-11-25T15:31"), "told of 1");
    const auto settled = settle("2026-11-25T16:00", NotificationOutcome::rolled);
    EXPECT_EQ(settled.outcome, NotificationOutcome::dead);
    EXPECT_EQ(settled.reason, DeadReason::exhausted);
    EXPECT_EQ(ask("2026-11-26T08:01"), "nothing") << "somebody has to look";
    EXPECT_TRUE(given_.school().dead_letter(under_way_));
    write("2026-11-26T10:00");
    open("2026-11-26T15:30");
    EXPECT_EQ(ask("2026-11-26T15:31"), "told of 1") << "what is new is tried";
}

TEST_F(NotificationsTest, AnAddressThatIsRefusedOnTwoDaysIsNotUsedAgainUntilItChanges) {
    refuse_on_two_days();
    EXPECT_EQ(ask("2026-11-25T15:31"), "nothing");
    given_.record(StaffDetailsChanged{tess_, "mac", {}});
    EXPECT_EQ(ask("2026-11-25T15:31"), "told of 1");
}

TEST_F(NotificationsTest, TheOfficeHasADeadAddressTriedAgain) {
    refuse_on_two_days();
    given_.as(given_.staff("office"));
    EXPECT_EQ(given_.refusal(CloseDeadLetter{NotificationId{99'999}, true}), "unknown-dead-letter");
    given_.accept(CloseDeadLetter{under_way_, true});
    EXPECT_EQ(given_.refusal(CloseDeadLetter{under_way_, true}), "unknown-dead-letter");
    EXPECT_EQ(ask("2026-11-25T15:31"), "told of 1");
}

TEST_F(NotificationsTest, WhereThereIsNoAddressNothingMoreIsSealed) {
    write("2026-11-24T12:00");
    open("2026-11-24T15:30");
    ASSERT_EQ(ask("2026-11-24T15:31"), "told of 1");
    settle("2026-11-24T15:31", NotificationOutcome::unaddressed);
    write("2026-11-24T18:00");
    open("2026-11-25T08:00");
    EXPECT_EQ(ask("2026-11-25T08:01"), "nothing");
    EXPECT_FALSE(given_.school().dead_letter(under_way_));
}

TEST_F(NotificationsTest, D8_EachDecidesForThemselves) {
    choose({false, {}, {}, false});
    write("2026-11-24T12:00");
    open("2026-11-24T15:30");
    EXPECT_EQ(ask("2026-11-24T15:31"), "nothing");
    EXPECT_EQ(ask("2026-11-24T15:31", Channel::push), "nothing") << "a push needs a device first";
    choose({true, true, {}, true});
    EXPECT_EQ(ask("2026-11-24T15:32"), "nothing") << "what was there before is not told";
    write("2026-11-24T18:00");
    open("2026-11-25T08:00");
    EXPECT_EQ(ask("2026-11-25T08:01"), "told of 1");
    EXPECT_EQ(ask("2026-11-25T08:01", Channel::push), "told of 1") << "each channel goes its own way";
}

TEST_F(NotificationsTest, D8_WhoWantsNoFollowUpsIsToldOncePerWindow) {
    choose({{}, {}, false, false});
    write("2026-11-24T12:00");
    open("2026-11-24T15:30");
    ASSERT_EQ(ask("2026-11-24T15:31"), "told of 1");
    deliver("2026-11-24T15:31");
    write("2026-11-24T15:33");
    EXPECT_EQ(ask("2026-11-24T15:45"), "at 2026-11-25T08:00");
}

TEST_F(NotificationsTest, TheSameChoiceAgainIsNoFact) {
    EXPECT_TRUE(given_.as(tess_).accept(ChooseChannels{}).events.empty());
    EXPECT_EQ(given_.accept(ChooseChannels{false, {}, {}, false}).events.size(), 1U);
    EXPECT_TRUE(given_.accept(ChooseChannels{false, {}, {}, false}).events.empty());
    EXPECT_EQ(given_.accept(ChooseChannels{false, {}, {}, true}).events.size(), 1U) << "there is another device";
}

TEST_F(NotificationsTest, D15_AGuardianIsToldOfAReplyInTheirOwnHours) {
    write("2026-11-24T12:00");
    open("2026-11-24T15:30");
    const auto thread = given_.school().thread_between(given_.adult(0), tess_, given_.pupil(0));
    given_.at("2026-11-24T15:40").as(tess_).accept(SendReply{thread, "An answer", false});
    const SealNotification ask_guardian{PersonKind::guardian, given_.adult(0).value, Channel::email};
    const auto told = given_.at("2026-11-24T15:40").as(GivenSchool::kNotifier).accept(ask_guardian);
    EXPECT_EQ(facts<NotificationSealed>(told).at(0).kind, NotificationKind::reply);
    EXPECT_EQ(given_.local(facts<NotificationSealed>(told).at(0).closes_at), "2026-11-24T20:00");
    EXPECT_EQ(given_.refusal(SettleNotification{NotificationId{99'999}, NotificationOutcome::delivered, 1}),
              "unknown-notification");
}

TEST_F(NotificationsTest, SomebodyWhoHasLeftIsToldNothing) {
    write("2026-11-24T12:00");
    open("2026-11-24T15:30");
    given_.record(StaffLeft{tess_});
    EXPECT_EQ(ask("2026-11-24T15:31"), "nothing");
    EXPECT_FALSE(may_be_told(given_.school(), PersonKind::staff, tess_.value, given_.now()));
}

}  // namespace
}  // namespace hometime

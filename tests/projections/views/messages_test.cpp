// The views of messages: threads, a teacher's inbox, the office queue, and what is held.
#include "tests/projections/views/views_test.h"

namespace hometime::test {
namespace {

using views::ItemState;
using views::Page;
using views::Side;

constexpr GuardianId kMum{101};
constexpr GuardianId kDad{102};
constexpr StaffId kTeacher{201};
constexpr StaffId kClerk{202};
constexpr PupilId kPupil{301};

class MessageViews : public ViewsTest {
protected:
    void SetUp() override {
        thread = log.add<ThreadId>(ThreadOpened{kMum, kTeacher, kPupil});
        office_thread = log.add<ThreadId>(ThreadOpened{kMum, StaffId{}, kPupil});
    }
    ReplyId held_reply(std::string_view release_at) {
        auto reply = reply_in(thread, kMum, kTeacher, kPupil);
        reply.release_at = instant(release_at);
        reply.held = true;
        return log.add<ReplyId>(reply);
    }
    MessageId send() { return log.add<MessageId>(message_to(kTeacher, thread, kMum, kPupil)); }

    ThreadId thread;
    ThreadId office_thread;
};

TEST_F(MessageViews, InboxNeverShowsWhatIsHeldNotEvenItsNumberD3) {
    send();
    fold();
    EXPECT_TRUE(views::inbox(views, kSchool, kTeacher).empty());
    EXPECT_EQ(views::inbox_size(views, kSchool, kTeacher), 0U);
    EXPECT_TRUE(views::threads_of(views, kSchool, kTeacher).empty());
    EXPECT_FALSE(views::thread(views, kSchool, thread, Side::staff));
    EXPECT_TRUE(views::thread_items(views, kSchool, thread, Side::staff).empty());
}

TEST_F(MessageViews, HeldMessageIsThereForItsGuardianAndAbsentForItsTeacher) {
    const auto message = send();
    fold();
    const auto own = views::message(views, kSchool, message, Side::guardian);
    ASSERT_TRUE(own);
    EXPECT_EQ(own->state, ItemState::held);
    EXPECT_EQ(own->release_at, instant("2026-11-24T15:30:00Z"));
    EXPECT_EQ(own->due, instant("2026-11-25T08:30:00Z"));
    EXPECT_FALSE(views::message(views, kSchool, message, Side::staff));
}

TEST_F(MessageViews, DigestPutsItsMessagesIntoTheInboxInOrderS24) {
    const auto first = send();
    const auto second = send();
    const auto later = send();
    log.at("2026-11-24T15:30:00Z");
    const auto digest = log.add<DigestId>(digest_of(kTeacher, {first, second}));
    fold();
    const auto inbox = views::inbox(views, kSchool, kTeacher);
    ASSERT_EQ(inbox.size(), 2U);
    EXPECT_EQ(inbox[0].message, first);
    EXPECT_EQ(inbox[1].message, second);
    EXPECT_EQ(inbox[1].number, 2U);
    EXPECT_EQ(inbox[1].digest, digest);
    EXPECT_EQ(inbox[1].sent_at, instant("2026-11-24T09:00:00Z"));
    EXPECT_EQ(inbox[1].released_at, instant("2026-11-24T15:30:00Z"));
    EXPECT_FALSE(views::message(views, kSchool, later, Side::staff));
}

TEST_F(MessageViews, MessageOfAnOpenWindowComesWithoutADigest) {
    const auto message = send();
    log.append(MessageReleased{message, thread, kTeacher, {}});
    fold();
    const auto inbox = views::inbox(views, kSchool, kTeacher);
    ASSERT_EQ(inbox.size(), 1U);
    EXPECT_EQ(inbox[0].digest, DigestId{});
}

TEST_F(MessageViews, MessageReleasedTwiceIsInTheInboxOnce) {
    const auto message = send();
    log.append(MessageReleased{message, thread, kTeacher, {}});
    log.append(digest_of(kTeacher, {message}));
    fold();
    EXPECT_EQ(views::inbox(views, kSchool, kTeacher).size(), 1U);
    EXPECT_EQ(views::thread(views, kSchool, thread, Side::staff)->items, 1U);
}

TEST_F(MessageViews, ReplyAnswersWhatItsWriterWasShownAndNothingElse) {
    const auto shown = send();
    log.append(MessageReleased{shown, thread, kTeacher, {}});
    const auto hidden = send();
    log.append(reply_in(thread, kMum, kTeacher, kPupil));
    log.append(digest_of(kTeacher, {hidden}));
    fold();
    const auto inbox = views::inbox(views, kSchool, kTeacher);
    ASSERT_EQ(inbox.size(), 2U);
    EXPECT_TRUE(inbox[0].answered);
    EXPECT_FALSE(inbox[1].answered);
    EXPECT_EQ(views::message(views, kSchool, shown, Side::guardian)->state, ItemState::answered);
    EXPECT_EQ(views::message(views, kSchool, hidden, Side::guardian)->state, ItemState::released);
}

TEST_F(MessageViews, BothSidesSeeTheSameOrderedThreadOnceAllIsReleasedS2) {
    const auto question = send();
    log.append(MessageReleased{question, thread, kTeacher, {}});
    const auto answer = log.append(reply_in(thread, kMum, kTeacher, kPupil));
    fold();
    for (const auto side : {Side::guardian, Side::staff}) {
        const auto items = views::thread_items(views, kSchool, thread, side);
        ASSERT_EQ(items.size(), 2U);
        EXPECT_EQ(items[0].id, question.value);
        EXPECT_EQ(items[0].kind, views::ItemKind::message);
        EXPECT_EQ(items[1].id, answer.value);
        EXPECT_EQ(items[1].kind, views::ItemKind::reply);
        EXPECT_EQ(items[1].staff, kTeacher);
        EXPECT_EQ(items[1].state, ItemState::sent);
    }
}

TEST_F(MessageViews, ThreadTellsTeacherNothingOfAHeldMessageBehindAShownOne) {
    const auto shown = send();
    log.append(MessageReleased{shown, thread, kTeacher, {}});
    log.at("2026-11-24T10:00:00Z");
    send();
    fold();
    const auto mums = views::thread(views, kSchool, thread, Side::guardian);
    const auto teachers = views::thread(views, kSchool, thread, Side::staff);
    ASSERT_TRUE(mums && teachers);
    EXPECT_EQ(mums->items, 2U);
    EXPECT_EQ(mums->last_at, instant("2026-11-24T10:00:00Z"));
    EXPECT_EQ(teachers->items, 1U);
    EXPECT_EQ(teachers->last_at, instant("2026-11-24T09:00:00Z"));
}

TEST_F(MessageViews, ThreadsAreListedForTheirOwnGuardianOnly) {
    fold();
    EXPECT_EQ(views::threads_of(views, kSchool, kMum).size(), 2U);
    EXPECT_TRUE(views::threads_of(views, kSchool, kDad).empty());
    EXPECT_TRUE(views::threads_of(views, kOtherSchool, kMum).empty());
}

TEST_F(MessageViews, AttendanceGoesToTheOfficeAtOnceAndToNoTeacherS28) {
    const auto message = log.add<MessageId>(message_to_office(office_thread, kMum, kPupil));
    fold();
    const auto queue = views::office_queue(views, kSchool, views::OfficeFilter::waiting);
    ASSERT_EQ(queue.size(), 1U);
    EXPECT_EQ(queue[0].message, message);
    EXPECT_EQ(queue[0].category, Category::attendance);
    EXPECT_TRUE(views::inbox(views, kSchool, kTeacher).empty());
    EXPECT_TRUE(views::held_of(views, kSchool, kMum).empty());
    EXPECT_EQ(views::threads_of(views, kSchool, StaffId{}).size(), 1U);
    EXPECT_EQ(views::message(views, kSchool, message, Side::staff)->state, ItemState::released);
}

TEST_F(MessageViews, OfficeReplyTakesItsThreadOffTheWaitingQueue) {
    const auto answered = log.add<MessageId>(message_to_office(office_thread, kMum, kPupil));
    const auto other_thread = log.add<ThreadId>(ThreadOpened{kDad, StaffId{}, kPupil});
    const auto waiting = log.add<MessageId>(message_to_office(other_thread, kDad, kPupil));
    log.append(reply_in(office_thread, kMum, kClerk, kPupil, true));
    fold();
    const auto queue = views::office_queue(views, kSchool, views::OfficeFilter::waiting);
    ASSERT_EQ(queue.size(), 1U);
    EXPECT_EQ(queue[0].message, waiting);
    const auto all = views::office_queue(views, kSchool, views::OfficeFilter::all);
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].message, answered);
    EXPECT_TRUE(all[0].answered);
    EXPECT_FALSE(all[1].answered);
}

TEST_F(MessageViews, HeldListSaysUntilWhenAndEndsWithTheRelease) {
    const auto message = send();
    fold();
    const auto held = views::held_of(views, kSchool, kMum);
    ASSERT_EQ(held.size(), 1U);
    EXPECT_EQ(held[0].message, message);
    EXPECT_EQ(held[0].release_at, instant("2026-11-24T15:30:00Z"));
    EXPECT_EQ(views::held_count(views, kSchool, kTeacher), 1U);
    EXPECT_TRUE(views::held_of(views, kSchool, kDad).empty());
    log.append(digest_of(kTeacher, {message}));
    fold();
    EXPECT_TRUE(views::held_of(views, kSchool, kMum).empty());
    EXPECT_EQ(views::held_count(views, kSchool, kTeacher), 0U);
}

TEST_F(MessageViews, RescheduledMessageShowsItsNewReleaseEverywhereS59) {
    const auto message = send();
    log.append(MessageRescheduled{message,
                                  thread,
                                  kTeacher,
                                  instant("2026-11-25T08:00:00Z"),
                                  instant("2026-11-25T16:00:00Z"),
                                  {},
                                  CalendarVersion{9}});
    fold();
    EXPECT_EQ(views::held_of(views, kSchool, kMum)[0].release_at, instant("2026-11-25T08:00:00Z"));
    const auto own = views::message(views, kSchool, message, Side::guardian);
    EXPECT_EQ(own->release_at, instant("2026-11-25T08:00:00Z"));
    EXPECT_EQ(own->due, instant("2026-11-25T16:00:00Z"));
}

TEST_F(MessageViews, RescheduleToNoWindowInSightLeavesTheReleaseEmpty) {
    const auto message = send();
    log.append(MessageRescheduled{message, thread, kTeacher, {}, {}, {}, CalendarVersion{9}});
    fold();
    EXPECT_EQ(views::held_of(views, kSchool, kMum)[0].release_at, std::nullopt);
}

TEST_F(MessageViews, PagesFollowEachOtherInBothDirections) {
    std::vector<MessageId> sent;
    for (int i = 0; i < 5; ++i) sent.push_back(send());
    log.append(digest_of(kTeacher, sent));
    fold();
    const auto numbers = [&](const Page& page) {
        std::vector<std::uint64_t> found;
        for (const auto& item : views::inbox(views, kSchool, kTeacher, page)) found.push_back(item.number);
        return found;
    };
    using Numbers = std::vector<std::uint64_t>;
    EXPECT_EQ(numbers({0, 2, Direction::forward}), (Numbers{1, 2}));
    EXPECT_EQ(numbers({2, 2, Direction::forward}), (Numbers{3, 4}));
    EXPECT_EQ(numbers({5, 2, Direction::forward}), Numbers{});
    EXPECT_EQ(numbers({0, 2, Direction::backward}), (Numbers{5, 4}));
    EXPECT_EQ(numbers({4, 9, Direction::backward}), (Numbers{3, 2, 1}));
    EXPECT_EQ(numbers({1, 9, Direction::backward}), Numbers{});
    EXPECT_EQ(numbers({0, 0, Direction::forward}), Numbers{});
}

TEST_F(MessageViews, OnePageHoldsAtMostAHundred) {
    std::vector<MessageId> sent;
    for (int i = 0; i < 101; ++i) sent.push_back(send());
    log.append(digest_of(kTeacher, sent));
    fold();
    EXPECT_EQ(views::inbox(views, kSchool, kTeacher, {0, 1000, Direction::forward}).size(), 100U);
    EXPECT_EQ(views::inbox(views, kSchool, kTeacher, {100, 1000, Direction::forward}).size(), 1U);
}

TEST_F(MessageViews, StaffPageSkipsHeldItemsAndStillFills) {
    send();
    send();
    const auto third = send();
    const auto fourth = send();
    log.append(digest_of(kTeacher, {third, fourth}));
    fold();
    const auto items = views::thread_items(views, kSchool, thread, Side::staff, {0, 2, Direction::forward});
    ASSERT_EQ(items.size(), 2U);
    EXPECT_EQ(items[0].id, third.value);
}

TEST_F(MessageViews, FactsAboutUnknownThreadsAndMessagesChangeNothing) {
    log.append(message_to(kTeacher, ThreadId{999}, kMum, kPupil));
    log.append(MessageReleased{MessageId{998}, ThreadId{999}, kTeacher, {}});
    log.append(reply_in(ThreadId{999}, kMum, kTeacher, kPupil));
    fold();
    EXPECT_FALSE(views::thread(views, kSchool, ThreadId{999}, Side::guardian));
    EXPECT_FALSE(views::message(views, kSchool, MessageId{998}, Side::guardian));
}

TEST_F(MessageViews, WithdrawnMessageIsHeldNoLongerAndNeverReachesTheInbox) {
    const auto message = send();
    log.at("2026-11-24T10:00:00Z");
    log.append(MessageWithdrawn{message, thread, kTeacher});
    log.append(digest_of(kTeacher, {message}));  // A digest sealed from older knowledge changes nothing.
    fold();
    EXPECT_TRUE(views::held_of(views, kSchool, kMum).empty());
    EXPECT_EQ(views::held_count(views, kSchool, kTeacher), 0U);
    EXPECT_TRUE(views::inbox(views, kSchool, kTeacher).empty());
    EXPECT_FALSE(views::message(views, kSchool, message, Side::staff));
    const auto own = views::message(views, kSchool, message, Side::guardian);
    ASSERT_TRUE(own);
    EXPECT_EQ(own->state, ItemState::withdrawn);
    EXPECT_EQ(own->withdrawn_at, instant("2026-11-24T10:00:00Z"));
    EXPECT_FALSE(own->release_at);
}

TEST_F(MessageViews, MeetingIsItsTeachersOnceItsRequestIsReleasedD3) {
    const auto carrier = send();
    const auto meeting = log.add<MeetingId>(MeetingRequested{thread, kMum, kTeacher, kPupil, carrier, 20, {}});
    fold();
    EXPECT_EQ(views::meetings_of(views, kSchool, kMum), (std::vector{meeting}));
    EXPECT_TRUE(views::meetings_of(views, kSchool, kTeacher).empty());
    EXPECT_EQ(views::meeting_carried_by(views, kSchool, carrier.sequence()), meeting);
    log.append(digest_of(kTeacher, {carrier}));
    fold();
    EXPECT_EQ(views::meetings_of(views, kSchool, kTeacher), (std::vector{meeting}));
}

TEST_F(MessageViews, MeetingWhoseRequestWasWithdrawnIsNeverItsTeachers) {
    const auto carrier = send();
    const auto meeting = log.add<MeetingId>(MeetingRequested{thread, kMum, kTeacher, kPupil, carrier, 20, {}});
    log.append(MessageWithdrawn{carrier, thread, kTeacher});
    log.append(MeetingCancelled{meeting, MeetingSide::guardian, Sequence{}});
    log.append(digest_of(kTeacher, {carrier}));
    fold();
    EXPECT_TRUE(views::meetings_of(views, kSchool, kTeacher).empty());
    EXPECT_EQ(views::meetings_of(views, kSchool, kMum).size(), 1U);
}

TEST_F(MessageViews, NoticeIsForThoseWhoWereToldAndFollowsTheAnswerS13) {
    const auto message = send();
    log.append(AuthorshipDisputed{message, thread, kMum, kPupil, kTeacher, {kMum, kDad}});
    fold();
    EXPECT_EQ(views::notices_of(views, kSchool, kDad).at(0).authorship, Authorship::disputed);
    EXPECT_TRUE(views::notices_of(views, kSchool, GuardianId{103}).empty());
    log.append(AuthorshipAnswered{message, thread, kMum, Authorship::denied});
    fold();
    EXPECT_EQ(views::notices_of(views, kSchool, kMum).at(0).authorship, Authorship::denied);
    EXPECT_EQ(views::notices_of(views, kSchool, kDad).at(0).authorship, Authorship::denied);
}

TEST_F(MessageViews, S47_AHeldReplyIsThereForItsWriterAndAbsentForItsGuardian) {
    const auto message = send();
    log.at("2026-11-24T15:30:00Z");
    log.add<DigestId>(digest_of(kTeacher, {message}));
    fold();
    const auto before = *views::thread(views, kSchool, thread, Side::guardian);
    log.at("2026-11-24T21:40:00Z");
    const auto reply = held_reply("2026-11-25T08:00:00Z");
    fold();
    const auto after = *views::thread(views, kSchool, thread, Side::guardian);
    EXPECT_EQ(after.items, before.items);
    EXPECT_EQ(after.last_at, before.last_at);
    EXPECT_EQ(views::thread_items(views, kSchool, thread, Side::guardian).size(), 1U);
    EXPECT_FALSE(views::thread_item(views, kSchool, thread, reply.value, Side::guardian));
    EXPECT_EQ(views::message(views, kSchool, message, Side::guardian)->state, ItemState::released);

    const auto own = views::thread_item(views, kSchool, thread, reply.value, Side::staff);
    ASSERT_TRUE(own);
    EXPECT_EQ(own->state, ItemState::held);
    EXPECT_EQ(own->release_at, instant("2026-11-25T08:00:00Z"));
    EXPECT_EQ(views::message(views, kSchool, message, Side::staff)->state, ItemState::answered);
    EXPECT_TRUE(views::inbox(views, kSchool, kTeacher).at(0).answered) << "it was answered when it was written";
}

TEST_F(MessageViews, S47_AReplyIsSentToItsGuardianWhenItIsReleased) {
    const auto message = send();
    log.at("2026-11-24T15:30:00Z");
    log.add<DigestId>(digest_of(kTeacher, {message}));
    log.at("2026-11-24T21:40:00Z");
    const auto reply = held_reply("2026-11-25T08:00:00Z");
    log.add<MessageId>(ReplyRescheduled{reply, thread, kMum, instant("2026-11-25T09:00:00Z")});
    fold();
    EXPECT_EQ(views::thread_item(views, kSchool, thread, reply.value, Side::staff)->release_at,
              instant("2026-11-25T09:00:00Z"));
    log.at("2026-11-25T09:00:00Z");
    log.add<MessageId>(ReplyReleased{reply, thread, kMum, false});
    fold();
    const auto told = views::thread_item(views, kSchool, thread, reply.value, Side::guardian);
    ASSERT_TRUE(told);
    EXPECT_EQ(told->state, ItemState::sent);
    EXPECT_EQ(told->sent_at, instant("2026-11-25T09:00:00Z")) << "at what hour it was written is not theirs to know";
    EXPECT_FALSE(told->release_at);
    EXPECT_EQ(views::thread_item(views, kSchool, thread, reply.value, Side::staff)->sent_at,
              instant("2026-11-24T21:40:00Z"));
    EXPECT_EQ(views::message(views, kSchool, message, Side::guardian)->state, ItemState::answered);
    const auto seen = *views::thread(views, kSchool, thread, Side::guardian);
    EXPECT_EQ(seen.items, 2U);
    EXPECT_EQ(seen.last_at, instant("2026-11-25T09:00:00Z"));
}

TEST_F(MessageViews, AReplyThatCameTooLateStaysWithItsWriter) {
    send();
    const auto reply = held_reply("2026-11-25T08:00:00Z");
    log.add<MessageId>(ReplyUndelivered{reply, thread, kMum, UndeliveredReason::sender_removed});
    log.add<MessageId>(ReplyReleased{reply, thread, kMum, false});
    fold();
    EXPECT_FALSE(views::thread_item(views, kSchool, thread, reply.value, Side::guardian));
    EXPECT_EQ(views::thread_item(views, kSchool, thread, reply.value, Side::staff)->state, ItemState::undelivered);
}

}  // namespace
}  // namespace hometime::test

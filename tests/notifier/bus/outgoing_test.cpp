#include "notifier/bus/outgoing.h"

#include <gmock/gmock.h>

#include "tests/projections/views/views_test.h"

namespace hometime::bus {
namespace {

using test::instant;
using test::kOtherSchool;
using test::kSchool;
using testing::ElementsAre;
using testing::IsEmpty;

class BusOutgoing : public test::ViewsTest {
protected:
    BusOutgoing() { open(kSchool); }

    void open(SchoolId school) {
        log.append(LogOpened{school, test::log_of(school)}, school);
        log.append(SchoolOpened{"Europe/London", {}}, school);
    }
    void award(int times, SchoolId school = kSchool) {
        for (int i = 0; i < times; ++i)
            log.append(PointAwarded{PupilId{7}, ClassId{5}, StaffId{6}, "kindness"}, school);
    }
    /// What one look sends, as "stream number".
    std::vector<std::string> sent(Outgoing& outgoing) {
        fold();
        std::vector<std::string> all;
        more_ = outgoing.send_new([&](const Message& message) { all.push_back(shown(message)); });
        return all;
    }
    static std::string shown(const Message& message) {
        const auto header = decode_header(message.header);
        const auto slash = message.topic.find('/', 3);
        const auto stream = message.topic.substr(slash + 1, message.topic.find('/', slash + 1) - slash - 1);
        return stream + " " + std::to_string(header->seq);
    }
    std::string heartbeat(Outgoing& outgoing, Stream stream) {
        std::string text;
        outgoing.send_heartbeat(kSchool, stream, [&](const Message& message) { text = shown(message); });
        return text;
    }

    ManualClock clock_{instant("2026-11-24T11:10:00Z")};
    bool more_ = false;
};

TEST_F(BusOutgoing, EveryNewEventOnceAndInOrder) {
    Outgoing outgoing(log, views, clock_);
    outgoing.begin();
    award(3);
    EXPECT_THAT(sent(outgoing), ElementsAre("points 1", "points 2", "points 3"));
    EXPECT_THAT(sent(outgoing), IsEmpty());
    log.append(GuardianLinked{PupilId{7}, GuardianId{8}, {}, {}});
    award(1);
    EXPECT_THAT(sent(outgoing), ElementsAre("points 4", "links 1"));
}

TEST_F(BusOutgoing, NumbersGoOnAfterARestart) {
    {
        Outgoing first(log, views, clock_);
        first.begin();
        award(2);
        EXPECT_THAT(sent(first), ElementsAre("points 1", "points 2"));
    }
    award(2);  // Recorded, and the publisher never came to them.
    Outgoing second(log, views, clock_);
    second.begin();
    EXPECT_THAT(sent(second), ElementsAre("points 3", "points 4"));
    EXPECT_EQ(heartbeat(second, Stream::points), "points 4");
}

TEST_F(BusOutgoing, WithoutANoteWhatWasThereCountsAsSent) {
    award(3);
    fold();
    Outgoing outgoing(log, views, clock_);
    outgoing.begin();
    EXPECT_THAT(sent(outgoing), IsEmpty());
    EXPECT_EQ(heartbeat(outgoing, Stream::points), "points 3");
    award(1);
    EXPECT_THAT(sent(outgoing), ElementsAre("points 4"));
}

TEST_F(BusOutgoing, RebuiltViewsDoNotSendTheHistoryAgain) {
    award(3);
    Outgoing outgoing(log, views, clock_);
    outgoing.begin();  // The views were deleted, and nothing is folded yet.
    award(1);
    EXPECT_THAT(sent(outgoing), ElementsAre("points 4"));
}

TEST_F(BusOutgoing, AnotherIncarnationOfTheLogBeginsItsOwnNotes) {
    {
        Outgoing first(log, views, clock_);
        first.begin();
        award(5);
        EXPECT_EQ(sent(first).size(), 5U);
    }
    log.restore(kSchool, 4);  // A backup: two awards are left, and the views are built anew.
    for (const auto& projection : views::all_projections()) ASSERT_TRUE(views.clear(projection->view()));
    ViewFolder again{log, views, views::all_projections()};
    ASSERT_TRUE(again.fold(log.after({}, kSchool)));
    Outgoing second(log, views, clock_);
    second.begin();
    award(1);
    const auto cursors = again.cursors();
    ASSERT_TRUE(again.fold(log.after(cursors.at(kSchool), kSchool)));
    std::vector<std::string> all;
    std::ignore = second.send_new([&](const Message& message) { all.push_back(shown(message)); });
    EXPECT_THAT(all, ElementsAre("points 3"));
}

TEST_F(BusOutgoing, ASchoolThatOpensLaterBeginsWithItsFirstEvent) {
    Outgoing outgoing(log, views, clock_);
    outgoing.begin();
    open(kOtherSchool);
    award(1, kOtherSchool);
    std::vector<std::string> topics;
    fold();
    std::ignore = outgoing.send_new([&](const Message& message) { topics.push_back(message.topic); });
    EXPECT_THAT(topics, testing::Contains(testing::StartsWith(stream_prefix(kOtherSchool, Stream::points))));
}

TEST_F(BusOutgoing, ALongStreamTakesTurns) {
    Outgoing outgoing(log, views, clock_);
    outgoing.begin();
    award(static_cast<int>(kBurst * kTurn) + 1);
    log.append(GuardianLinked{PupilId{7}, GuardianId{8}, {}, {}});
    const auto first = sent(outgoing);
    EXPECT_EQ(first.size(), kBurst * kTurn + 1);
    EXPECT_EQ(first.back(), "links 1");
    EXPECT_TRUE(more_);
    EXPECT_THAT(sent(outgoing), ElementsAre("points " + std::to_string(kBurst * kTurn + 1)));
    EXPECT_FALSE(more_);
}

TEST_F(BusOutgoing, LongEventsAreAllSentToo) {
    Outgoing outgoing(log, views, clock_);
    outgoing.begin();
    std::vector<MessageId> messages;
    for (std::uint64_t at = 0; at < 4000; ++at) messages.emplace_back(1'000'000'000 + at);
    constexpr std::size_t kDigests = kBurstBytesMax / (4000 * 11) + 10;  // More than fits into one burst.
    for (std::size_t at = 0; at < kDigests; ++at) log.append(test::digest_of(StaffId{6}, messages));
    const auto all = sent(outgoing);
    EXPECT_EQ(std::count(all.begin(), all.end(), "flow " + std::to_string(kDigests)), 1);
    EXPECT_EQ(all.size(), 2 * kDigests) << "each is an event of ops too";
    EXPECT_FALSE(more_);
}

TEST_F(BusOutgoing, AHeartbeatSaysWhatWasSentNotWhatIsRecorded) {
    Outgoing outgoing(log, views, clock_);
    outgoing.begin();
    EXPECT_EQ(heartbeat(outgoing, Stream::points), "") << "the school is not in the view yet";
    fold();
    EXPECT_EQ(heartbeat(outgoing, Stream::points), "points 0");
    award(2);
    fold();
    EXPECT_EQ(heartbeat(outgoing, Stream::points), "points 0");
    std::ignore = sent(outgoing);
    EXPECT_EQ(heartbeat(outgoing, Stream::points), "points 2");
}

TEST_F(BusOutgoing, ActiveStreamsAreThoseThatSentSomething) {
    Outgoing outgoing(log, views, clock_);
    outgoing.begin();
    award(1);
    std::ignore = sent(outgoing);
    EXPECT_THAT(outgoing.take_active(), ElementsAre(std::pair{kSchool, Stream::points}));
    EXPECT_THAT(outgoing.take_active(), IsEmpty());
}

TEST_F(BusOutgoing, OnlyAStreamsExactPrefixNamesIt) {
    const Outgoing outgoing(log, views, clock_);
    const auto prefix = stream_prefix(kSchool, Stream::flow);
    EXPECT_EQ(outgoing.named(prefix), (std::pair{kSchool, Stream::flow}));
    for (const auto& topic : {std::string(), std::string("e1/"), prefix.substr(0, prefix.size() - 1), prefix + "m",
                              prefix + "message.held.v1", stream_prefix(kOtherSchool, Stream::flow)}) {
        EXPECT_EQ(outgoing.named(topic), std::nullopt) << topic;
    }
}

}  // namespace
}  // namespace hometime::bus

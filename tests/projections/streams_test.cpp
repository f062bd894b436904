#include "projections/streams.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "projections/views/streams.h"
#include "tests/projections/views/views_test.h"
#include "tests/support/samples.h"

namespace hometime::test {
namespace {

RecordHeader header_at(std::uint64_t sequence, std::string_view time = "2026-11-24T09:00:00Z") {
    RecordHeader header;
    header.sequence = Sequence{sequence};
    header.recorded_at = instant(time);
    return header;
}
Publications published(const Event& event) {
    return publications(header_at(41), event);
}
std::string said(const Event& event, Stream stream, const TimeZone& zone = TimeZone::utc()) {
    return publication_body(header_at(41), event, stream, zone).data;
}

constexpr ThreadId kThread{9};
constexpr StaffId kTeacher{201};

TEST(Streams, HeldMessageSaysUntilWhenInTheSchoolsOwnTime) {
    const auto event = message_to(kTeacher, kThread, GuardianId{101}, PupilId{301}, "2026-07-01T07:00:00Z");
    auto held = event;
    held.release_at = instant("2027-07-01T07:00:00Z");
    EXPECT_EQ(published(held), (Publications{{Stream::flow, "message.held.v1"}}));
    const auto body = publication_body(header_at(41), held, Stream::flow, *TimeZone::load("Europe/London"));
    EXPECT_EQ(body.data, R"({"thread":9,"message":41,"release_at":"2027-07-01T07:00:00Z",)"
                         R"("release_local":"2027-07-01T08:00:00[Europe/London]","due":"2026-11-25T08:30:00Z",)"
                         R"("reason":"outside_window","class":"normal"})");
    EXPECT_EQ(body.dataref, "/messages/41");
}

TEST(Streams, MessageWithoutAWindowInSightIsHeldWithoutARelease) {
    auto event = message_to(kTeacher, kThread, GuardianId{101}, PupilId{301});
    event.release_at.reset();
    event.due.reset();
    EXPECT_EQ(said(event, Stream::flow), R"({"thread":9,"message":41,"reason":"no_window","class":"normal"})");
}

TEST(Streams, MessageOfAnOpenWindowWasNeverHeld) {
    const auto now = message_to(kTeacher, kThread, GuardianId{101}, PupilId{301}, "2026-11-24T09:00:00Z");
    EXPECT_TRUE(published(now).empty());
    const auto later = message_to(kTeacher, kThread, GuardianId{101}, PupilId{301}, "2026-11-24T09:00:00.000001Z");
    EXPECT_EQ(published(later).size(), 1U);
}

TEST(Streams, DigestIsOneEventForOperatorsAndOneReleaseForTheFlow) {
    const Event digest = digest_of(kTeacher, {MessageId{5}, MessageId{6}});
    EXPECT_EQ(published(digest),
              (Publications{{Stream::ops, "digest.sealed.v1"}, {Stream::flow, "message.released.v1"}}));
    EXPECT_EQ(said(digest, Stream::ops),
              R"({"digest":41,"channel":"in_app","date":"2026-11-24","opens":"15:30","counter":0})");
    EXPECT_EQ(said(digest, Stream::flow),
              R"({"messages":[5,6],"released_at":"2026-11-24T09:00:00Z","release_local":"2026-11-24T09:00:00[UTC]",)"
              R"("reason":"window_opened","class":"normal"})");
}

TEST(Streams, ConversationsWithTheOfficeAreOnNoStream) {
    for (const auto category : {Category::concern, Category::attendance, Category::appointment}) {
        EXPECT_TRUE(published(message_to_office(kThread, GuardianId{101}, PupilId{301}, category)).empty());
    }
    EXPECT_TRUE(published(reply_in(kThread, GuardianId{101}, kTeacher, PupilId{301}, true)).empty());
    EXPECT_EQ(published(reply_in(kThread, GuardianId{101}, kTeacher, PupilId{301})).size(), 1U);
}

TEST(Streams, WithdrawnMessageSaysWhichAndDoubtsAboutAWriterAreOnNoStream) {
    const Event withdrawn = MessageWithdrawn{MessageId{5}, kThread, kTeacher};
    EXPECT_EQ(published(withdrawn), (Publications{{Stream::flow, "message.withdrawn.v1"}}));
    EXPECT_EQ(said(withdrawn, Stream::flow), R"({"thread":9,"message":5})");
    EXPECT_TRUE(published(AuthorshipDisputed{MessageId{5}, kThread, {}, {}, kTeacher, {}}).empty());
    EXPECT_TRUE(published(AuthorshipAnswered{MessageId{5}, kThread, {}, Authorship::denied}).empty());
    EXPECT_TRUE(published(MeetingAgreed{MeetingId{6}, MeetingSide::staff, Sequence{7}, {}}).empty());
}

TEST(Streams, S47_AReplyIsPublishedWhenItsGuardianCanSeeIt) {
    auto held = reply_in(kThread, GuardianId{101}, kTeacher, PupilId{301});
    EXPECT_EQ(said(held, Stream::flow), R"({"thread":9,"reply":41})");
    held.held = true;
    EXPECT_TRUE(published(held).empty());
    EXPECT_TRUE(published(ReplyRescheduled{ReplyId{40}, kThread, GuardianId{101}, {}}).empty());
    EXPECT_TRUE(published(ReplyUndelivered{ReplyId{40}, kThread, GuardianId{101}, {}}).empty());
    const Event released = ReplyReleased{ReplyId{40}, kThread, GuardianId{101}, false};
    EXPECT_EQ(published(released), (Publications{{Stream::flow, "reply.sent.v1"}}));
    EXPECT_EQ(said(released, Stream::flow), R"({"thread":9,"reply":40})");
}

class StreamViews : public ViewsTest {};

TEST_F(StreamViews, AReplyOfTheOfficeThatWasHeldIsOnNoStreamWhenItIsReleased) {
    const auto write = [&](bool office) {
        auto reply = reply_in(kThread, GuardianId{101}, kTeacher, PupilId{301}, office);
        reply.held = true;
        return log.add<ReplyId>(reply);
    };
    const auto of_office = write(true);
    const auto of_teacher = write(false);
    log.add<MessageId>(ReplyReleased{of_office, kThread, GuardianId{101}, false});
    fold();
    EXPECT_EQ(views::stream_last(views, kSchool, Stream::flow), 0U);
    const auto fact = log.add<MessageId>(ReplyReleased{of_teacher, kThread, GuardianId{101}, false});
    fold();
    const auto entries = views::stream_entries(views, kSchool, Stream::flow);
    ASSERT_EQ(entries.size(), 1U);
    EXPECT_EQ(entries[0].fact, fact.sequence());
}

TEST(Streams, OnePersonsTrainingIsOnNoStream) {
    EXPECT_TRUE(published(TrainingScheduled{kTeacher, {}}).empty());
    EXPECT_TRUE(published(TrainingCancelled{TrainingId{3}, kTeacher}).empty());
    EXPECT_EQ(published(TrainingScheduled{{}, {}}), (Publications{{Stream::calendar, "training.scheduled.v1"}}));
    EXPECT_EQ(published(TrainingCancelled{TrainingId{3}, {}}).size(), 1U);
}

TEST(Streams, SafeguardingRosterAccountsAndInvitesAreOnNoStream) {
    for (const Event& event :
         {Event{MessageReported{}}, Event{ReportClosed{}}, Event{RestrictedRead{}}, Event{AccountOpened{}},
          Event{InviteIssued{}}, Event{InviteRevoked{}}, Event{AdultApproved{}}, Event{PupilEnrolled{}},
          Event{GuardianRecorded{}}, Event{StaffAdded{}}, Event{StaffCodeIssued{}}, Event{RelationshipRecorded{}},
          Event{RosterImported{}}, Event{QuietHoursSet{}}, Event{FeedSeen{}}}) {
        EXPECT_TRUE(published(event).empty()) << "fact " << event.index();
    }
}

TEST(Streams, PolicyIsAVersionForOperatorsAndWindowsForTheCalendar) {
    PolicySet set;
    set.policy.weekly_windows = {{{Weekday::mon, Weekday::tue}, LocalMinute{480}, LocalMinute{510}}};
    EXPECT_EQ(published(set), (Publications{{Stream::ops, "policy.set.v1"}, {Stream::calendar, "windows.set.v1"}}));
    EXPECT_EQ(said(set, Stream::ops), R"({"policy":41})");
    EXPECT_EQ(said(set, Stream::calendar),
              R"({"policy":41,"weekly_windows":[{"days":["mon","tue"],"start":"08:00","end":"08:30"}],)"
              R"("working_hours":[]})");
}

TEST(Streams, PointsAreSingleAwardsAndRetractionsNeverTotals) {
    EXPECT_EQ(said(PointAwarded{PupilId{7}, ClassId{8}, kTeacher, "kindness"}, Stream::points),
              R"({"award":41,"pupil":7,"class":8,"skill":"kindness","change":1})");
    EXPECT_EQ(said(PointRetracted{AwardId{40}, PupilId{7}, kTeacher, {}}, Stream::points),
              R"({"award":40,"pupil":7,"change":-1})");
}

TEST(Streams, NoBodyNamesAStaffMemberOrSaysAReason) {
    // 777'001 stands for every staff id, and the texts of the samples are sealed.
    const StaffId staff{777'001};
    const PupilId pupil{7};
    const GuardianId guardian{101};
    const std::vector<Event> events{message_to(staff, kThread, guardian, pupil),
                                    MessageReleased{MessageId{5}, kThread, staff, {}},
                                    MessageRescheduled{MessageId{5}, kThread, staff, {}, {}, {}, {}},
                                    reply_in(kThread, guardian, staff, pupil),
                                    digest_of(staff, {MessageId{5}}),
                                    Posted{ClassId{8}, staff, PostKind::notice, {}, {}, {"a title"}},
                                    PostEdited{PostId{40}, ClassId{8}, staff, {}, {}, {"another title"}},
                                    PostRetracted{PostId{40}, ClassId{8}, staff, {"the wrong class"}},
                                    PointAwarded{pupil, ClassId{8}, staff, "kindness"},
                                    PointRetracted{AwardId{40}, pupil, staff, {"a typing mistake"}},
                                    GuardianUnlinked{pupil, guardian, {"moved away"}},
                                    ClosureAnnounced{{}, {}, ClosureKind::closure, "uid-1", {"burst boiler"}}};
    for (const auto& event : events) {
        for (const auto& publication : published(event)) {
            const auto body = publication_body(header_at(41), event, publication.stream, TimeZone::utc());
            for (const auto* secret : {"777001", "title", "mistake", "moved", "boiler", "wrong"}) {
                EXPECT_EQ((body.data + body.dataref).find(secret), std::string::npos) << body.data;
            }
        }
    }
}

TEST(Streams, APostThatWaitsSaysUntilWhenAndItsChangesNameIt) {
    Posted waits{ClassId{8}, StaffId{9}, PostKind::notice, {}, {}, {}};
    waits.shown_at = instant("2026-11-25T07:00:00Z");
    const auto body = [](const Event& event) {
        return publication_body(header_at(41), event, Stream::posts, TimeZone::utc());
    };
    EXPECT_NE(body(waits).data.find(R"("shown_at":"2026-11-25T07:00:00Z")"), std::string::npos);
    const auto edited = body(PostEdited{PostId{40}, ClassId{8}, StaffId{9}, {}, {}, {}});
    EXPECT_EQ(edited.data, R"({"post":40,"feed":8,"state":"edited"})");
    EXPECT_EQ(edited.dataref, "/feeds/8/posts/40");
    const auto retracted = body(PostRetracted{PostId{40}, {}, StaffId{9}, {}});
    EXPECT_EQ(retracted.data, R"({"post":40,"feed":"school","state":"retracted"})");
    EXPECT_EQ(published(PostEdited{}).at(0).type, "post.edited.v1");
    EXPECT_EQ(published(PostRetracted{}).at(0).type, "post.retracted.v1");
}

TEST(Streams, EveryPublicationHasABody) {
    std::size_t bodies = 0;
    for (const auto& event : sample_events()) {
        for (const auto& publication : published(event)) {
            const auto body = publication_body(header_at(41), event, publication.stream, TimeZone::utc());
            EXPECT_FALSE(boost::json::parse(body.data).as_object().empty()) << publication.type;
            EXPECT_TRUE(body.dataref.empty() || body.dataref.front() == '/') << publication.type;
            ++bodies;
        }
    }
    EXPECT_GE(bodies, 17U);
}

TEST(Streams, NamesAreReadBack) {
    for (const auto stream : kStreams) EXPECT_EQ(parse_stream(to_string(stream)), stream);
    EXPECT_EQ(parse_stream("safeguarding"), std::nullopt);
    EXPECT_EQ(parse_stream(""), std::nullopt);
}

using StreamsView = ViewsTest;

TEST_F(StreamsView, NumbersEachStreamFromOneWithoutHoles) {
    log.append(LogOpened{kSchool, log_of(kSchool)});
    log.append(SchoolOpened{"Europe/London", {}});
    const auto first = log.append(Posted{});
    log.append(ClassCreated{});
    const auto award = log.append(PointAwarded{});
    const auto second = log.append(Posted{});
    fold();
    EXPECT_EQ(views::stream_last(views, kSchool, Stream::posts), 2U);
    const auto posts = views::stream_entries(views, kSchool, Stream::posts);
    ASSERT_EQ(posts.size(), 2U);
    EXPECT_EQ(posts[0].number, 1U);
    EXPECT_EQ(posts[0].fact, first);
    EXPECT_EQ(posts[1].number, 2U);
    EXPECT_EQ(posts[1].fact, second);
    EXPECT_EQ(views::stream_entries(views, kSchool, Stream::points).at(0).fact, award);
    EXPECT_EQ(views::stream_last(views, kSchool, Stream::flow), 0U);
    EXPECT_EQ(views::stream_entries(views, kSchool, Stream::posts, {1, 10, Direction::forward}).size(), 1U);
}

TEST_F(StreamsView, KnowsTheSchoolsLogAndZone) {
    log.append(LogOpened{kSchool, log_of(kSchool)});
    fold();
    EXPECT_EQ(views::stream_school(views, kSchool)->zone, "");
    log.append(SchoolOpened{"Europe/London", {}});
    fold();
    const auto school = views::stream_school(views, kSchool);
    EXPECT_EQ(school->log, log_of(kSchool));
    EXPECT_EQ(school->zone, "Europe/London");
    EXPECT_FALSE(views::stream_school(views, kOtherSchool));
}

}  // namespace
}  // namespace hometime::test

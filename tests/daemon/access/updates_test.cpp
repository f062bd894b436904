// Who hears of what, told from histories.
#include "daemon/access/updates.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "projections/views/build.h"
#include "tests/support/fact_log.h"
#include "tests/support/given.h"

namespace hometime::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr Actor kNotifier = GivenSchool::kNotifier;

/// Things happen in the small school; whoever looks on hears of what happened since the last time.
class Updates : public testing::Test {
protected:
    Updates() {
        given_.link(given_.pupil(0), given_.adult(0));
        given_.link(given_.pupil(0), given_.adult(1));
        given_.link(given_.pupil(1), given_.adult(3));
        given_.at("2026-11-24T10:00");
        pass();
    }
    /// What has happened so far is over: nobody hears of it any more.
    void pass() { since_ = given_.history().size(); }

    [[nodiscard]] static Actor guardian(GuardianId id) { return {ActorKind::guardian, id.value}; }
    [[nodiscard]] static Actor staff(StaffId id) { return {ActorKind::staff, id.value}; }
    [[nodiscard]] Actor mum() const { return guardian(given_.adult(0)); }
    [[nodiscard]] Actor dad() const { return guardian(given_.adult(1)); }
    [[nodiscard]] Actor stranger() const { return guardian(given_.adult(3)); }
    [[nodiscard]] Actor tess() const { return staff(given_.staff("tess")); }
    [[nodiscard]] Actor theo() const { return staff(given_.staff("theo")); }
    [[nodiscard]] Actor office() const { return staff(given_.staff("office")); }

    /// Visits what happened, as this person sees it now.
    template <class Visit>
    void look_on(Actor actor, bool unverified, const Visit& visit) {
        FactLog log;
        for (const auto& [header, event] : given_.history()) log.append(header, event, GivenSchool::kSchool);
        MemoryViews views;
        if (!rebuild_views(log, views, views::all_projections())) throw std::runtime_error("no views");
        const auto school = given_.school();
        const Onlooker who{school, views, actor, given_.now(), unverified};
        for (std::size_t i = since_; i < given_.history().size(); ++i) {
            const auto record = log.read({GivenSchool::kSchool, Sequence{i + 1}});
            visit(who, happening(log, views, GivenSchool::kSchool, *record));
        }
    }
    /// The names of the topics, with their ids: `thread {"thread":1,"message":2}`.
    [[nodiscard]] std::vector<std::string> heard(Actor actor, bool unverified = false) {
        std::vector<std::string> told;
        look_on(actor, unverified, [&](const Onlooker& who, const Happening& what) {
            const auto update = update_for(who, what);
            if (update) told.push_back(std::string(topic(update->topic)) + ' ' + boost::json::serialize(update->ids));
        });
        return told;
    }
    /// When they will hear of what they do not hear of yet.
    [[nodiscard]] std::vector<UtcTime> later(Actor actor) {
        std::vector<UtcTime> instants;
        look_on(actor, false, [&](const Onlooker& who, const Happening& what) {
            if (const auto instant = hears_later(who, what)) instants.push_back(*instant);
        });
        return instants;
    }
    static const char* topic(Topic topic) { return boost::describe::enum_to_string(topic, "?"); }
    static std::string item(const char* where, ThreadId thread, const char* what, std::uint64_t id) {
        return std::string(where) + R"( {"thread":)" + std::to_string(thread.value) + ",\"" + what +
               "\":" + std::to_string(id) + "}";
    }

    struct Sent {
        MessageId id;
        ThreadId thread;
    };
    Sent send(Category category = Category::general) {
        given_.as(given_.adult(0));
        const auto reply = given_.accept(SendMessage{given_.pupil(0), {}, category, "A text"}).reply;
        return {MessageId{reply.at("message").to_number<std::uint64_t>()},
                ThreadId{reply.at("thread").to_number<std::uint64_t>()}};
    }
    void seal() {
        given_.at("2026-11-24T15:30").as(kNotifier);
        given_.accept(SealDigest{given_.staff("tess")});
    }

    GivenSchool given_;
    std::size_t since_ = 0;
};

TEST_F(Updates, D3_ATeacherHearsNothingOfWhatIsHeldUntilItIsReleased) {
    const auto sent = send();
    EXPECT_THAT(heard(mum()), ElementsAre(item("thread", sent.thread, "message", sent.id.value)));
    EXPECT_THAT(heard(tess()), IsEmpty());
    seal();
    const auto message = R"({"messages":[{"thread":)" + std::to_string(sent.thread.value) + R"(,"message":)" +
                         std::to_string(sent.id.value) + "}]}";
    EXPECT_THAT(heard(tess()), ElementsAre("inbox " + message));
    EXPECT_THAT(heard(mum()), ElementsAre(item("thread", sent.thread, "message", sent.id.value), "thread " + message));
    for (const auto& actor : {dad(), stranger(), theo(), office()}) EXPECT_THAT(heard(actor), IsEmpty());
}

TEST_F(Updates, D3_AMoveOfWhatIsHeldIsItsWritersToHearOf) {
    const auto sent = send();
    pass();
    given_.as(office());
    const auto date = *parse_local_date("2026-11-24");
    given_.accept(AnnounceClosures{{{date, date, ClosureKind::closure, "", "Snow"}}, false});
    given_.as(kNotifier);
    given_.accept(RescheduleHeld{given_.staff("tess"), {}});
    const auto tells = heard(tess());
    ASSERT_EQ(tells.size(), 1U);
    EXPECT_TRUE(tells[0].starts_with("calendar ")) << tells[0];
    EXPECT_THAT(heard(mum()), ElementsAre(tells[0], item("thread", sent.thread, "message", sent.id.value)));
}

TEST_F(Updates, AMessageInAnOpenWindowIsHeardOfOnBothSidesAtOnce) {
    given_.at("2026-11-24T15:35");
    const auto sent = send();
    EXPECT_THAT(heard(tess()), ElementsAre(item("inbox", sent.thread, "message", sent.id.value)));
    EXPECT_EQ(heard(mum()).size(), 2U);
    EXPECT_THAT(heard(dad()), IsEmpty());
}

TEST_F(Updates, AMessageToTheOfficeIsHeardOfThereAndByNoTeacher) {
    const auto sent = send(Category::attendance);
    EXPECT_THAT(heard(office()), ElementsAre(item("office", sent.thread, "message", sent.id.value)));
    for (const auto& actor : {tess(), theo(), dad(), stranger()}) EXPECT_THAT(heard(actor), IsEmpty());
}

TEST_F(Updates, AReplyIsHeardOfByTheTwoOfTheThread) {
    const auto sent = send();
    seal();
    pass();
    given_.as(given_.staff("tess"));
    given_.accept(SendReply{sent.thread, "An answer"});
    const auto reply = item("thread", sent.thread, "reply", given_.history().size());
    EXPECT_THAT(heard(mum()), ElementsAre(reply));
    EXPECT_THAT(heard(tess()), ElementsAre(reply));
    for (const auto& actor : {dad(), stranger(), theo(), office()}) EXPECT_THAT(heard(actor), IsEmpty());
}

TEST_F(Updates, S47_AReplyThatWaitsIsHeardOfByItsGuardianFromItsRelease) {
    const auto sent = send();
    seal();
    pass();
    given_.at("2026-11-24T21:40").as(given_.staff("tess"));
    given_.accept(SendReply{sent.thread, "An answer"});
    const auto reply = item("thread", sent.thread, "reply", given_.history().size());
    EXPECT_THAT(heard(mum()), IsEmpty());
    EXPECT_THAT(heard(tess()), ElementsAre(reply));
    given_.at("2026-11-25T08:00").as(kNotifier);
    given_.accept(ReleaseReplies{given_.adult(0)});
    EXPECT_THAT(heard(mum()), ElementsAre(reply)) << "once, although two facts tell of it";
    for (const auto& actor : {dad(), stranger(), office()}) EXPECT_THAT(heard(actor), IsEmpty());
}

TEST_F(Updates, D15_APostMadeInTheEveningIsHeardOfByGuardiansInTheMorning) {
    given_.at("2026-11-24T21:40").as(given_.staff("tess"));
    const auto posted = facts<Posted>(given_.accept(PublishPost{{}, PostKind::notice, {}, {}, {"Shoes", "", ""}}));
    ASSERT_TRUE(posted.at(0).shown_at);
    EXPECT_THAT(heard(mum()), IsEmpty());
    EXPECT_EQ(heard(theo()).size(), 1U);
    EXPECT_THAT(later(mum()), ElementsAre(*posted.at(0).shown_at));
    EXPECT_THAT(later(theo()), IsEmpty());
    given_.at(*posted.at(0).shown_at - std::chrono::milliseconds{1});
    EXPECT_THAT(heard(mum()), IsEmpty());
    given_.at(*posted.at(0).shown_at);
    EXPECT_EQ(heard(mum()).size(), 1U);
    EXPECT_THAT(later(mum()), IsEmpty());
}

TEST_F(Updates, S12_AnIdleSignInHearsOfNoMessageAndOfEverythingElse) {
    send();
    given_.as(given_.staff("tess"));
    given_.accept(PublishPost{{}, PostKind::notice, {}, {}, {"Snow", "", ""}});
    const auto post = R"(feed {"feed":"school","post":)" + std::to_string(given_.history().size()) + "}";
    EXPECT_THAT(heard(mum(), true), ElementsAre(post));
    EXPECT_EQ(heard(mum()).size(), 2U);
}

TEST_F(Updates, S22_WhoIsUnlinkedHearsThatTheirListChangedAndNothingMoreOfThePupil) {
    const auto sent = send();
    pass();
    given_.as(given_.staff("office"));
    given_.accept(UnlinkGuardian{given_.pupil(0), given_.adult(0), "Asked for it."});
    seal();
    given_.as(given_.staff("tess"));
    given_.accept(AwardPoint{given_.pupil(0), "kindness"});
    EXPECT_THAT(heard(mum()), ElementsAre("pupils {}"));
    const auto points = heard(dad());
    ASSERT_EQ(points.size(), 1U);
    EXPECT_TRUE(points[0].starts_with("points ")) << points[0];
    EXPECT_THAT(heard(office()),
                testing::Contains(R"(pupils {"pupil":)" + std::to_string(given_.pupil(0).value) + "}"));
    std::ignore = sent;
}

TEST_F(Updates, ARestrictionIsHeardOfByNobodyAndEndsWhatItsAdultHears) {
    given_.accept(GrantStaffRole{given_.staff("theo"), StaffRole::slt});
    const auto sent = send();
    pass();
    given_.as(given_.staff("theo"));
    given_.accept(
        RestrictContact{given_.pupil(0), given_.adult(0), RestrictionKind::no_data_access, {}, {}, "An order."});
    for (const auto& actor : {mum(), dad(), tess(), office(), theo()}) EXPECT_THAT(heard(actor), IsEmpty());
    since_ = 0;
    for (const auto& told : heard(mum()))
        EXPECT_EQ(told.find(std::to_string(sent.thread.value)), std::string::npos) << told;
}

TEST_F(Updates, S55_NobodyHearsOfAConcern) {
    given_.accept(GrantStaffRole{given_.staff("theo"), StaffRole::dsl});
    pass();
    given_.as(given_.staff("tess"));
    const auto raised =
        given_.accept(RaiseConcern{{given_.pupil(0)}, {}, {}, given_.now(), {"Bruises.", "Told the lead."}});
    given_.as(given_.staff("theo"));
    given_.accept(AcknowledgeConcern{facts<ConcernRaised>(raised).empty() ? ConcernId{} : ConcernId{since_ + 1}});
    given_.as(given_.adult(0));
    given_.accept(RaiseSafety{given_.pupil(0), "She is not safe."});
    for (const auto& actor : {mum(), dad(), tess(), theo(), office()}) EXPECT_THAT(heard(actor), IsEmpty());
}

TEST_F(Updates, S27_AStepOfAMeetingReachesATeacherWithTheMessageThatCarriesIt) {
    given_.as(given_.adult(0));
    const std::vector times{*parse_utc_time("2026-11-27T09:00:00Z")};
    const auto asked = given_.accept(RequestMeeting{given_.pupil(0), {}, "Reading", 15, times});
    const auto meeting = std::to_string(asked.reply.at("meeting").to_number<std::uint64_t>());
    EXPECT_THAT(heard(tess()), IsEmpty());
    EXPECT_THAT(heard(mum()), testing::Contains(R"(meeting {"meeting":)" + meeting + "}"));
    pass();
    seal();
    const auto told = heard(tess());
    ASSERT_EQ(told.size(), 1U);
    EXPECT_NE(told[0].find(R"("meeting":)" + meeting), std::string::npos) << told[0];
    pass();
    given_.at("2026-11-24T15:40").as(given_.staff("tess"));
    given_.accept(AcceptMeeting{MeetingId{asked.reply.at("meeting").to_number<std::uint64_t>()}, times[0], "Yes."});
    EXPECT_THAT(heard(mum()), testing::Contains(R"(meeting {"meeting":)" + meeting + "}"));
    EXPECT_THAT(heard(dad()), IsEmpty());
}

TEST_F(Updates, S27_ACounterProposalThatIsHeldIsNotHeardOfThoughTheMeetingIsKnown) {
    given_.at("2026-11-24T15:35").as(given_.adult(0));
    const std::vector times{*parse_utc_time("2026-11-27T09:00:00Z")};
    const auto asked = given_.accept(RequestMeeting{given_.pupil(0), {}, "Reading", 15, times});
    const MeetingId meeting{asked.reply.at("meeting").to_number<std::uint64_t>()};
    given_.at("2026-11-24T15:40").as(given_.staff("tess"));
    given_.accept(ProposeMeetingTimes{meeting, {*parse_utc_time("2026-11-26T09:00:00Z")}, ""});
    pass();
    given_.at("2026-11-24T20:00").as(given_.adult(0));
    given_.accept(ProposeMeetingTimes{meeting, times, ""});
    EXPECT_THAT(heard(tess()), IsEmpty());
    EXPECT_FALSE(heard(mum()).empty());
}

TEST_F(Updates, S13_ADoubtIsHeardOfByThePupilsAdults) {
    const auto sent = send();
    seal();
    pass();
    given_.as(given_.staff("tess"));
    given_.accept(DisputeAuthorship{sent.id, sent.thread});
    const auto notice = R"(notice {"message":)" + std::to_string(sent.id.value) + "}";
    EXPECT_THAT(heard(mum()), ElementsAre(notice));
    EXPECT_THAT(heard(dad()), ElementsAre(notice));
    EXPECT_THAT(heard(stranger()), IsEmpty());
    EXPECT_THAT(heard(tess()), ElementsAre(item("thread", sent.thread, "message", sent.id.value)));
}

TEST_F(Updates, S31_AMarkIsTheLeadershipsAndAReminderIsTheGuardiansOwn) {
    given_.accept(GrantStaffRole{given_.staff("theo"), StaffRole::slt});
    const auto sent = send();
    seal();
    pass();
    given_.as(given_.staff("tess"));
    given_.accept(MarkMisuse{sent.id, sent.thread, 1, "Rude."});
    EXPECT_THAT(heard(mum()), ElementsAre("reminder {}"));
    EXPECT_THAT(heard(dad()), IsEmpty());
    const auto conduct = R"(conduct {"guardian":)" + std::to_string(given_.adult(0).value) + "}";
    EXPECT_THAT(heard(theo()), ElementsAre(conduct, conduct));
    EXPECT_THAT(heard(tess()), IsEmpty());
}

TEST_F(Updates, S50_AReportIsTheLeadershipsAlone) {
    const auto sent = send();
    seal();
    given_.accept(GrantStaffRole{given_.staff("theo"), StaffRole::slt});
    pass();
    given_.as(given_.staff("tess"));
    given_.accept(ReportMessage{sent.id, sent.thread, given_.pupil(0), given_.adult(0), given_.staff("tess"),
                                std::string(64, 'a'), "Rude."});
    EXPECT_THAT(heard(theo()), ElementsAre(R"(report {"report":)" + std::to_string(given_.history().size()) + "}"));
    for (const auto& actor : {mum(), tess(), office()}) EXPECT_THAT(heard(actor), IsEmpty());
}

TEST_F(Updates, APostIsHeardOfInItsFeedAndWhatOneHasSeenByOneselfAlone) {
    given_.as(given_.staff("theo"));
    const auto elm = given_.school().staff(given_.staff("theo"))->teaches.begin().operator*();
    given_.accept(PublishPost{elm, PostKind::notice, {}, {}, {"Shoes", "", ""}});
    for (const auto& actor : {mum(), tess()}) EXPECT_THAT(heard(actor), IsEmpty()) << "of another class";
    EXPECT_EQ(heard(theo()).size(), 1U);
    EXPECT_EQ(heard(office()).size(), 1U);
    given_.accept(PublishPost{{}, PostKind::notice, {}, {}, {"Snow", "", ""}});
    const PostId post{given_.history().size()};
    pass();
    given_.as(given_.adult(0));
    given_.accept(MarkFeedSeen{{}, post});
    EXPECT_THAT(heard(mum()), ElementsAre(R"(feed {"feed":"school","seen":)" + std::to_string(post.value) + "}"));
    EXPECT_THAT(heard(dad()), IsEmpty());
}

TEST_F(Updates, QuietHoursAreHeardOfByTheirTeacherAlone) {
    given_.as(given_.staff("tess"));
    given_.accept(SetQuietHours{{}});
    EXPECT_EQ(heard(tess()).size(), 1U);
    for (const auto& actor : {mum(), theo(), office()}) EXPECT_THAT(heard(actor), IsEmpty());
}

TEST_F(Updates, OwnWindowsAndJoiningAreHeardOfByTheirTeacherAloneAndAnEveningByEverybody) {
    const auto tess_id = given_.staff("tess");
    given_.as(tess_id);
    given_.accept(
        SetStaffWindows{tess_id, std::vector<WeeklyWindow>{{{Weekday::mon}, LocalMinute{930}, LocalMinute{960}}}});
    EXPECT_EQ(heard(tess()).size(), 1U);
    for (const auto& actor : {mum(), theo(), office()}) EXPECT_THAT(heard(actor), IsEmpty());
    pass();
    given_.as(given_.staff("office"));
    const DatedSpan when{*parse_local_date("2027-03-11"), LocalMinute{1020}, LocalMinute{1170}};
    given_.accept(AnnounceEvening{when, "Parents' evening"});
    const EveningId evening{given_.history().size()};
    for (const auto& actor : {mum(), tess(), theo(), office()}) EXPECT_EQ(heard(actor).size(), 1U);
    pass();
    given_.as(tess_id);
    given_.accept(JoinEvening{evening});
    EXPECT_EQ(heard(tess()).size(), 1U);
    for (const auto& actor : {mum(), theo(), office()}) EXPECT_THAT(heard(actor), IsEmpty());
}

TEST_F(Updates, WhoHasNoStreamWouldHearOfNoMoreThanTheyMayRead) {
    send();
    seal();
    given_.as(given_.staff("tess"));
    given_.accept(PublishPost{{}, PostKind::notice, {}, {}, {"Snow", "", ""}});
    since_ = 0;
    const Actor pupil{ActorKind::pupil, given_.pupil(0).value};
    for (const auto& told : heard(pupil)) EXPECT_TRUE(told.starts_with("points ")) << told;
    for (const auto& told : heard(GivenSchool::kAdministrator)) {
        EXPECT_TRUE(told.starts_with("calendar ") || told.starts_with("policy ")) << told;
    }
}

}  // namespace
}  // namespace hometime::test

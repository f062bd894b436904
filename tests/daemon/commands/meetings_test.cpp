// Asking for a meeting, answering in turn, calling it off; and letters that cross.
#include "projections/state/meeting_standing.h"
#include "tests/support/given.h"

namespace hometime {
namespace {

using test::facts;
using test::GivenSchool;

class Meetings : public testing::Test {
protected:
    Meetings() { given_.link(given_.pupil(0), given_.adult(0)); }

    [[nodiscard]] static UtcTime instant(std::string_view text) { return parse_utc_time(text).value(); }
    [[nodiscard]] RequestMeeting asking(std::vector<UtcTime> times, std::uint32_t minutes = 20) const {
        return {given_.pupil(0), {}, "Reading at home", minutes, std::move(times)};
    }
    GivenSchool& parent(const std::string& local) { return given_.at(local).as(given_.adult(0)); }
    GivenSchool& teacher(const std::string& local) { return given_.at(local).as(given_.staff("tess")); }
    void open_window(const std::string& local) {
        given_.at(local).as(GivenSchool::kNotifier).accept(SealDigest{given_.staff("tess")});
    }
    /// Asked for on Tuesday morning; the teacher knows of it from 15:30 on.
    MeetingId requested() {
        const auto reply = parent("2026-11-24T10:00").accept(asking({kThursday, kFriday})).reply;
        return MeetingId{reply.at("meeting").to_number<std::uint64_t>()};
    }
    MeetingId shown() {
        const auto id = requested();
        open_window("2026-11-24T15:30");
        return id;
    }
    [[nodiscard]] MeetingStanding standing(MeetingId id, MeetingSide side) const {
        const auto row = given_.school().meeting(id);
        return standing_after(steps_known_to(side, given_.school(), *row));
    }
    [[nodiscard]] std::vector<std::string> errors(const RequestMeeting& command) {
        const auto decision = given_.when(command);
        std::vector<std::string> found;
        for (const auto& error : std::get<Refused>(decision).errors) found.push_back(error.pointer + " " + error.code);
        return found;
    }

    const UtcTime kThursday = instant("2026-11-26T09:00:00Z");
    const UtcTime kFriday = instant("2026-11-27T15:40:00Z");
    const UtcTime kMonday = instant("2026-11-30T08:00:00Z");
    GivenSchool given_;
};

TEST_F(Meetings, S27_ARequestIsAMessageToTheTeacherWithTimesAndWaitsForTheWindow) {
    const auto accepted = parent("2026-11-24T10:00").accept(asking({kThursday, kFriday}));
    const auto sent = facts<MessageSent>(accepted).at(0);
    EXPECT_EQ(sent.category, Category::meeting);
    EXPECT_EQ(sent.staff, given_.staff("tess"));
    EXPECT_EQ(sent.text.text, "Reading at home");
    EXPECT_EQ(given_.local(*sent.release_at), "2026-11-24T15:30");
    const auto asked = facts<MeetingRequested>(accepted).at(0);
    EXPECT_EQ(asked.times, (std::vector{kThursday, kFriday}));
    EXPECT_EQ(asked.carrier.value, accepted.reply.at("message").to_number<std::uint64_t>());
    EXPECT_EQ(asked.minutes, 20U);
}

TEST_F(Meetings, S27_RequestAcceptanceAndBothKnowTheTime) {
    const auto id = shown();
    const auto accepted = teacher("2026-11-24T15:35").accept(AcceptMeeting{id, kFriday, "See you then."});
    EXPECT_EQ(facts<MeetingAgreed>(accepted).at(0).time, kFriday);
    EXPECT_EQ(facts<ReplySent>(accepted).at(0).text.text, "See you then.");
    for (const auto side : {MeetingSide::guardian, MeetingSide::staff}) {
        EXPECT_EQ(standing(id, side).stage, MeetingStage::agreed);
        EXPECT_EQ(standing(id, side).time, kFriday);
    }
}

TEST_F(Meetings, S27_ACounterOfTheTeacherIsAcceptedByTheGuardianAndHeldUntilTheWindow) {
    const auto id = shown();
    teacher("2026-11-24T15:35").accept(ProposeMeetingTimes{id, {kMonday}, "Rather Monday."});
    EXPECT_EQ(standing(id, MeetingSide::guardian).stage, MeetingStage::waits_for_guardian);
    const auto accepted = parent("2026-11-24T20:00").accept(AcceptMeeting{id, kMonday, ""});
    EXPECT_EQ(given_.local(*facts<MessageSent>(accepted).at(0).release_at), "2026-11-25T08:00");
    EXPECT_EQ(standing(id, MeetingSide::guardian).stage, MeetingStage::agreed);
    EXPECT_EQ(standing(id, MeetingSide::staff).stage, MeetingStage::waits_for_guardian);
    open_window("2026-11-25T08:00");
    EXPECT_EQ(standing(id, MeetingSide::staff).time, kMonday);
}

TEST_F(Meetings, S27_AGuardianMayCounterTooAndTheTeacherDeclinesWithAReason) {
    const auto id = shown();
    teacher("2026-11-24T15:35").accept(ProposeMeetingTimes{id, {kMonday}, ""});
    parent("2026-11-24T15:45").accept(ProposeMeetingTimes{id, {kThursday}, ""});  // In the window: at once.
    EXPECT_EQ(standing(id, MeetingSide::staff).stage, MeetingStage::waits_for_teacher);
    teacher("2026-11-24T15:50");
    EXPECT_EQ(given_.refusal(DeclineMeeting{id, " "}), "text-required");
    const auto declined = given_.accept(DeclineMeeting{id, "The office will call you."});
    EXPECT_EQ(facts<ReplySent>(declined).at(0).text.text, "The office will call you.");
    EXPECT_EQ(facts<MeetingDeclined>(declined).size(), 1U);
    EXPECT_EQ(standing(id, MeetingSide::guardian).stage, MeetingStage::declined);
}

TEST_F(Meetings, D3_AMeetingIsNotThereForItsTeacherUntilItsRequestIsReleased) {
    const auto id = requested();
    teacher("2026-11-24T10:05");
    EXPECT_EQ(given_.refusal(AcceptMeeting{id, kFriday, ""}), "unknown-meeting");
    EXPECT_EQ(given_.refusal(CancelMeeting{id, ""}), "unknown-meeting");
    EXPECT_EQ(given_.refusal(AcceptMeeting{MeetingId{99'999}, kFriday, ""}), "unknown-meeting");
}

TEST_F(Meetings, OnlyThePartiesAnswer) {
    const auto id = shown();
    given_.link(given_.pupil(0), given_.adult(1));
    given_.at("2026-11-24T15:40").as(given_.adult(1));
    EXPECT_EQ(given_.refusal(CancelMeeting{id, ""}), "unknown-meeting");
    given_.as(given_.staff("theo"));
    EXPECT_EQ(given_.refusal(AcceptMeeting{id, kFriday, ""}), "unknown-meeting");
}

TEST_F(Meetings, WhoseTurnItIsNotIsToldSo) {
    const auto id = shown();
    parent("2026-11-24T15:35");
    EXPECT_EQ(given_.refusal(AcceptMeeting{id, kFriday, ""}), "meeting-waits-for-other");
    teacher("2026-11-24T15:36").accept(AcceptMeeting{id, kFriday, ""});
    EXPECT_EQ(given_.refusal(ProposeMeetingTimes{id, {kMonday}, ""}), "meeting-waits-for-other");
}

TEST_F(Meetings, ATimeThatIsNotOfferedOrHasPassedIsNotAgreed) {
    const auto id = shown();
    teacher("2026-11-24T15:35");
    EXPECT_EQ(given_.refusal(AcceptMeeting{id, kMonday, ""}), "meeting-time-not-offered");
    given_.at("2026-11-26T09:00");
    EXPECT_EQ(given_.refusal(AcceptMeeting{id, kThursday, ""}), "meeting-time-passed");
    EXPECT_EQ(given_.refusal(AcceptMeeting{id, kFriday, ""}), "accepted");
}

TEST_F(Meetings, OneIsOpenAtATimeAndTheRefusalNamesIt) {
    const auto id = requested();
    const auto decision = given_.when(asking({kMonday}));
    const auto& refused = std::get<Refused>(decision);
    EXPECT_EQ(refused.reason, Refusal::meeting_open);
    EXPECT_EQ(refused.facts.at("meeting").to_number<std::uint64_t>(), id.value);
    given_.accept(CancelMeeting{id, ""});
    EXPECT_EQ(given_.refusal(asking({kMonday})), "accepted");
}

TEST_F(Meetings, AnAgreedOneIsOverWhenItHasTakenPlace) {
    const auto id = shown();
    teacher("2026-11-24T15:35").accept(AcceptMeeting{id, kThursday, ""});
    parent("2026-11-26T09:19:59");
    EXPECT_EQ(given_.refusal(asking({kFriday})), "meeting-open");
    given_.at("2026-11-26T09:20");
    EXPECT_EQ(given_.refusal(CancelMeeting{id, ""}), "meeting-over");
    EXPECT_EQ(given_.refusal(asking({kFriday})), "accepted");
}

TEST_F(Meetings, CancellingAnUnseenRequestWithdrawsItAndTheTeacherNeverKnows) {
    const auto id = requested();
    const auto cancelled = parent("2026-11-24T11:00").accept(CancelMeeting{id, ""});
    EXPECT_EQ(facts<MessageWithdrawn>(cancelled).size(), 1U);
    EXPECT_TRUE(facts<MessageSent>(cancelled).empty());
    EXPECT_TRUE(given_.school().held_of(given_.staff("tess")).empty());
    EXPECT_TRUE(steps_known_to(MeetingSide::staff, given_.school(), *given_.school().meeting(id)).empty());
    EXPECT_EQ(standing(id, MeetingSide::guardian).stage, MeetingStage::cancelled);
}

TEST_F(Meetings, EitherSideCancelsLater) {
    const auto first = shown();
    teacher("2026-11-24T15:35").accept(AcceptMeeting{first, kFriday, ""});
    given_.accept(CancelMeeting{first, "I am ill."});
    EXPECT_EQ(standing(first, MeetingSide::guardian).stage, MeetingStage::cancelled);
    EXPECT_EQ(given_.refusal(CancelMeeting{first, ""}), "meeting-over");
    const auto reply = parent("2026-11-24T15:40").accept(asking({kMonday})).reply;
    const MeetingId second{reply.at("meeting").to_number<std::uint64_t>()};
    teacher("2026-11-24T15:41").accept(AcceptMeeting{second, kMonday, ""});
    parent("2026-11-24T18:00").accept(CancelMeeting{second, "Not needed."});
    EXPECT_EQ(standing(second, MeetingSide::guardian).stage, MeetingStage::cancelled);
    EXPECT_EQ(standing(second, MeetingSide::staff).stage, MeetingStage::agreed);
    open_window("2026-11-25T08:00");
    EXPECT_EQ(standing(second, MeetingSide::staff).stage, MeetingStage::cancelled);
}

TEST_F(Meetings, D3_ATeacherWhoAcceptsWhatWasCancelledMeanwhileIsNotToldEarlyAndItStaysCancelled) {
    const auto id = shown();
    parent("2026-11-24T18:00").accept(CancelMeeting{id, ""});  // Held until tomorrow.
    teacher("2026-11-24T18:05");
    EXPECT_EQ(given_.refusal(AcceptMeeting{id, kFriday, ""}), "accepted");
    EXPECT_EQ(standing(id, MeetingSide::guardian).stage, MeetingStage::cancelled);
    open_window("2026-11-25T08:00");
    EXPECT_EQ(standing(id, MeetingSide::staff).stage, MeetingStage::cancelled);
}

TEST_F(Meetings, TimesAreInTheFutureWithinTheWorkingHoursOfSchoolDaysAndAllMistakesAreSaidAtOnce) {
    using namespace std::chrono_literals;
    parent("2026-11-24T10:00");
    const auto now = given_.now();
    EXPECT_EQ(errors(asking({})), (std::vector<std::string>{"/times how-many"}));
    EXPECT_EQ(errors(asking(std::vector<UtcTime>(6, kFriday))), (std::vector<std::string>{"/times how-many"}));
    EXPECT_EQ(errors(asking({now, kFriday, kFriday}, 61)),
              (std::vector<std::string>{"/minutes out-of-range", "/times/0 not-possible", "/times/2 twice"}));
    const auto six_past = [&](std::string_view text) { return errors(asking({instant(text)})); };
    const std::vector<std::string> bad{"/times/0 not-possible"};
    EXPECT_EQ(six_past("2026-11-26T07:59:00Z"), bad);                                  // Before eight.
    EXPECT_EQ(six_past("2026-11-26T15:41:00Z"), bad);                                  // Would end after four.
    EXPECT_EQ(six_past("2026-11-28T10:00:00Z"), bad);                                  // A Saturday.
    EXPECT_EQ(six_past("2027-01-29T10:00:00Z"), bad);                                  // More than sixty days away.
    EXPECT_EQ(given_.refusal(asking({instant("2026-11-26T15:40:00Z")})), "accepted");  // Ends at four.
}

TEST_F(Meetings, AClosedDayIsNoDayToMeet) {
    given_.as(given_.staff("office"));
    ClosureDates day;
    day.from = day.to = *parse_local_date("2026-11-26");
    day.label = "Works";
    given_.accept(AnnounceClosures{{day}, false});
    parent("2026-11-24T10:00");
    EXPECT_EQ(errors(asking({kThursday})), (std::vector<std::string>{"/times/0 not-possible"}));
}

TEST_F(Meetings, AStrangerOrAnotherClassesTeacherIsNotAsked) {
    parent("2026-11-24T10:00");
    auto command = asking({kFriday});
    command.staff = given_.staff("theo");
    EXPECT_EQ(given_.refusal(command), "recipient-not-permitted");
    command = asking({kFriday});
    command.pupil = given_.pupil(1);
    EXPECT_EQ(given_.refusal(command), "unknown-person");
}

TEST_F(Meetings, ACorrespondenceEndsAfterAsManyStepsAsThePolicyAllows) {
    const auto id = shown();
    given_.at("2026-11-24T15:35");
    for (std::uint32_t step = 1; step < MeetingRules{}.steps_most; ++step) {
        step % 2 == 1 ? given_.as(given_.staff("tess")) : given_.as(given_.adult(0));
        given_.accept(ProposeMeetingTimes{id, {kMonday}, ""});
    }
    given_.as(given_.adult(0));
    EXPECT_EQ(standing(id, MeetingSide::guardian).stage, MeetingStage::waits_for_guardian);
    EXPECT_EQ(given_.refusal(ProposeMeetingTimes{id, {kFriday}, ""}), "meeting-too-many-steps");
    EXPECT_EQ(given_.refusal(AcceptMeeting{id, kMonday, ""}), "accepted");
}

TEST_F(Meetings, S47_AStepOfTheTeacherIsKnownToTheGuardianOnceItsReplyIsReleased) {
    const auto id = shown();
    const auto declined = given_.at("2026-11-24T21:40").as(given_.staff("tess")).accept(DeclineMeeting{id, "Not now."});
    EXPECT_TRUE(facts<ReplySent>(declined).at(0).held.value());
    EXPECT_EQ(standing(id, MeetingSide::staff).stage, MeetingStage::declined);
    EXPECT_EQ(standing(id, MeetingSide::guardian).stage, MeetingStage::waits_for_teacher);
    EXPECT_EQ(parent("2026-11-24T22:00").refusal(asking({kFriday})), "meeting-open") << "which says nothing new";
    given_.at("2026-11-25T08:00").as(GivenSchool::kNotifier).accept(ReleaseReplies{given_.adult(0)});
    EXPECT_EQ(standing(id, MeetingSide::guardian).stage, MeetingStage::declined);
    EXPECT_EQ(parent("2026-11-25T08:00").refusal(asking({kFriday})), "accepted");
}

TEST_F(Meetings, LettersCrossWhileATeachersStepIsHeld) {
    const auto id = shown();
    given_.at("2026-11-24T21:40").as(given_.staff("tess")).accept(AcceptMeeting{id, kFriday, ""});
    EXPECT_EQ(standing(id, MeetingSide::guardian).stage, MeetingStage::waits_for_teacher);
    parent("2026-11-24T22:00").accept(CancelMeeting{id, "Not needed"});
    EXPECT_EQ(standing(id, MeetingSide::guardian).stage, MeetingStage::cancelled);
    EXPECT_EQ(standing(id, MeetingSide::staff).stage, MeetingStage::agreed);
    open_window("2026-11-25T08:00");
    EXPECT_EQ(standing(id, MeetingSide::staff).stage, MeetingStage::cancelled);
}

}  // namespace
}  // namespace hometime

// Where a message goes, when it is seen, and what moves it.
#include "tests/support/given.h"

namespace hometime {
namespace {

using test::facts;
using test::GivenSchool;

class Messages : public testing::Test {
protected:
    Messages() { given_.link(given_.pupil(0), given_.adult(0)); }

    MessageSent send(Category category, const std::string& local) {
        given_.at(local).as(given_.adult(0));
        return facts<MessageSent>(given_.accept(SendMessage{given_.pupil(0), {}, category, "A text"})).at(0);
    }
    std::string release(const std::string& local) { return given_.local(*send(Category::general, local).release_at); }
    std::string due(const std::string& local) { return given_.local(*send(Category::general, local).due); }

    GivenSchool given_;
};

TEST_F(Messages, S23_GoToTheClassTeacherAndToNoOther) {
    EXPECT_EQ(send(Category::general, "2026-11-24T09:15").staff, given_.staff("tess"));
    const SendMessage elsewhere{given_.pupil(0), given_.staff("theo"), Category::general, "A text"};
    EXPECT_EQ(given_.refusal(elsewhere), "recipient-not-permitted");
}

TEST_F(Messages, S26_ProgressIsRefusedWithAMeetingInstead) {
    given_.as(given_.adult(0));
    const auto decision = given_.when(SendMessage{given_.pupil(0), {}, Category::progress, "How is maths?"});
    const auto& refused = std::get<Refused>(decision);
    EXPECT_EQ(refused.reason, Refusal::use_meeting);
    EXPECT_EQ(refused.facts.at("alternative").at("category").as_string(), "meeting");
}

TEST_F(Messages, S28_S29_S30_GoToTheOfficeAndAreNotHeld) {
    for (const auto category : {Category::attendance, Category::appointment, Category::concern}) {
        const auto sent = send(category, "2026-11-24T09:15");
        EXPECT_EQ(sent.route, Route::office);
        EXPECT_FALSE(sent.staff);
        EXPECT_FALSE(sent.release_at);
    }
    EXPECT_TRUE(given_.school().held_of(given_.staff("tess")).empty());
}

TEST_F(Messages, S24_S37_S38_S43_AreReleasedWhenTheNextWindowOpens) {
    EXPECT_EQ(release("2026-11-24T08:29:59"), "2026-11-24T08:29");  // Inside a window: at once.
    EXPECT_EQ(release("2026-11-24T08:30:00"), "2026-11-24T15:30");
    EXPECT_EQ(release("2026-11-24T09:15:00"), "2026-11-24T15:30");
    EXPECT_EQ(release("2026-11-24T16:00:00"), "2026-11-25T08:00");
    EXPECT_EQ(release("2026-11-27T16:05:00"), "2026-11-30T08:00");  // Friday: Monday.
}

TEST_F(Messages, S41_AreAnsweredByTheSchoolDayAfter) {
    EXPECT_EQ(due("2026-11-24T09:00:00"), "2026-11-25T08:30");
    EXPECT_EQ(due("2026-11-27T16:05:00"), "2026-11-30T16:00");
}

TEST_F(Messages, AnEmptyTextAndATooLongOneAreRefusedByName) {
    given_.as(given_.adult(0));
    EXPECT_EQ(given_.refusal(SendMessage{given_.pupil(0), {}, Category::general, " "}), "text-required");
    const SendMessage large{given_.pupil(0), {}, Category::general, std::string(kTextBytesMax + 1, 'x')};
    EXPECT_EQ(given_.refusal(large), "text-too-long");
}

TEST_F(Messages, S58_ADigestIsSealedInAWindowOnlyAndHoldsEachMessageOnce) {
    const auto tess = given_.staff("tess");
    send(Category::general, "2026-11-24T09:15");
    send(Category::meeting, "2026-11-24T10:00");
    given_.at("2026-11-24T15:29:59").as(GivenSchool::kNotifier);
    EXPECT_EQ(given_.refusal(SealDigest{tess}), "window-not-open");
    given_.at("2026-11-24T15:30");
    const auto sealed = facts<DigestSealed>(given_.accept(SealDigest{tess}));
    ASSERT_EQ(sealed.size(), 1U);
    EXPECT_EQ(sealed[0].messages.size(), 2U);
    EXPECT_EQ(given_.refusal(SealDigest{tess}), "nothing-held");
}

TEST_F(Messages, S39_S59_TrainingMovesWhatIsHeldAndSaysSo) {
    send(Category::general, "2026-11-24T09:15");
    const auto day = *parse_local_date("2026-11-24");
    const LocalMinute from{15 * 60 + 30};
    const LocalMinute to{16 * 60};
    BusyPeriod training;
    training.from = training.to = day;
    training.start = from;
    training.end = to;
    given_.at("2026-11-24T12:00").as(given_.staff("office"));
    const auto moved = facts<MessageRescheduled>(given_.accept(ScheduleTraining{{}, training}));
    ASSERT_EQ(moved.size(), 1U);
    EXPECT_EQ(given_.local(*moved[0].release_at), "2026-11-25T08:00");
}

/// Nobody would see it: it stays held without a date, and its writer is told so.
TEST(HeldMessages, AreNotShownToATeacherWhoHasLeft) {
    GivenSchool given;
    const auto tess = given.staff("tess");
    given.link(given.pupil(0), given.adult(0));
    given.at("2026-11-24T16:30").as(given.adult(0));
    given.accept(SendMessage{given.pupil(0), {}, Category::general, "About the coat."});
    given.record(StaffLeft{tess}).as(GivenSchool::kNotifier);
    const auto moved = facts<MessageRescheduled>(given.at("2026-11-25T08:00").accept(SealDigest{tess}));
    ASSERT_EQ(moved.size(), 1U);
    EXPECT_EQ(moved[0].release_at, std::nullopt);
    EXPECT_EQ(given.refusal(SealDigest{tess}), "window-not-open");
}

}  // namespace
}  // namespace hometime

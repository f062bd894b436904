// What a guardian wants: their own hours, within the school's; digests; a calendar link.
#include "tests/support/given.h"

namespace hometime {
namespace {

using test::facts;
using test::GivenSchool;
using enum Weekday;

class Preferences : public testing::Test {
protected:
    Preferences() {
        given_.link(given_.pupil(0), given_.adult(0));
        given_.as(given_.adult(0));
    }

    [[nodiscard]] Sequence version() const {
        const auto row = given_.school().preferences(given_.adult(0));
        return row ? row->version : Sequence{};
    }
    [[nodiscard]] SetPreferences wish(int from_hour, int to_hour) const {
        return {version(), std::vector{WeeklyWindow{{mon}, LocalMinute{from_hour * 60}, LocalMinute{to_hour * 60}}},
                FeedDigest::off};
    }
    [[nodiscard]] std::string wrong(const SetPreferences& command) {
        const auto decision = given_.when(command);
        const auto* refused = std::get_if<Refused>(&decision);
        if (refused == nullptr) return "nothing";
        return refused->errors.empty() ? std::string(info(refused->reason).code)
                                       : refused->errors.at(0).pointer + ' ' + refused->errors.at(0).code;
    }

    GivenSchool given_;
};

TEST_F(Preferences, D15_HoursNarrowTheSchoolsAndDoNotWidenThem) {
    EXPECT_EQ(wrong(wish(7, 20)), "nothing");
    EXPECT_EQ(wrong(wish(8, 9)), "nothing");
    EXPECT_EQ(wrong(wish(6, 9)), "/hours outside");
    EXPECT_EQ(wrong(wish(19, 21)), "/hours outside");
}

TEST_F(Preferences, D15_HoursLeaveAtLeastOneAWeek) {
    auto hours = wish(8, 9);
    hours.hours->at(0).end = LocalMinute{8 * 60 + 59};
    EXPECT_EQ(wrong(hours), "/hours too-few");
    hours.hours->clear();
    EXPECT_EQ(wrong(hours), "/hours no-window");
}

TEST_F(Preferences, AreReplacedAsTheyWereRead) {
    auto first = wish(8, 9);
    const auto read_before = first;
    EXPECT_EQ(wrong(first), "nothing");
    EXPECT_EQ(wrong(read_before), "preferences-changed");
    first.replaces = version();
    EXPECT_TRUE(given_.accept(first).events.empty()) << "the same again is nothing new";
    first.feed_digest = FeedDigest::daily;
    const auto set = facts<GuardianPreferencesSet>(given_.accept(first)).at(0);
    EXPECT_EQ(set.guardian, given_.adult(0));
    EXPECT_EQ(set.feed_digest, FeedDigest::daily);
}

TEST_F(Preferences, D15_ANewPolicyIsNoReasonToRefuseWhatStandsAndEndsNothing) {
    given_.accept(wish(7, 8));
    auto policy = given_.school().policy()->policy;
    policy.guardian_hours = std::vector{WeeklyWindow{{mon, tue}, LocalMinute{9 * 60}, LocalMinute{18 * 60}}};
    given_.as(given_.staff("office")).accept(SetPolicy{policy, {"o", "1", "8"}, given_.school().school()->policy});
    EXPECT_EQ(given_.school().preferences(given_.adult(0))->hours->at(0).start.value, 7 * 60);
    given_.as(given_.adult(0));
    EXPECT_EQ(wrong(wish(8, 10)), "/hours outside") << "what is set anew is held against the policy in force";
}

TEST_F(Preferences, D15_ThePolicysHoursForGuardiansAreOnesInWhichTheyCanBeReached) {
    auto policy = given_.school().policy()->policy;
    policy.guardian_hours = std::vector{WeeklyWindow{{mon}, LocalMinute{600}, LocalMinute{659}}};
    const SetPolicy command{policy, {"o", "1", "8"}, given_.school().school()->policy};
    const auto refused = std::get<Refused>(given_.as(given_.staff("office")).when(command));
    EXPECT_EQ(refused.reason, Refusal::policy_invalid);
    EXPECT_EQ(refused.errors.at(0).pointer, "/policy/guardian_hours");
    EXPECT_EQ(refused.errors.at(0).code, "too-few");
}

TEST_F(Preferences, ANewCalendarLinkReplacesTheOldOneAndCanBeTakenBack) {
    EXPECT_EQ(given_.refusal(RevokeCalendarLink{}), "no-calendar-link");
    given_.accept(IssueCalendarLink{"aa"});
    EXPECT_EQ(given_.school().calendar_link("aa"), given_.adult(0));
    given_.accept(IssueCalendarLink{"bb"});
    EXPECT_EQ(given_.school().calendar_link("aa"), GuardianId{});
    EXPECT_EQ(given_.school().calendar_link("bb"), given_.adult(0));
    given_.accept(RevokeCalendarLink{});
    EXPECT_EQ(given_.school().calendar_link("bb"), GuardianId{});
    EXPECT_EQ(given_.refusal(RevokeCalendarLink{}), "no-calendar-link");
}

}  // namespace
}  // namespace hometime

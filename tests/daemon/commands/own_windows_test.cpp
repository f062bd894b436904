// Windows of one's own, clubs, groups that train together, and parents' evenings.
#include "tests/support/teacher_calendar.h"

namespace hometime {
namespace {

using test::facts;
using test::GivenSchool;
using enum Weekday;

LocalMinute minute(std::string_view text) {
    return parse_local_minute(text).value();
}
LocalDate date(std::string_view text) {
    return parse_local_date(text).value();
}
WeeklyWindow window(std::vector<Weekday> days, std::string_view start, std::string_view end) {
    return {std::move(days), minute(start), minute(end)};
}

class OwnWindows : public test::TeacherCalendar {
protected:
    SetStaffWindows windows(std::vector<WeeklyWindow> list) const { return {tess_, std::move(list)}; }
    /// "pointer code" of each field error.
    std::string errors(const Command& command) {
        const auto decision = given_.when(command);
        const auto* refused = std::get_if<Refused>(&decision);
        if (refused == nullptr) return "accepted";
        std::string all(info(refused->reason).code);
        for (const auto& error : refused->errors) all += " " + error.pointer + " " + error.code;
        return all;
    }
    EveningId announced(std::string_view on, std::string_view start = "17:00", std::string_view end = "19:30") {
        given_.as(given_.staff("office"));
        const auto reply = given_.accept(AnnounceEvening{{date(on), minute(start), minute(end)}, "Parents' evening"});
        return EveningId{reply.reply.at("evening").to_number<std::uint64_t>()};
    }

    const StaffId theo_ = given_.staff("theo");
};

TEST_F(OwnWindows, D2_APartTimeTeacherIsReachedOnTheirDays) {
    given_.as(tess_).accept(windows({window({mon, wed}, "15:30", "16:00")}));
    EXPECT_EQ(released("2026-11-24T12:00"), "2026-11-25T15:30");
    EXPECT_EQ(released("2026-11-25T16:00"), "2026-11-30T15:30");
}

TEST_F(OwnWindows, D2_OthersKeepTheSchoolsWindows) {
    given_.as(theo_).accept(SetStaffWindows{theo_, std::vector{window({mon}, "15:30", "16:00")}});
    EXPECT_EQ(released("2026-11-24T12:00"), "2026-11-24T15:30");
}

TEST_F(OwnWindows, S59_WhatIsHeldMovesWithTheFact) {
    EXPECT_EQ(released("2026-11-24T12:00"), "2026-11-24T15:30");
    const auto accepted = given_.as(tess_).accept(windows({window({wed}, "12:00", "12:30")}));
    EXPECT_EQ(accepted.reply.at("moved"), 1);
    const auto moved = facts<MessageRescheduled>(accepted);
    ASSERT_EQ(moved.size(), 1U);
    EXPECT_EQ(given_.local(*moved[0].release_at), "2026-11-25T12:00");
    EXPECT_EQ(given_.local(*moved[0].due), "2026-11-25T12:30");
    const auto back = given_.accept(SetStaffWindows{tess_, std::nullopt});
    ASSERT_EQ(facts<MessageRescheduled>(back).size(), 1U);
    EXPECT_EQ(given_.local(*facts<MessageRescheduled>(back)[0].release_at), "2026-11-24T15:30");
}

TEST_F(OwnWindows, TheSameAgainChangesNothing) {
    given_.as(tess_);
    EXPECT_TRUE(given_.accept(SetStaffWindows{tess_, std::nullopt}).events.empty());
    EXPECT_EQ(given_.accept(windows({window({wed}, "12:00", "12:30")})).events.size(), 1U);
    EXPECT_TRUE(given_.accept(windows({window({wed}, "12:00", "12:30")})).events.empty());
    EXPECT_EQ(given_.accept(SetStaffWindows{tess_, std::nullopt}).events.size(), 1U);
}

TEST_F(OwnWindows, TheyLieWithinWorkingHours) {
    given_.as(tess_);
    EXPECT_EQ(errors(windows({window({mon}, "08:00", "16:00")})), "accepted");
    EXPECT_EQ(errors(windows({window({mon}, "08:00", "08:30"), window({mon}, "15:30", "16:01")})),
              "windows-invalid /windows/1 outside-working-hours");
    EXPECT_EQ(errors(windows({window({mon}, "07:59", "08:30")})), "windows-invalid /windows/0 outside-working-hours");
    EXPECT_EQ(errors(windows({window({mon, sat}, "08:00", "08:30")})),
              "windows-invalid /windows/0 outside-working-hours");
    EXPECT_EQ(errors(windows({window({sun}, "08:00", "08:30")})), "windows-invalid /windows/0 outside-working-hours");
}

TEST_F(OwnWindows, TheyLastFiveMinutesAndOneAWeekStaysOpen) {
    given_.as(tess_);
    EXPECT_EQ(errors(windows({window({mon}, "08:00", "08:05")})), "accepted");
    EXPECT_EQ(errors(windows({window({mon}, "08:00", "08:04")})), "windows-invalid /windows/0/end too-short");
    EXPECT_EQ(errors(windows({})), "windows-invalid /windows no-window");
    EXPECT_EQ(errors(windows(std::vector(51, window({mon}, "08:00", "08:05")))), "too-many-changes");
}

TEST_F(OwnWindows, WhoeverIsAwayForLongIsCoveredAndTheErrorSaysSo) {
    const auto decision = given_.as(tess_).when(windows({}));
    const auto& refused = std::get<Refused>(decision);
    ASSERT_EQ(refused.errors.size(), 1U);
    EXPECT_NE(refused.errors[0].message.find("cover"), std::string::npos);
}

TEST_F(OwnWindows, QuietHoursOfTheirOwnMustLeaveOneOfThemOpen) {
    given_.as(tess_).accept(SetQuietHours{{{std::nullopt, minute("16:00"), minute("08:30")}}});
    EXPECT_EQ(errors(windows({window({mon}, "08:00", "08:30")})), "windows-invalid /windows never-reachable");
    EXPECT_EQ(errors(windows({window({mon}, "08:00", "08:35")})), "accepted");
    EXPECT_EQ(errors(SetQuietHours{{{std::nullopt, minute("16:00"), minute("08:35")}}}),
              "quiet-hours-invalid /quiet_hours never-reachable");
}

TEST_F(OwnWindows, NobodyWhoIsUnknownOrHasLeftHasAny) {
    given_.as(GivenSchool::kAdministrator);
    EXPECT_EQ(errors(SetStaffWindows{StaffId{9999}, std::nullopt}), "unknown-staff");
    given_.record(StaffLeft{tess_});
    EXPECT_EQ(errors(windows({window({mon}, "08:00", "08:30")})), "unknown-staff");
}

TEST_F(OwnWindows, ANewPolicyCutsThemToItsWorkingHoursAndOverwritesNobodys) {
    given_.as(tess_).accept(windows({window({mon, tue, wed}, "12:00", "13:00")}));
    auto policy = default_policy();
    policy.working_hours = {window({mon, tue, wed, thu, fri}, "12:30", "16:00")};
    set_policy(policy);
    EXPECT_EQ(released("2026-11-24T10:00"), "2026-11-24T12:30");
    policy.working_hours = {window({mon, tue, wed, thu, fri}, "13:00", "16:00")};  // Not a minute in common.
    set_policy(policy);
    EXPECT_EQ(released("2026-11-24T10:05"), "2026-11-24T15:30");
    set_policy(default_policy());
    EXPECT_EQ(released("2026-11-24T10:10"), "2026-11-24T12:00");
}

TEST_F(OwnWindows, S49_AClubRunsOnItsDaysOfTheWeek) {
    const BusyPeriod club{date("2026-11-23"), date("2026-12-18"), minute("15:30"), minute("16:00"), std::vector{tue}};
    given_.as(given_.staff("office")).accept(ScheduleTraining{tess_, club, {}});
    EXPECT_EQ(released("2026-11-24T12:00"), "2026-11-25T08:00");
    EXPECT_EQ(released("2026-11-25T12:00"), "2026-11-25T15:30");
    EXPECT_EQ(
        errors(ScheduleTraining{
            tess_, {date("2026-11-23"), date("2026-11-23"), minute("15:30"), minute("16:00"), std::vector{tue}}, {}}),
        "dates-invalid /days never-happens");
}

TEST_F(OwnWindows, S39_AGroupTrainsTogetherAndEachIsCancelledAlone) {
    EXPECT_EQ(released("2026-11-24T12:00"), "2026-11-24T15:30");
    const BusyPeriod afternoon{date("2026-11-24"), date("2026-11-24"), minute("15:30"), minute("16:00")};
    given_.as(given_.staff("office"));
    const auto accepted = given_.accept(ScheduleTraining{{}, afternoon, {theo_, tess_, theo_}});
    const auto scheduled = facts<TrainingScheduled>(accepted);
    ASSERT_EQ(scheduled.size(), 2U);
    EXPECT_EQ((std::set{scheduled[0].staff, scheduled[1].staff}), (std::set{tess_, theo_}));
    EXPECT_EQ(accepted.reply.at("moved"), 1);
    const auto& trainings = accepted.reply.at("trainings").as_array();
    ASSERT_EQ(trainings.size(), 2U);
    for (const auto& one : trainings) {
        const StaffId staff{one.at("staff").to_number<std::uint64_t>()};
        const TrainingId training{one.at("training").to_number<std::uint64_t>()};
        EXPECT_EQ(given_.refusal(CancelTraining{training, staff}), "accepted");
    }
    EXPECT_EQ(released("2026-11-24T12:05"), "2026-11-24T15:30");
}

TEST_F(OwnWindows, S39_AGroupIsKnownWholeOrNotAtAll) {
    const BusyPeriod afternoon{date("2026-11-24"), date("2026-11-24"), minute("15:30"), minute("16:00")};
    given_.as(given_.staff("office"));
    EXPECT_EQ(given_.refusal(ScheduleTraining{{}, afternoon, {tess_, StaffId{9999}}}), "unknown-staff");
    EXPECT_EQ(given_.school().calendar(tess_), nullptr);
    std::vector<StaffId> many(301, tess_);
    EXPECT_EQ(given_.refusal(ScheduleTraining{{}, afternoon, many}), "too-many-changes");
}

TEST_F(OwnWindows, D8_AnEveningOpensForThoseWhoJoin) {
    const auto evening = announced("2026-11-26");
    EXPECT_EQ(released("2026-11-26T16:05"), "2026-11-27T08:00");
    given_.as(tess_);
    const auto joined = given_.accept(JoinEvening{evening});
    EXPECT_EQ(joined.reply.at("moved"), 1);
    EXPECT_EQ(given_.local(*facts<MessageRescheduled>(joined).at(0).release_at), "2026-11-26T17:00");
    EXPECT_EQ(released("2026-11-26T16:06"), "2026-11-26T17:00");
    EXPECT_EQ(released("2026-11-26T19:29"), "2026-11-26T19:29");
}

TEST_F(OwnWindows, D8_JoiningTwiceChangesNothingAndLeavingTakesItBack) {
    const auto evening = announced("2026-11-26");
    given_.as(tess_);
    EXPECT_TRUE(given_.accept(JoinEvening{evening, false}).events.empty());
    EXPECT_EQ(given_.accept(JoinEvening{evening}).events.size(), 1U);
    EXPECT_TRUE(given_.accept(JoinEvening{evening}).events.empty());
    EXPECT_EQ(released("2026-11-26T16:05"), "2026-11-26T17:00");
    given_.as(tess_);
    const auto left = given_.accept(JoinEvening{evening, false});
    EXPECT_EQ(left.reply.at("moved"), 1);
    EXPECT_EQ(released("2026-11-26T16:06"), "2026-11-27T08:00");
}

TEST_F(OwnWindows, AnEveningThatIsCalledOffMovesWhatWaitedForIt) {
    const auto evening = announced("2026-11-26");
    given_.as(tess_).accept(JoinEvening{evening});
    EXPECT_EQ(released("2026-11-26T16:05"), "2026-11-26T17:00");
    given_.as(given_.staff("office"));
    const auto cancelled = given_.accept(CancelEvening{evening});
    EXPECT_EQ(cancelled.reply.at("moved"), 1);
    EXPECT_EQ(released("2026-11-26T16:06"), "2026-11-27T08:00");
    EXPECT_EQ(given_.as(tess_).refusal(JoinEvening{evening}), "unknown-evening");
    EXPECT_EQ(given_.refusal(CancelEvening{evening}), "unknown-evening");
}

TEST_F(OwnWindows, NobodyJoinsAnEveningThatIsOver) {
    const auto evening = announced("2026-11-26");
    given_.at("2026-11-26T19:29:59").as(tess_);
    EXPECT_EQ(given_.refusal(JoinEvening{evening}), "accepted");
    given_.at("2026-11-26T19:30");
    EXPECT_EQ(given_.refusal(JoinEvening{evening, false}), "evening-over");
}

TEST_F(OwnWindows, AnEveningLiesAheadOnADayThatIsNotClosed) {
    given_.as(given_.staff("office"));
    const auto on = [](std::string_view day, std::string_view start, std::string_view end, std::string label = "E") {
        return AnnounceEvening{{date(day), minute(start), minute(end)}, std::move(label)};
    };
    given_.at("2026-11-24T17:00");
    EXPECT_EQ(errors(on("2026-11-24", "17:00", "19:00")), "dates-invalid /date past");
    EXPECT_EQ(errors(on("2026-11-24", "17:01", "19:00")), "accepted");
    EXPECT_EQ(errors(on("2026-11-25", "17:00", "17:04")), "dates-invalid /end too-short");
    EXPECT_EQ(errors(on("2026-11-25", "17:00", "17:05")), "accepted");
    EXPECT_EQ(errors(on("2026-11-25", "17:00", "19:00", "")), "dates-invalid /label required");
    given_.accept(
        AnnounceClosures{{{date("2026-11-26"), date("2026-11-27"), ClosureKind::inset, "", "Training day"}}, false});
    EXPECT_EQ(errors(on("2026-11-26", "17:00", "19:00")), "dates-invalid /date closed");
    EXPECT_EQ(errors(on("2026-11-27", "17:00", "19:00")), "dates-invalid /date closed");
    EXPECT_EQ(errors(on("2026-11-28", "17:00", "19:00")), "accepted");
}

}  // namespace
}  // namespace hometime

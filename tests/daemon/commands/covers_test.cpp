// Cover for an absent teacher, and classes with two teachers: who is written to, when, and who may do what meanwhile.
#include "daemon/access/permissions.h"
#include "daemon/commands/calendars.h"
#include "tests/support/given.h"

namespace hometime {
namespace {

using test::facts;
using test::GivenSchool;

class Covers : public testing::Test {
protected:
    Covers() {
        given_.link(given_.pupil(0), given_.adult(0));
        given_.at("2026-11-24T07:00");
    }

    ArrangeCover cover(const char* from, const char* to) const {
        return {given_.staff("tess"), given_.staff("theo"), {*parse_local_date(from), *parse_local_date(to)}};
    }
    CoverId arranged(const char* from, const char* to) {
        const auto reply = given_.as(given_.staff("office")).accept(cover(from, to)).reply;
        return CoverId{reply.at("cover").to_number<std::uint64_t>()};
    }
    Decision message(const std::string& local, StaffId to = {}) {
        return given_.at(local).as(given_.adult(0)).when(SendMessage{given_.pupil(0), to, Category::general, "Hello"});
    }
    MessageSent sent(const std::string& local, StaffId to = {}) {
        auto decision = message(local, to);
        return facts<MessageSent>(std::get<Accepted>(decision)).at(0);
    }
    std::string errors(const ArrangeCover& command) {
        const auto decision = given_.as(given_.staff("office")).when(command);
        std::string found;
        const auto* refused = std::get_if<Refused>(&decision);
        if (refused == nullptr) return "accepted";
        for (const auto& error : refused->errors) found += error.pointer + ' ' + error.code + ' ';
        return found;
    }
    [[nodiscard]] bool may(const char* who, Operation operation, const Object& object, const std::string& local) {
        given_.at(local);
        const Actor actor{ActorKind::staff, given_.staff(who).value};
        return permit(given_.school(), actor, operation, object, given_.now()) == Verdict::allowed;
    }
    /// Theo teaches the class too.
    void share_the_class() {
        given_.record(
            StaffAssigned{given_.staff("theo"), given_.school().pupil(given_.pupil(0))->class_id, StaffRole::teacher});
    }

    GivenSchool given_;
};

TEST_F(Covers, NoWindowOfTheAbsentPersonOpensOnTheDatesOfTheirCover) {
    arranged("2026-11-24", "2026-11-25");
    EXPECT_EQ(given_.local(*sent("2026-11-24T09:15", given_.staff("tess")).release_at), "2026-11-26T08:00");
    EXPECT_EQ(given_.local(*sent("2026-11-24T09:15", given_.staff("theo")).release_at), "2026-11-24T15:30");
}

TEST_F(Covers, S59_WhatIsHeldForTheAbsentPersonMovesAndMovesBackWhenTheCoverEnds) {
    std::ignore = sent("2026-11-24T07:00");
    const auto id = arranged("2026-11-24", "2026-11-24");
    given_.as(GivenSchool::kNotifier);
    auto moved = facts<MessageRescheduled>(given_.accept(RescheduleHeld{given_.staff("tess"), id.sequence()}));
    ASSERT_EQ(moved.size(), 1U);
    EXPECT_EQ(given_.local(*moved[0].release_at), "2026-11-25T08:00");
    given_.as(given_.staff("office")).accept(EndCover{id, given_.staff("tess")});
    moved = facts<MessageRescheduled>(
        given_.as(GivenSchool::kNotifier).accept(RescheduleHeld{given_.staff("tess"), id.sequence()}));
    ASSERT_EQ(moved.size(), 1U);
    EXPECT_EQ(given_.local(*moved[0].release_at), "2026-11-24T08:00");
}

TEST_F(Covers, WhoStandsInIsWrittenToWhenNobodyIsNamed) {
    arranged("2026-11-25", "2026-11-26");
    EXPECT_EQ(sent("2026-11-24T15:00").staff, given_.staff("tess"));
    EXPECT_EQ(sent("2026-11-25T07:00").staff, given_.staff("theo"));
    EXPECT_EQ(sent("2026-11-26T15:59").staff, given_.staff("theo"));
    // After the last window of the cover, who stood in would see nothing before the teacher is back.
    EXPECT_EQ(sent("2026-11-26T16:00").staff, given_.staff("tess"));
    EXPECT_EQ(sent("2026-11-27T00:00").staff, given_.staff("tess"));
    EXPECT_TRUE(std::holds_alternative<Refused>(message("2026-11-27T09:00", given_.staff("theo"))));
}

TEST_F(Covers, JobShare_OneOfTwoTeachersIsNamed) {
    share_the_class();
    const auto decision = message("2026-11-24T09:15");
    const auto& refused = std::get<Refused>(decision);
    EXPECT_EQ(refused.reason, Refusal::recipient_not_permitted);
    EXPECT_EQ(refused.facts.at("recipients").as_array().size(), 2U);
    for (const char* who : {"tess", "theo"}) {
        EXPECT_EQ(sent("2026-11-24T09:15", given_.staff(who)).staff, given_.staff(who));
    }
}

TEST_F(Covers, JobShare_ThePartnerIsWrittenToWhenTheOtherIsAbsent) {
    share_the_class();
    arranged("2026-11-24", "2026-11-24");
    EXPECT_EQ(sent("2026-11-24T09:15").staff, given_.staff("theo"));
    EXPECT_EQ(sent("2026-11-24T09:15", given_.staff("tess")).staff, given_.staff("tess"));
}

TEST_F(Covers, JobShare_APartnerAndSomebodyWhoStandsInAreTwoAgain) {
    share_the_class();
    given_.as(given_.staff("office"))
        .accept(ArrangeCover{given_.staff("tess"),
                             given_.staff("office"),
                             {*parse_local_date("2026-11-24"), *parse_local_date("2026-11-24")}});
    EXPECT_TRUE(std::holds_alternative<Refused>(message("2026-11-24T09:15")));
    EXPECT_EQ(sent("2026-11-24T09:15", given_.staff("office")).staff, given_.staff("office"));
}

TEST_F(Covers, WhoStandsInIsATeacherOfTheClassUntilMidnightOfTheLastDate) {
    given_.as(given_.staff("office"))
        .accept(ArrangeCover{given_.staff("tess"),
                             given_.staff("office"),
                             {*parse_local_date("2026-11-25"), *parse_local_date("2026-11-26")}});
    const Object pupil{ObjectKind::pupil, given_.pupil(0).value, {}};
    const Object feed{ObjectKind::feed, given_.school().pupil(given_.pupil(0))->class_id.value, {}};
    for (const auto& [operation, object] : {std::pair{Operation::award_point, pupil},
                                            {Operation::read_points, pupil},
                                            {Operation::read_inbox, Object{}}}) {
        EXPECT_FALSE(may("office", operation, object, "2026-11-24T23:59:59"));
        EXPECT_TRUE(may("office", operation, object, "2026-11-25T00:00:00"));
        EXPECT_TRUE(may("office", operation, object, "2026-11-26T23:59:59"));
        EXPECT_FALSE(may("office", operation, object, "2026-11-27T00:00:00"));
    }
    given_.at("2026-11-25T09:00");
    const Actor office{ActorKind::staff, given_.staff("office").value};
    EXPECT_TRUE(relations_of(given_.school(), office, feed, given_.now()).contains(Relation::own_feed));
    EXPECT_TRUE(may("tess", Operation::award_point, pupil, "2026-11-25T09:00")) << "the absent keep what is theirs";
    EXPECT_FALSE(may("theo", Operation::award_point, pupil, "2026-11-25T09:00"));
}

TEST_F(Covers, D13_TheThreadsOfTheAbsentPersonStayTheirs) {
    const auto thread = sent("2026-11-24T08:10").thread;
    arranged("2026-11-24", "2026-11-24");
    EXPECT_FALSE(may("theo", Operation::read_thread, {ObjectKind::thread, thread.value, {}}, "2026-11-24T09:00"));
    EXPECT_TRUE(may("tess", Operation::read_thread, {ObjectKind::thread, thread.value, {}}, "2026-11-24T09:00"));
}

TEST_F(Covers, AreRefusedByNameWhenTheyDoNotHoldTogether) {
    EXPECT_EQ(errors({StaffId{999}, StaffId{998}, cover("2026-11-24", "2026-11-24").dates}),
              "/absent unknown /cover unknown ");
    auto same = cover("2026-11-24", "2026-11-24");
    same.cover = same.absent;
    EXPECT_EQ(errors(same), "/cover the-same ");
    EXPECT_EQ(errors(cover("2026-11-25", "2026-11-24")), "/to before-from ");
    EXPECT_EQ(errors(cover("2026-11-20", "2026-11-23")), "/to past ");
    EXPECT_EQ(errors(cover("2026-11-24", "2027-11-25")), "/to too-long ");
    arranged("2026-11-24", "2026-11-26");
    EXPECT_EQ(errors(cover("2026-11-26", "2026-11-27")), "/absent covered ");
    EXPECT_EQ(errors({given_.staff("office"), given_.staff("tess"), cover("2026-11-26", "2026-11-27").dates}),
              "/cover absent ");
    EXPECT_EQ(errors(cover("2026-11-27", "2026-11-27")), "accepted");
}

TEST_F(Covers, OneThatIsOverOrEndedIsNotThere) {
    const auto id = arranged("2026-11-24", "2026-11-25");
    given_.at("2026-11-26T00:00");
    EXPECT_EQ(given_.refusal(EndCover{id, given_.staff("tess")}), "unknown-cover");
    given_.at("2026-11-25T23:59");
    EXPECT_EQ(given_.refusal(EndCover{id, given_.staff("theo")}), "unknown-cover");
    EXPECT_EQ(given_.refusal(EndCover{id, given_.staff("tess")}), "accepted");
    EXPECT_EQ(given_.refusal(EndCover{id, given_.staff("tess")}), "unknown-cover");
}

TEST_F(Covers, WhatWasOverAMonthAgoIsForgotten) {
    arranged("2026-11-24", "2026-11-24");
    given_.at("2026-12-26T09:00");
    arranged("2027-01-11", "2027-01-11");
    EXPECT_EQ(given_.school().covers(given_.staff("tess"))->all.size(), 1U);
}

}  // namespace
}  // namespace hometime

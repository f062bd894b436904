// A roster that is imported again: who moves, who leaves, and that nobody's link ends unsaid.
#include "tests/support/given.h"

namespace hometime {
namespace {

using test::facts;
using test::GivenSchool;

/// The roster of GivenSchool as it was read then, for a school that knows all of it.
class RosterAgain : public testing::Test {
protected:
    RosterAgain() {
        const auto school = given_.school();
        const auto pupil = [&](const std::string& id) {
            return school.pupil(PupilId{school.external(ExternalKind::pupil, id)})->details;
        };
        const auto adult = [&](const std::string& id) {
            return school.guardian(GuardianId{school.external(ExternalKind::guardian, id)})->details;
        };
        for (const char* id : {"c1", "c2"}) {
            const auto row = school.school_class(ClassId{school.external(ExternalKind::school_class, id)});
            roster_.classes.push_back({id, id, {"Year", {}}, row->details});
        }
        const auto staff = [&](const char* id, const char* mac, std::vector<std::string> teaches) {
            roster_.staff.push_back({id, mac, {}, school.staff(given_.staff(id))->details, std::move(teaches), {}});
        };
        staff("tess", "t", {"c1"});
        staff("theo", "u", {"c2"});
        staff("office", "o", {});
        for (int i = 0; i < 3; ++i) {
            const auto id = "p" + std::to_string(i);
            roster_.pupils.push_back({id, id, {}, pupil(id), "c1"});
        }
        for (int i = 0; i < 9; ++i) {
            const auto id = "a" + std::to_string(i);
            roster_.adults.push_back({id, id, {}, adult(id), {{"p" + std::to_string(i / 3), Relationship::parent}}});
        }
    }
    [[nodiscard]] Accepted import(const ImportRoster& roster) { return as_office().accept(roster); }
    GivenSchool& as_office() { return given_.as(GivenSchool::kAdministrator); }
    [[nodiscard]] static std::uint64_t count(const boost::json::object& reply, const char* member) {
        return reply.at(member).to_number<std::uint64_t>();
    }
    /// Pupils of one class, each with a linked adult, besides the three: one of them is less than a tenth.
    void many_pupils(int more) {
        for (int i = 0; i < more; ++i) {
            const auto id = "x" + std::to_string(i);
            roster_.pupils.push_back({id, id, {}, {}, "c1"});
            roster_.adults.push_back({"b" + id, id, {}, {}, {{id, Relationship::parent}}});
        }
        std::ignore = import(roster_);
        const auto school = given_.school();
        for (auto& one : roster_.pupils) {
            one.compared = school.pupil(PupilId{school.external(ExternalKind::pupil, one.external_id)})->details;
        }
        for (auto& one : roster_.adults) {
            one.compared =
                school.guardian(GuardianId{school.external(ExternalKind::guardian, one.external_id)})->details;
        }
        for (int i = 0; i < more; ++i) {
            const auto id = "x" + std::to_string(i);
            given_.link(PupilId{school.external(ExternalKind::pupil, id)},
                        GuardianId{school.external(ExternalKind::guardian, "b" + id)});
        }
    }

    GivenSchool given_;
    ImportRoster roster_;
};

TEST_F(RosterAgain, TheSameOneChangesNothing) {
    EXPECT_TRUE(import(roster_).events.empty());
}

TEST_F(RosterAgain, S17_APupilWhoMovesKeepsTheirLinks) {
    given_.link(given_.pupil(0), given_.adult(0));
    roster_.pupils[0].class_external_id = "c2";
    auto proposal = roster_;
    proposal.dry_run = true;
    const auto proposed = import(proposal);
    EXPECT_TRUE(proposed.events.empty());
    EXPECT_EQ(count(proposed.reply, "pupils_moving"), 1U);
    EXPECT_EQ(count(proposed.reply, "links_ending"), 0U);
    EXPECT_EQ(proposed.reply.at("moving").at(0).at("pupil").to_number<std::uint64_t>(), given_.pupil(0).value);
    EXPECT_EQ(proposed.reply.at("moving").at(0).at("class").as_string(), "c2");
    EXPECT_EQ(facts<PupilMoved>(import(roster_)).size(), 1U);
    EXPECT_EQ(given_.school().pupil(given_.pupil(0))->links.size(), 1U);
}

TEST_F(RosterAgain, S22_AnAdultWhomTheRosterNoLongerListsStaysLinked) {
    given_.link(given_.pupil(0), given_.adult(0));
    roster_.adults.erase(roster_.adults.begin());
    for (auto& adult : roster_.adults) adult.ties.clear();
    const auto accepted = import(roster_);
    EXPECT_TRUE(accepted.events.empty());
    EXPECT_EQ(count(accepted.reply, "links_ending"), 0U);
    EXPECT_TRUE(given_.school().guardian(given_.adult(0))->linked.contains(given_.pupil(0)));
}

TEST_F(RosterAgain, S22_LinksThatWouldEndAreCountedBeforeAndWaitForAConfirmation) {
    given_.link(given_.pupil(0), given_.adult(0));
    given_.link(given_.pupil(0), given_.adult(1));
    roster_.pupils.erase(roster_.pupils.begin());
    roster_.adults.erase(roster_.adults.begin(), roster_.adults.begin() + 3);
    auto proposal = roster_;
    proposal.dry_run = true;
    const auto proposed = import(proposal).reply;
    EXPECT_EQ(count(proposed, "links_ending"), 2U);
    EXPECT_EQ(count(proposed, "pupils_leaving"), 1U);
    EXPECT_TRUE(proposed.at("needs_confirmation").as_bool());
    EXPECT_EQ(proposed.at("leaving").at(0).at("links").to_number<std::uint64_t>(), 2U);
    EXPECT_EQ(as_office().refusal(roster_), "roster-removes-too-many");
    EXPECT_EQ(given_.school().pupil(given_.pupil(0))->links.size(), 2U) << "nothing was changed";
    roster_.confirm_removals = true;
    const auto done = import(roster_);
    EXPECT_EQ(facts<PupilLeft>(done).size(), 1U);
    EXPECT_EQ(count(done.reply, "links_ending"), 2U) << "and named again, once it is done";
    EXPECT_FALSE(done.reply.contains("leaving")) << "what is stored names nobody";
    EXPECT_TRUE(given_.school().guardian(given_.adult(0))->linked.empty());
}

TEST_F(RosterAgain, S22_ATenthOfTheLinksIsTheThreshold) {
    many_pupils(20);  // 20 links; 23 pupils.
    const auto without = [&](int leavers) {
        auto roster = roster_;
        roster.pupils.erase(roster.pupils.end() - leavers, roster.pupils.end());
        roster.adults.erase(roster.adults.end() - leavers, roster.adults.end());
        roster.dry_run = true;
        return import(roster).reply;
    };
    EXPECT_FALSE(without(2).at("needs_confirmation").as_bool());
    EXPECT_EQ(count(without(2), "links_ending"), 2U);
    EXPECT_TRUE(without(3).at("needs_confirmation").as_bool());
}

TEST_F(RosterAgain, S22_FewLeaversWithManyOfTheLinksNeedAConfirmation) {
    many_pupils(20);
    for (int i = 1; i < 19; ++i) {
        const auto id = "x" + std::to_string(i);
        const auto school = given_.school();
        const PupilId pupil{school.external(ExternalKind::pupil, id)};
        const GuardianId adult{school.external(ExternalKind::guardian, "b" + id)};
        given_.as(given_.staff("office")).accept(UnlinkGuardian{pupil, adult, "They asked."});
    }
    roster_.pupils.pop_back();
    roster_.adults.pop_back();
    EXPECT_EQ(as_office().refusal(roster_), "roster-removes-too-many") << "one of two links";
}

}  // namespace
}  // namespace hometime

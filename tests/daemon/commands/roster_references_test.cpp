// A roster that does not hold together changes nothing, and everything wrong with it is named at once.
#include "daemon/commands/roster_references.h"

#include <gtest/gtest.h>

#include "tests/support/given.h"

namespace hometime {
namespace {

ImportRoster roster() {
    ImportRoster whole;
    whole.classes.push_back({"c1", "mac", {"Year 1", {}}, {}});
    whole.staff.push_back({"s1", "mac", {"Tess", "T", {}, {}, {}}, {}, {"c1"}, {}});
    whole.pupils.push_back({"p1", "mac", {"Pia", "P", {}, {}, {}}, {}, "c1"});
    whole.adults.push_back({"a1", "mac", {"Ann", "A", {}, {}, {}}, {}, {{"p1", Relationship::parent}}});
    return whole;
}

std::vector<std::string> pointers(const ImportRoster& wrong) {
    std::vector<std::string> found;
    for (const auto& error : broken_references(wrong)) found.push_back(error.pointer);
    return found;
}

TEST(RosterReferences, AWholeRosterHasNone) {
    EXPECT_TRUE(broken_references(roster()).empty());
}

TEST(RosterReferences, APupilWithoutAClassIsNoError) {
    auto without = roster();
    without.pupils[0].class_external_id.clear();
    EXPECT_TRUE(broken_references(without).empty());
}

TEST(RosterReferences, EveryBrokenOneIsNamedAtOnce) {
    auto wrong = roster();
    wrong.pupils[0].class_external_id = "c9";
    wrong.staff[0].teaches = {"c1", "c9"};
    wrong.staff[0].assists = {"c8"};
    wrong.adults[0].ties[0].pupil_external_id = "p9";
    wrong.adults.push_back(wrong.adults[0]);
    const std::vector<std::string> wanted{"/adults/1/external_id",
                                          "/staff/0/teaches/1",
                                          "/staff/0/assists/0",
                                          "/pupils/0/class_external_id",
                                          "/adults/0/ties/0/pupil_external_id",
                                          "/adults/1/ties/0/pupil_external_id"};
    EXPECT_EQ(pointers(wrong), wanted);
}

TEST(RosterReferences, AnAdultTiedToAPupilInTwoWaysIsNamedAndTwiceInTheSameWayIsNoError) {
    auto doubled = roster();
    doubled.adults[0].ties.push_back(doubled.adults[0].ties[0]);
    EXPECT_TRUE(broken_references(doubled).empty());
    doubled.adults[0].ties.push_back({"p1", Relationship::carer});
    EXPECT_EQ(pointers(doubled), (std::vector<std::string>{"/adults/0/ties/2/relationship"}));
}

TEST(RosterReferences, AnImportWithOneIsRefusedAndRecordsNothing) {
    auto wrong = roster();
    wrong.pupils[0].class_external_id = "c9";
    const MemoryRows rows;
    const School school(SchoolId{7}, rows);
    const auto decision = decide(school, wrong, Context{});
    const auto* refused = std::get_if<Refused>(&decision);
    ASSERT_NE(refused, nullptr);
    EXPECT_EQ(refused->reason, Refusal::roster_invalid);
    EXPECT_EQ(refused->errors.size(), 1U);
}

TEST(RosterReferences, TermsThatEndBeforeTheyBeginAreRefused) {
    test::GivenSchool given;
    auto wrong = roster();
    wrong.terms = {{*parse_local_date("2027-07-24"), *parse_local_date("2026-09-01")}};
    given.as(test::GivenSchool::kAdministrator);
    EXPECT_EQ(given.refusal(wrong), "roster-invalid");
}

TEST(RosterReferences, TheListOfErrorsIsBounded) {
    auto wrong = roster();
    for (int i = 0; i < 300; ++i) wrong.staff[0].teaches.push_back("c" + std::to_string(100 + i));
    EXPECT_EQ(broken_references(wrong).size(), kRosterErrorsMax);
}

}  // namespace
}  // namespace hometime

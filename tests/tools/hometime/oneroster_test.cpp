#include "tools/hometime/oneroster.h"

#include <gtest/gtest.h>

#include "tests/tools/hometime/roster_folder.h"

namespace hometime::tools {
namespace {

using test::RosterFolder;

const std::filesystem::path kShared = HOMETIME_SOURCE_DIR "/../shared/data/oneroster-1.1/ashgrove";

TEST(OneRoster, TheDocumentHoldsWhoIsWhere) {
    RowErrors errors;
    const auto roster = RosterFolder().read(errors);
    ASSERT_TRUE(errors.empty()) << to_string(errors.front());
    EXPECT_EQ(roster.classes, 2U) << "a scheduled class is no class here";
    EXPECT_EQ(roster.staff, 3U);
    EXPECT_EQ(roster.pupils, 3U);
    EXPECT_EQ(roster.adults, 2U);
    EXPECT_EQ(boost::json::serialize(roster.document),
              R"({"classes":[{"external_id":"c1","title":"Year 1"},{"external_id":"c2","title":"Year 2"}],)"
              R"("staff":[{"external_id":"t1","given_name":"Ada","family_name":"Okafor","email":"t1@school.example",)"
              R"("teaches":["c1"],"assists":[]},)"
              R"({"external_id":"t2","given_name":"Ben","family_name":"Patel","email":"t2@school.example",)"
              R"("teaches":[],"assists":["c1"]},)"
              R"({"external_id":"t3","given_name":"Cat","family_name":"Quinn","email":"t3@school.example",)"
              R"("teaches":[],"assists":[]}],)"
              R"("pupils":[{"external_id":"p1","given_name":"Dev","family_name":"Rai","class_external_id":"c1"},)"
              R"({"external_id":"p2","given_name":"Eve","family_name":"Rai","class_external_id":"c2"},)"
              R"({"external_id":"p3","given_name":"Fay","family_name":"Shah","class_external_id":"c2"}],)"
              R"("adults":[{"external_id":"a1","given_name":"Gil","family_name":"Rai","email":"a1@home.example",)"
              R"("phone":"01","ties":[{"pupil_external_id":"p1","relationship":"parent"},)"
              R"({"pupil_external_id":"p2","relationship":"parent"}]},)"
              R"({"external_id":"a2","given_name":"Hal","family_name":"Shah","email":"a2@home.example","phone":"02",)"
              R"("ties":[{"pupil_external_id":"p3","relationship":"guardian"}]}],)"
              R"("terms":[{"from":"2026-09-01","to":"2026-12-18"}]})");
}

TEST(OneRoster, TermsAreReadAloneInTheirOrder) {
    RosterFolder folder;
    folder.remove("users.csv");
    folder.text("academicSessions.csv") +=
        "s3,active,term,2027-04-12,2027-07-23\n"
        "s2,active,term,2027-01-04,2027-03-27\n"
        "s4,active,semester,2026-09-01,2027-01-29\n"
        "s5,tobedeleted,term,2027-08-01,2027-08-02\n";
    EXPECT_EQ(folder.terms(), R"([{"from":"2026-09-01","to":"2026-12-18"},{"from":"2027-01-04","to":"2027-03-27"},)"
                              R"({"from":"2027-04-12","to":"2027-07-23"}])");
}

TEST(OneRoster, WithoutTermsThereAreSemestersAndWithoutEitherAnError) {
    RosterFolder folder;
    folder.change("academicSessions.csv", "s1,active,term", "s1,active,semester");
    EXPECT_EQ(folder.terms(), R"([{"from":"2026-09-01","to":"2026-12-18"}])");
    folder.change("academicSessions.csv", "s1,active,semester", "s1,active,gradingPeriod");
    EXPECT_NE(folder.terms().find("has neither a term nor a semester"), std::string::npos) << folder.terms();
    folder.change("academicSessions.csv", "s1,active,gradingPeriod,2026-09-01", "s1,active,term,September");
    EXPECT_NE(folder.terms().find("must be a date"), std::string::npos) << folder.terms();
}

TEST(OneRoster, TheTermsOfTheRealRosterAreReadAlone) {
    if (!std::filesystem::exists(kShared)) GTEST_SKIP() << "the shared roster is not beside this project";
    RowErrors errors;
    const auto terms = read_roster_terms(kShared, errors);
    ASSERT_TRUE(errors.empty()) << to_string(errors.front());
    EXPECT_EQ(boost::json::serialize(terms),
              R"([{"from":"2026-09-01","to":"2026-12-19"},{"from":"2027-01-04","to":"2027-03-27"},)"
              R"({"from":"2027-04-12","to":"2027-07-23"}])");
}

TEST(OneRoster, TheRealRosterIsReadWhole) {
    if (!std::filesystem::exists(kShared)) GTEST_SKIP() << "the shared roster is not beside this project";
    RowErrors errors;
    const auto roster = read_oneroster(kShared, errors);
    ASSERT_TRUE(errors.empty()) << to_string(errors.front());
    EXPECT_EQ(roster.classes, 7U);
    EXPECT_EQ(roster.staff, 19U);
    EXPECT_EQ(roster.pupils, 210U);
    EXPECT_EQ(roster.adults, 377U);
    EXPECT_EQ(roster.document.at("terms").as_array().size(), 3U);
    std::size_t ties = 0;
    for (const auto& adult : roster.document.at("adults").as_array()) ties += adult.at("ties").as_array().size();
    EXPECT_EQ(ties, 377U);
}

/// One thing wrong, and the one line that says so.
struct Fault {
    const char* name;
    const char* file;
    const char* from;
    const char* to;
    const char* error;
    friend std::ostream& operator<<(std::ostream& out, const Fault& fault) { return out << fault.name; }
};

class OneRosterFault : public testing::TestWithParam<Fault> {};

TEST_P(OneRosterFault, IsNamedByFileRowAndColumn) {
    const auto& fault = GetParam();
    RosterFolder folder;
    ASSERT_NE(folder.text(fault.file).find(fault.from), std::string::npos);
    folder.change(fault.file, fault.from, fault.to);
    EXPECT_EQ(folder.errors(), fault.error);
}

INSTANTIATE_TEST_SUITE_P(
    Rows, OneRosterFault,
    testing::Values(
        Fault{"Version", "manifest.csv", "1.1", "1.2",
              "manifest.csv:2: value: only OneRoster 1.1 can be read: choose it when you export\n"},
        Fault{"Column", "users.csv", "familyName", "surname",
              "users.csv:1: familyName: this column is missing\n"
              "enrollments.csv:2: userSourcedId: names somebody whom users.csv does not have\n"
              "enrollments.csv:3: userSourcedId: names somebody whom users.csv does not have\n"
              "enrollments.csv:4: userSourcedId: names somebody whom users.csv does not have\n"
              "enrollments.csv:5: userSourcedId: names somebody whom users.csv does not have\n"
              "enrollments.csv:6: userSourcedId: names somebody whom users.csv does not have\n"},
        Fault{"Status", "classes.csv", "c1,active", "c1,inactive",
              "classes.csv:2: status: must be active or tobedeleted\n"
              "enrollments.csv:2: classSourcedId: names a class that classes.csv does not have\n"
              "enrollments.csv:3: classSourcedId: names a class that classes.csv does not have\n"
              "enrollments.csv:4: classSourcedId: names a class that classes.csv does not have\n"
              "users.csv:5: is a pupil whom enrollments.csv puts into no homeroom\n"},
        Fault{"Id", "enrollments.csv", "e2,", ",", "enrollments.csv:3: sourcedId: must not be empty\n"},
        Fault{"Duplicate", "enrollments.csv", "e6,", "e5,",
              "enrollments.csv:7: sourcedId: stands twice in this file\n"},
        Fault{"ClassType", "classes.csv", "scheduled", "club",
              "classes.csv:4: classType: must be homeroom or scheduled\n"},
        Fault{"Title", "classes.csv", "Year 1", "", "classes.csv:2: title: must not be empty\n"},
        Fault{"Role", "users.csv", "administrator", "janitor",
              "users.csv:4: role: is not a role that a primary school has: teacher, aide, administrator, student, "
              "parent, guardian or relative\n"},
        Fault{"Name", "users.csv", "Cat,Quinn", ",", "users.csv:4: familyName: must not be empty\n"},
        Fault{"NoSuchClass", "enrollments.csv", "c1,t1", "c9,t1",
              "enrollments.csv:2: classSourcedId: names a class that classes.csv does not have\n"},
        Fault{"NoSuchPerson", "enrollments.csv", "c1,t1", "c1,t9",
              "enrollments.csv:2: userSourcedId: names somebody whom users.csv does not have\n"},
        Fault{"TeacherAsPupil", "enrollments.csv", "t1,teacher", "t1,student",
              "enrollments.csv:2: userSourcedId: is enrolled as a student, but users.csv has another role\n"},
        Fault{"PupilAsTeacher", "enrollments.csv", "t1,teacher", "p1,teacher",
              "enrollments.csv:2: userSourcedId: is enrolled as a teacher, but users.csv has another role\n"},
        Fault{"TwoHomerooms", "enrollments.csv", "c3,p3", "c1,p3",
              "enrollments.csv:7: classSourcedId: puts a pupil into a second homeroom\n"},
        Fault{"NoHomeroom", "enrollments.csv", "c2,p2", "c3,p2",
              "users.csv:6: is a pupil whom enrollments.csv puts into no homeroom\n"},
        Fault{"NoSuchAdult", "users.csv", "\"a2\"", "\"a2, a9\"",
              "users.csv:7: agentSourcedIds: names somebody whom this file does not have\n"},
        Fault{"NoSuchPupil", "users.csv", "\"p1,p2\"", "\"p1,p9\"",
              "users.csv:8: agentSourcedIds: names somebody whom this file does not have\n"},
        Fault{"Date", "academicSessions.csv", "2026-12-18", "18/12/2026",
              "academicSessions.csv:3: endDate: must be a date like 2026-12-18\n"},
        Fault{"DateOrder", "academicSessions.csv", "2026-12-18", "2026-08-31",
              "academicSessions.csv:3: endDate: must not be before the start\n"},
        Fault{"Cells", "enrollments.csv", "e3,active,c1", "e3,active,,c1",
              "enrollments.csv:4: has 6 cells where the header has 5\n"
              "users.csv:5: is a pupil whom enrollments.csv puts into no homeroom\n"}),
    [](const auto& fault) { return std::string(fault.param.name); });

TEST(OneRoster, AllErrorsOfAllFilesComeAtOnce) {
    RosterFolder folder;
    folder.change("manifest.csv", "1.1", "1.0")
        .change("classes.csv", "Year 2", "")
        .change("users.csv", "Cat,Quinn", ",");
    folder.change("enrollments.csv", "c1,t2", "c1,t9").change("academicSessions.csv", "2026-12-18", "never");
    EXPECT_EQ(folder.errors(),
              "manifest.csv:2: value: only OneRoster 1.1 can be read: choose it when you export\n"
              "classes.csv:3: title: must not be empty\n"
              "users.csv:4: familyName: must not be empty\n"
              "enrollments.csv:3: userSourcedId: names somebody whom users.csv does not have\n"
              "academicSessions.csv:3: endDate: must be a date like 2026-12-18\n");
}

TEST(OneRoster, AnEndlessListOfErrorsIsCut) {
    RosterFolder folder;
    for (int i = 0; i < 100; ++i) folder.text("enrollments.csv") += "e1,active,c1,p1,student\n";
    RowErrors errors;
    std::ignore = folder.read(errors);
    EXPECT_EQ(errors.size(), kRowErrorsMax);
}

TEST(OneRoster, EveryFileThatIsNeededMustBeThere) {
    for (const std::string file :
         {"manifest.csv", "classes.csv", "users.csv", "enrollments.csv", "academicSessions.csv"}) {
        RosterFolder folder;
        folder.remove(file);
        EXPECT_NE(folder.errors().find(file + ": the file is missing or cannot be read\n"), std::string::npos) << file;
    }
    RowErrors errors;
    std::ignore = read_oneroster("no/such/folder", errors);
    EXPECT_EQ(errors.size(), 5U);
}

TEST(OneRoster, WhoIsToBeDeletedOrNotEnabledIsPassedOverWithAllThatNamesThem) {
    RosterFolder folder;
    folder.change("users.csv", "p1,active,true", "p1,tobedeleted,true");
    folder.change("users.csv", "t2,active,true", "t2,active,false");
    folder.change("users.csv", "a2,active,true", "a2,active,false");
    RowErrors errors;
    const auto roster = folder.read(errors);
    ASSERT_TRUE(errors.empty()) << to_string(errors.front());
    EXPECT_EQ(roster.pupils, 2U);
    EXPECT_EQ(roster.staff, 2U);
    EXPECT_EQ(roster.adults, 1U);
    EXPECT_EQ(boost::json::serialize(roster.document.at("adults").at(0).at("ties")),
              R"([{"pupil_external_id":"p2","relationship":"parent"}])");
}

TEST(OneRoster, AClassThatIsToBeDeletedTakesItsEnrolmentsAlong) {
    RosterFolder folder;
    folder.change("classes.csv", "c1,active", "c1,tobedeleted");
    EXPECT_EQ(folder.errors(), "users.csv:5: is a pupil whom enrollments.csv puts into no homeroom\n");
    folder.text("enrollments.csv") += "e7,active,c2,p1,student\n";
    EXPECT_EQ(folder.errors(), "");
}

TEST(OneRoster, BirthDatesAreNotRead) {
    RosterFolder folder;
    folder.text("demographics.csv") = "sourcedId,status,birthDate\np1,active,2020-02-29\n";
    RowErrors errors;
    const auto roster = folder.read(errors);
    EXPECT_EQ(boost::json::serialize(roster.document).find("2020-02-29"), std::string::npos);
}

}  // namespace
}  // namespace hometime::tools

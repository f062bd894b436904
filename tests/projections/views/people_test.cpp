#include "projections/views/people.h"

#include "tests/projections/views/views_test.h"

namespace hometime::test {
namespace {

class PeopleView : public ViewsTest {
protected:
    void SetUp() override {
        class_3b = log.add<ClassId>(ClassCreated{"c-3b", "", {}});
        class_4a = log.add<ClassId>(ClassCreated{"c-4a", "", {}});
        teacher = log.add<StaffId>(StaffAdded{"s-1", "", {}});
        pupil = log.add<PupilId>(PupilEnrolled{"p-1", class_3b, "", {}});
        mum = log.add<GuardianId>(GuardianRecorded{"g-1", "", {}});
        log.append(RelationshipRecorded{mum, pupil, Relationship::mother});
    }
    void link() { log.append(GuardianLinked{pupil, mum, InviteId{1}, {}}); }

    ClassId class_3b, class_4a;
    StaffId teacher;
    PupilId pupil;
    GuardianId mum;
    using Feeds = std::vector<ClassId>;
};

TEST_F(PeopleView, GuardianWithoutALinkReadsNoFeed) {
    fold();
    EXPECT_TRUE(views::feeds_of(views, kSchool, mum).empty());
    const auto row = views::pupil(views, kSchool, pupil);
    ASSERT_EQ(row->adults.size(), 1U);
    EXPECT_FALSE(row->adults[0].linked);
    EXPECT_EQ(row->adults[0].relationship, Relationship::mother);
}

TEST_F(PeopleView, ClassFeedFollowsThePupilsMoveWithoutANewCodeS17) {
    link();
    fold();
    EXPECT_EQ(views::feeds_of(views, kSchool, mum), (Feeds{ClassId{}, class_3b}));
    log.append(PupilMoved{pupil, class_4a});
    fold();
    EXPECT_EQ(views::feeds_of(views, kSchool, mum), (Feeds{ClassId{}, class_4a}));
    EXPECT_TRUE(views::school_class(views, kSchool, class_3b)->pupils.empty());
    EXPECT_EQ(views::school_class(views, kSchool, class_4a)->pupils, std::set{pupil});
}

TEST_F(PeopleView, UnlinkingEndsAccessAtOnceAndKeepsTheRelationshipS22) {
    link();
    log.append(GuardianUnlinked{pupil, mum, {}});
    fold();
    EXPECT_TRUE(views::feeds_of(views, kSchool, mum).empty());
    EXPECT_TRUE(views::guardian(views, kSchool, mum)->linked.empty());
    EXPECT_FALSE(views::pupil(views, kSchool, pupil)->adults.at(0).linked);
}

TEST_F(PeopleView, LeavingPupilTakesTheAccessAlong) {
    link();
    log.append(PupilLeft{pupil});
    fold();
    EXPECT_TRUE(views::feeds_of(views, kSchool, mum).empty());
    EXPECT_FALSE(views::pupil(views, kSchool, pupil)->active);
    EXPECT_TRUE(views::school_class(views, kSchool, class_3b)->pupils.empty());
}

TEST_F(PeopleView, StaffReadTheFeedsOfTheirClassesUntilTheyLeave) {
    log.append(StaffAssigned{teacher, class_3b, StaffRole::teacher});
    log.append(StaffAssigned{teacher, class_4a, StaffRole::teaching_assistant});
    log.append(StaffRoleGranted{teacher, StaffRole::office});
    fold();
    EXPECT_EQ(views::feeds_of(views, kSchool, teacher), (Feeds{ClassId{}, class_3b, class_4a}));
    EXPECT_EQ(views::school_class(views, kSchool, class_3b)->teachers, std::set{teacher});
    EXPECT_EQ(views::school_class(views, kSchool, class_4a)->assistants, std::set{teacher});
    EXPECT_EQ(views::staff(views, kSchool, teacher)->granted, std::set{StaffRole::office});
    log.append(StaffLeft{teacher});
    fold();
    EXPECT_TRUE(views::feeds_of(views, kSchool, teacher).empty());
    EXPECT_TRUE(views::school_class(views, kSchool, class_3b)->teachers.empty());
    EXPECT_TRUE(views::school_class(views, kSchool, class_4a)->assistants.empty());
    EXPECT_TRUE(views::staff(views, kSchool, teacher)->granted.empty());
}

TEST_F(PeopleView, AnotherRoleInTheSameClassReplacesTheFirst) {
    log.append(StaffAssigned{teacher, class_3b, StaffRole::teacher});
    log.append(StaffAssigned{teacher, class_3b, StaffRole::teaching_assistant});
    fold();
    EXPECT_TRUE(views::school_class(views, kSchool, class_3b)->teachers.empty());
    EXPECT_EQ(views::school_class(views, kSchool, class_3b)->assistants, std::set{teacher});
    log.append(StaffUnassigned{teacher, class_3b});
    log.append(StaffRoleGranted{teacher, StaffRole::slt});
    log.append(StaffRoleRevoked{teacher, StaffRole::slt});
    fold();
    EXPECT_TRUE(views::school_class(views, kSchool, class_3b)->assistants.empty());
    EXPECT_TRUE(views::staff(views, kSchool, teacher)->granted.empty());
}

TEST_F(PeopleView, NewestNamesAreWhereTheNewestFactIs) {
    const auto renamed = log.append(PupilDetailsChanged{pupil, "", {}});
    const auto class_renamed = log.append(ClassRenamed{class_3b, "", {}});
    const auto moved_house = log.append(GuardianDetailsChanged{mum, "", {}});
    const auto married = log.append(StaffDetailsChanged{teacher, "", {}});
    fold();
    EXPECT_EQ(views::pupil(views, kSchool, pupil)->details, renamed);
    EXPECT_EQ(views::school_class(views, kSchool, class_3b)->details, class_renamed);
    EXPECT_EQ(views::school_class(views, kSchool, class_4a)->details, class_4a.sequence());
    EXPECT_EQ(views::guardian(views, kSchool, mum)->details, moved_house);
    EXPECT_EQ(views::staff(views, kSchool, teacher)->details, married);
}

TEST_F(PeopleView, RosterIdsFindTheirPeople) {
    fold();
    EXPECT_EQ(views::by_external_id(views, kSchool, ExternalKind::pupil, "p-1"), pupil.value);
    EXPECT_EQ(views::by_external_id(views, kSchool, ExternalKind::guardian, "p-1"), 0U);
    EXPECT_EQ(views::by_external_id(views, kOtherSchool, ExternalKind::pupil, "p-1"), 0U);
}

TEST_F(PeopleView, AccountsShowOnPeople) {
    log.append(AccountOpened{77, PersonKind::guardian, mum.value});
    log.append(AccountOpened{78, PersonKind::pupil, pupil.value});
    fold();
    EXPECT_TRUE(views::guardian(views, kSchool, mum)->has_account);
    EXPECT_FALSE(views::staff(views, kSchool, teacher)->has_account);
}

TEST_F(PeopleView, ListsGoByIdAndKeepWhatIsClosed) {
    log.append(ClassClosed{class_3b});
    fold();
    const auto classes = views::classes(views, kSchool);
    ASSERT_EQ(classes.size(), 2U);
    EXPECT_EQ(classes[0].id, class_3b);
    EXPECT_FALSE(classes[0].active);
    EXPECT_TRUE(classes[1].active);
    EXPECT_EQ(views::pupils(views, kSchool, {pupil.value, 10, Direction::forward}).size(), 0U);
    EXPECT_EQ(views::guardians(views, kSchool).size(), 1U);
    EXPECT_EQ(views::all_staff(views, kSchool).size(), 1U);
}

TEST_F(PeopleView, FactsAboutUnknownPeopleChangeNothing) {
    log.append(GuardianLinked{PupilId{999}, GuardianId{998}, {}, {}});
    log.append(StaffAssigned{StaffId{997}, ClassId{996}, StaffRole::teacher});
    log.append(PupilMoved{PupilId{999}, ClassId{996}});
    fold();
    EXPECT_FALSE(views::pupil(views, kSchool, PupilId{999}));
    EXPECT_FALSE(views::staff(views, kSchool, StaffId{997}));
}

}  // namespace
}  // namespace hometime::test

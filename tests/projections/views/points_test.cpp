#include "projections/views/points.h"

#include "tests/projections/views/views_test.h"

namespace hometime::test {
namespace {

constexpr PupilId kPupil{301};
constexpr ClassId kClass{11};
constexpr StaffId kTeacher{201};

class PointsView : public ViewsTest {
protected:
    AwardId award(PupilId pupil = kPupil) {
        return log.add<AwardId>(PointAwarded{pupil, kClass, kTeacher, "kindness"});
    }
};

TEST_F(PointsView, AwardRaisesThePupilsTotalByOneS1) {
    award();
    fold();
    EXPECT_EQ(views::points_total(views, kSchool, kPupil), 1U);
    award();
    award(PupilId{302});
    fold();
    EXPECT_EQ(views::points_total(views, kSchool, kPupil), 2U);
}

TEST_F(PointsView, RetractionKeepsTheAwardAndTakesThePointBack) {
    const auto first = award();
    const auto second = award();
    log.at("2026-11-25T09:00:00Z");
    log.append(PointRetracted{first, kPupil, kTeacher, {}});
    fold();
    EXPECT_EQ(views::points_total(views, kSchool, kPupil), 1U);
    const auto awards = views::awards(views, kSchool, kPupil);
    ASSERT_EQ(awards.size(), 2U);
    EXPECT_EQ(awards[0].retracted_at, instant("2026-11-25T09:00:00Z"));
    EXPECT_EQ(awards[1].award, second);
    EXPECT_EQ(awards[1].retracted_at, std::nullopt);
    EXPECT_EQ(awards[1].skill, "kindness");
}

TEST_F(PointsView, SecondRetractionOfAnAwardAndOneOfNothingChangeNothing) {
    const auto first = award();
    award();
    log.append(PointRetracted{first, kPupil, kTeacher, {}});
    log.append(PointRetracted{first, kPupil, kTeacher, {}});
    log.append(PointRetracted{AwardId{999}, kPupil, kTeacher, {}});
    fold();
    EXPECT_EQ(views::points_total(views, kSchool, kPupil), 1U);
}

TEST_F(PointsView, PupilWithoutAwardsHasNone) {
    fold();
    EXPECT_EQ(views::points_total(views, kSchool, kPupil), 0U);
    EXPECT_TRUE(views::awards(views, kSchool, kPupil).empty());
}

}  // namespace
}  // namespace hometime::test

#include "projections/views/reports.h"

#include "tests/projections/views/views_test.h"

namespace hometime::test {
namespace {

constexpr PupilId kPupil{301};
constexpr StaffId kTeacher{201};
constexpr StaffId kHead{202};

class ReportsView : public ViewsTest {
protected:
    ReportId report(std::uint64_t message) {
        return log.add<ReportId>(
            MessageReported{MessageId{message}, ThreadId{1}, kPupil, GuardianId{101}, kTeacher, "ab12", {}});
    }
};

TEST_F(ReportsView, ReportAgesInTheQueueFromTheMomentItWasMadeS50) {
    const auto id = report(41);
    fold();
    const auto open = views::reports(views, kSchool, views::ReportFilter::open);
    ASSERT_EQ(open.size(), 1U);
    EXPECT_EQ(open[0].report, id);
    EXPECT_EQ(open[0].message, MessageId{41});
    EXPECT_EQ(open[0].reporter, kTeacher);
    EXPECT_EQ(open[0].leaf, "ab12");
    EXPECT_EQ(open[0].reported_at, instant("2026-11-24T09:00:00Z"));
    EXPECT_EQ(open[0].closed_at, std::nullopt);
}

TEST_F(ReportsView, OutcomeTakesItOffTheQueueAndKeepsItS51) {
    const auto closed = report(41);
    const auto open = report(42);
    log.at("2026-11-24T10:00:00Z");
    const auto outcome = log.append(ReportClosed{closed, kPupil, kHead, {}});
    fold();
    const auto queue = views::reports(views, kSchool, views::ReportFilter::open);
    ASSERT_EQ(queue.size(), 1U);
    EXPECT_EQ(queue[0].report, open);
    const auto kept = views::report(views, kSchool, closed);
    ASSERT_TRUE(kept);
    EXPECT_EQ(kept->closed_at, instant("2026-11-24T10:00:00Z"));
    EXPECT_EQ(kept->closed_by, kHead);
    EXPECT_EQ(kept->outcome, outcome);
    EXPECT_EQ(views::reports(views, kSchool, views::ReportFilter::all).size(), 2U);
}

TEST_F(ReportsView, SecondOutcomeAndOneOfNothingChangeNothing) {
    const auto id = report(41);
    const auto first = log.append(ReportClosed{id, kPupil, kHead, {}});
    log.append(ReportClosed{id, kPupil, kTeacher, {}});
    log.append(ReportClosed{ReportId{999}, kPupil, kHead, {}});
    fold();
    EXPECT_EQ(views::report(views, kSchool, id)->outcome, first);
    EXPECT_FALSE(views::report(views, kSchool, ReportId{999}));
}

}  // namespace
}  // namespace hometime::test

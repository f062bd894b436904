// A pupil's own sign-in: the code that leads there (D16).
#include "tests/support/given.h"

namespace hometime {
namespace {

using test::facts;
using test::GivenSchool;

class PupilCodes : public testing::Test {
protected:
    PupilCodeId issue(int pupil = 0) {
        const auto expected = PupilCodeId{given_.history().back().header.sequence.value + 1};
        given_.as(given_.staff("tess")).accept(IssuePupilCode{given_.pupil(pupil), {"ABC", "hash"}});
        return expected;
    }
    Accepted redeem(PupilCodeId code, std::uint64_t account) {
        return given_.as({ActorKind::anonymous, 0}).accept(RedeemPupilCode{code, account});
    }
    std::string refused(PupilCodeId code, std::uint64_t account = 9) {
        return given_.as({ActorKind::anonymous, 0}).refusal(RedeemPupilCode{code, account});
    }

    GivenSchool given_;
};

TEST_F(PupilCodes, D16_ACodeOpensThePupilsAccountOnce) {
    const auto code = issue();
    EXPECT_EQ(facts<AccountOpened>(redeem(code, 7)),
              (std::vector{AccountOpened{7, PersonKind::pupil, given_.pupil(0).value}}));
    EXPECT_EQ(given_.school().pupil(given_.pupil(0))->account, 7U);
    EXPECT_EQ(refused(code), "pupil-code-used");
}

TEST_F(PupilCodes, D16_ACodeHoldsForFourteenDays) {
    const auto code = issue();
    const auto issued = given_.now();
    given_.at(issued + std::chrono::days{14});
    EXPECT_EQ(refused(code), "pupil-code-expired");
    given_.at(issued + std::chrono::days{14} - std::chrono::microseconds{1});
    redeem(code, 7);
}

TEST_F(PupilCodes, ANewerCodeReplacesTheOlder) {
    const auto older = issue();
    const auto newer = issue();
    EXPECT_EQ(refused(older), "pupil-code-used");
    redeem(newer, 7);
}

TEST_F(PupilCodes, AForgottenPasswordIsAnsweredByANewCodeAndANewAccount) {
    redeem(issue(), 7);
    redeem(issue(), 8);
    EXPECT_EQ(given_.school().pupil(given_.pupil(0))->account, 8U);
}

TEST_F(PupilCodes, WhoHasLeftGetsNoneAndOpensNothing) {
    const auto code = issue();
    const auto school = given_.school();
    const ClassId year{school.external(ExternalKind::school_class, "c1")};
    ImportRoster without;
    without.classes.push_back({"c1", "c1", {"Year 1", {}}, school.school_class(year)->details});
    without.staff.push_back(
        {"tess", "t", {"Tess", "T", {}, {}, {}}, school.staff(given_.staff("tess"))->details, {"c1"}, {}});
    without.confirm_removals = true;
    given_.as(GivenSchool::kAdministrator).accept(without);
    EXPECT_EQ(refused(code), "pupil-code-used");
    given_.as(given_.staff("tess"));
    EXPECT_EQ(given_.refusal(IssuePupilCode{given_.pupil(0), {"ABC", "hash"}}), "unknown-person");
}

}  // namespace
}  // namespace hometime

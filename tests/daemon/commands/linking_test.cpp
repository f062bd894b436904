// Codes, links and the limit of two.
#include "tests/support/given.h"

namespace hometime {
namespace {

using test::GivenSchool;

constexpr Actor kNobody{ActorKind::anonymous, 0};

TEST(Linking, S17_ARedeemedCodeLinksTheAdultToThePupil) {
    GivenSchool given;
    given.link(given.pupil(0), given.adult(0));
    EXPECT_TRUE(given.school().guardian(given.adult(0))->linked.contains(given.pupil(0)));
}

TEST(Linking, S19_AnAdultWithoutARecordedRelationshipGetsNoCode) {
    GivenSchool given;
    given.as(given.staff("office"));
    const IssueInvite stranger{given.pupil(0), given.adult(8), {}, {"ABC", "hash"}, false};
    EXPECT_EQ(given.refusal(stranger), "relationship-required");
}

TEST(Linking, S19_ACodeIsUsedOnce) {
    GivenSchool given;
    const auto code = given.invite(given.pupil(0), given.adult(0));
    given.as(kNobody).accept(RedeemInvite{code, 5});
    EXPECT_EQ(given.refusal(RedeemInvite{code, 6}), "invite-used");
}

TEST(Linking, ACodeExpiresAtItsInstantAndNotBefore) {
    for (const bool late : {false, true}) {
        GivenSchool given;
        const auto code = given.invite(given.pupil(0), given.adult(0));
        given.at(late ? "2026-12-08T09:15:00" : "2026-12-08T09:14:59").as(kNobody);
        EXPECT_EQ(given.refusal(RedeemInvite{code, 5}), late ? "invite-expired" : "accepted");
    }
}

TEST(Linking, ACodeOfAnotherAdultIsRefused) {
    GivenSchool given;
    given.link(given.pupil(0), given.adult(0));
    const auto code = given.invite(given.pupil(0), given.adult(1));
    given.as(given.adult(0));
    EXPECT_EQ(given.refusal(RedeemInvite{code, 0}), "invite-for-another-adult");
}

TEST(Linking, S20_AThirdStandardLinkIsRefused) {
    GivenSchool given;
    given.link(given.pupil(0), given.adult(0));
    given.link(given.pupil(0), given.adult(1));
    given.as(given.staff("office"));
    const IssueInvite third{given.pupil(0), given.adult(2), {}, {"ABC", "hash"}, false};
    EXPECT_EQ(given.refusal(third), "guardian-limit");
}

TEST(Linking, S21_AFurtherAdultNeedsAnApprovalFirst) {
    GivenSchool given;
    given.link(given.pupil(0), given.adult(0));
    given.link(given.pupil(0), given.adult(1));
    given.as(given.staff("office"));
    given.accept(ApproveAdult{given.pupil(0), given.adult(2), {}, "Grandmother collects daily"});
    given.link(given.pupil(0), given.adult(2));
    EXPECT_EQ(given.school().pupil(given.pupil(0))->links.size(), 3U);
}

TEST(Linking, S21_AnApprovalThatEndedLinksNobody) {
    GivenSchool given;
    given.link(given.pupil(0), given.adult(0));
    given.link(given.pupil(0), given.adult(1));
    given.as(given.staff("office"));
    given.accept(ApproveAdult{given.pupil(0), given.adult(2), given.now() + std::chrono::hours(2), "For today"});
    const auto code = given.invite(given.pupil(0), given.adult(2));
    given.at("2026-11-24T11:15").as(kNobody);
    EXPECT_EQ(given.refusal(RedeemInvite{code, 5}), "approval-expired");
}

TEST(Linking, S22_AnUnlinkedGuardianMayNotWrite) {
    GivenSchool given;
    given.link(given.pupil(0), given.adult(0));
    given.as(given.staff("office")).accept(UnlinkGuardian{given.pupil(0), given.adult(0), "Asked to leave"});
    given.as(given.adult(0));
    EXPECT_EQ(given.refusal(SendMessage{given.pupil(0), {}, Category::general, "Hello"}), "unknown-person");
}

}  // namespace
}  // namespace hometime

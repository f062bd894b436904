// Who is told of a child's safety outside the application, and when again (D14).
#include "tests/support/given.h"

namespace hometime {
namespace {

using test::facts;
using test::GivenSchool;

class Duty : public testing::Test {
protected:
    Duty() {
        given_.link(given_.pupil(0), given_.adult(0));
        given_.as(GivenSchool::kAdministrator);
        given_.accept(GrantStaffRole{given_.staff("tess"), StaffRole::dsl});
        given_.accept(GrantStaffRole{given_.staff("theo"), StaffRole::deputy_dsl});
        given_.accept(GrantStaffRole{given_.staff("office"), StaffRole::deputy_dsl});
    }

    /// On a Saturday night.
    void worry() {
        given_.at("2026-11-28T03:00").as(given_.adult(0));
        const auto accepted = given_.accept(RaiseSafety{given_.pupil(0), "She is left alone."});
        concern_ = ConcernId{accepted.reply.at("concern").to_number<std::uint64_t>()};
    }
    /// Whom, in which round: "0: tess tess"; or when to ask again.
    std::string alert(const std::string& local, std::vector<Channel> channels = {Channel::email}) {
        const auto decision =
            given_.at(local).as(GivenSchool::kNotifier).when(AlertDuty{concern_, std::move(channels)});
        if (const auto* refused = std::get_if<Refused>(&decision)) {
            const auto* at = refused->facts.if_contains("again_at");
            return at == nullptr ? "nothing"
                                 : "at " + given_.local(parse_utc_time(std::string_view(at->as_string())).value());
        }
        const auto sealed = facts<NotificationSealed>(std::get<Accepted>(decision));
        std::string told = std::to_string(sealed.at(0).counter) + ':';
        for (const auto& one : sealed) {
            EXPECT_EQ(one.kind, NotificationKind::duty);
            EXPECT_FALSE(one.occurrence);
            for (const char* name : {"tess", "theo", "office"}) {
                if (one.person == given_.staff(name).value) told += std::string(" ") + name;
            }
        }
        return told;
    }

    GivenSchool given_;
    ConcernId concern_;
};

TEST_F(Duty, D14_TheLeadIsToldAtOnceThenEachDeputyUntilSomebodyAcknowledges) {
    worry();
    EXPECT_EQ(alert("2026-11-28T03:00"), "0: tess");
    EXPECT_EQ(alert("2026-11-28T03:05"), "at 2026-11-28T03:10");
    EXPECT_EQ(alert("2026-11-28T03:10"), "1: tess office");
    EXPECT_EQ(alert("2026-11-28T03:20"), "2: tess office theo");
    EXPECT_EQ(alert("2026-11-28T03:30"), "at 2026-11-28T04:20") << "everybody was told: less often from now on";
    EXPECT_EQ(alert("2026-11-28T04:20"), "3: tess office theo");
    EXPECT_EQ(alert("2026-11-28T04:21"), "at 2026-11-28T06:20");
    given_.as(given_.staff("theo")).accept(AcknowledgeConcern{concern_});
    EXPECT_EQ(alert("2026-11-28T06:20"), "nothing");
}

TEST_F(Duty, D14_ByEachChannelThatReachesThemWhateverTheyChose) {
    worry();
    given_.as(given_.staff("tess")).accept(ChooseChannels{false, true, {}, true});
    EXPECT_EQ(alert("2026-11-28T03:00", {Channel::email, Channel::push}), "0: tess tess");
    given_.as(given_.staff("tess")).accept(ChooseChannels{false, false, {}, false});
    EXPECT_EQ(alert("2026-11-28T03:10", {Channel::email, Channel::push}), "1: tess tess office");
}

TEST_F(Duty, D14_WhereThereIsNoLeadTheFirstDeputyIs) {
    given_.as(GivenSchool::kAdministrator).accept(RevokeStaffRole{given_.staff("tess"), StaffRole::dsl});
    worry();
    EXPECT_EQ(alert("2026-11-28T03:00"), "0: office");
    EXPECT_EQ(alert("2026-11-28T03:10"), "1: office theo");
}

TEST_F(Duty, S54_OnceItIsEscalatedEverybodyIsTold) {
    worry();
    EXPECT_EQ(alert("2026-11-28T03:00"), "0: tess");
    given_.record(ConcernEscalated{concern_});
    EXPECT_EQ(alert("2026-11-28T03:10"), "1: tess office theo");
}

TEST_F(Duty, AFailedRoundIsFollowedByTheNextOneAndIsNobodysDeadLetter) {
    worry();
    given_.at("2026-11-28T03:00").as(GivenSchool::kNotifier);
    given_.accept(AlertDuty{concern_, {Channel::email}});
    const auto id = NotificationId::at(given_.history().back().header.sequence);
    const auto settled = given_.accept(SettleNotification{id, NotificationOutcome::dead, 1});
    EXPECT_EQ(facts<NotificationSettled>(settled).at(0).outcome, NotificationOutcome::rolled);
    EXPECT_FALSE(given_.school().dead_letter(id));
    EXPECT_EQ(alert("2026-11-28T03:10"), "1: tess office");
}

}  // namespace
}  // namespace hometime

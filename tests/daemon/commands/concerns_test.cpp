// Concerns: nothing missing, nothing changed, nobody forgotten.
#include "daemon/commands/safeguarding_rules.h"
#include "tests/support/given.h"

namespace hometime {
namespace {

using test::facts;
using test::GivenSchool;
using namespace std::chrono_literals;

class Concerns : public testing::Test {
protected:
    Concerns() { given_.link(given_.pupil(0), parent_); }

    [[nodiscard]] RaiseConcern concern() const {
        return {{given_.pupil(0)}, {}, {}, given_.now() - 1h, {"Hungry at nine.", "Gave breakfast."}};
    }
    ConcernId raised() {
        const auto reply = given_.as(tess_).accept(concern()).reply;
        return ConcernId{reply.at("concern").to_number<std::uint64_t>()};
    }
    std::vector<std::string> missing(const RaiseConcern& command) {
        const auto decision = given_.as(tess_).when(command);
        std::vector<std::string> found;
        for (const auto& error : std::get<Refused>(decision).errors) found.push_back(error.pointer);
        return found;
    }
    [[nodiscard]] std::string staff_escalation(const std::string& local) {
        given_.at(local);
        return given_.local(escalates_at(given_.school(), false, given_.now()));
    }

    GivenSchool given_;
    const GuardianId parent_ = given_.adult(0);
    const StaffId tess_ = given_.staff("tess");
    const StaffId dee_ = given_.staff("office");  // Who may is the table's business.
};

TEST_F(Concerns, S53_WhoAboutWhomWhenWhatAndWhatWasDoneAllOfItOrNothing) {
    EXPECT_EQ(missing({}), (std::vector<std::string>{"/pupils", "/seen_at", "/facts", "/immediate_action"}));
    auto later = concern();
    later.seen_at = given_.now() + 1us;
    EXPECT_EQ(missing(later), (std::vector<std::string>{"/seen_at"}));
    auto strange = concern();
    strange.pupils.push_back(PupilId{99'999});
    EXPECT_EQ(missing(strange), (std::vector<std::string>{"/pupils/1"}));
    const auto accepted = given_.as(tess_).accept(concern());
    const auto fact = facts<ConcernRaised>(accepted).at(0);
    EXPECT_EQ(fact.pupils, (std::vector{given_.pupil(0)}));
    const auto id = ConcernId{accepted.reply.at("concern").to_number<std::uint64_t>()};
    EXPECT_EQ(given_.school().concern(id)->raised_by, (Actor{ActorKind::staff, tess_.value}));
    EXPECT_EQ(given_.school().concern(id)->raised_at, given_.now());
}

TEST_F(Concerns, S52_FromAMessageThatOneHasBeenShownAndFromNoOther) {
    const auto reply =
        given_.as(parent_).accept(SendMessage{given_.pupil(0), {}, Category::general, "He hit her."}).reply;
    auto command = concern();
    command.message = MessageId{reply.at("message").to_number<std::uint64_t>()};
    command.thread = ThreadId{reply.at("thread").to_number<std::uint64_t>()};
    EXPECT_EQ(missing(command), (std::vector<std::string>{"/message"}));
    given_.at("2026-11-24T15:30").as(GivenSchool::kNotifier).accept(SealDigest{tess_});
    EXPECT_EQ(facts<ConcernRaised>(given_.as(tess_).accept(command)).at(0).message, command.message);
}

TEST_F(Concerns, S52_AGuardiansWorryGoesAtOnceAndNothingStandsInItsWay) {
    given_.at("2026-11-28T11:00");  // A Saturday.
    given_.as(dee_).accept(RemoveGuardian{parent_, *parse_local_date("2026-12-01"), {"Threats", "The governors"}});
    given_.accept(RestrictContact{given_.pupil(0), parent_, RestrictionKind::no_contact, {}, {}, "An order"});
    const auto accepted = given_.as(parent_).accept(RaiseSafety{given_.pupil(0), "She is left alone."});
    ASSERT_EQ(accepted.events.size(), 1U);
    EXPECT_EQ(facts<ConcernRaised>(accepted).at(0).seen_at, given_.now());
    EXPECT_TRUE(facts<MessageSent>(accepted).empty());
    EXPECT_EQ(given_.refusal(RaiseSafety{given_.pupil(1), "Not theirs."}), "unknown-person");
    EXPECT_EQ(given_.refusal(RaiseSafety{given_.pupil(0), ""}), "text-required");
}

TEST_F(Concerns, S54_TheDeputiesAreToldAfterThirtyMinutesOfTheSafeguardingHours) {
    EXPECT_EQ(staff_escalation("2026-11-24T10:00"), "2026-11-24T10:30");
    EXPECT_EQ(staff_escalation("2026-11-24T15:45"), "2026-11-25T08:15");
    EXPECT_EQ(staff_escalation("2026-11-27T16:00"), "2026-11-30T08:30");  // Friday evening: Monday.
    EXPECT_EQ(staff_escalation("2026-12-24T10:00"), "2026-12-24T10:30");  // A holiday is no reason to wait.
}

TEST_F(Concerns, D14_AGuardiansWorryIsEscalatedByTheClockAlone) {
    given_.at("2026-11-28T03:00");
    EXPECT_EQ(given_.local(escalates_at(given_.school(), true, given_.now())), "2026-11-28T03:30");
}

TEST_F(Concerns, S54_ItIsEscalatedOnceUnlessSomebodyHasItInHand) {
    const auto first = raised();
    const auto second = raised();
    given_.as(dee_).accept(AcknowledgeConcern{second});
    given_.at("2026-11-24T09:44:59").as(GivenSchool::kNotifier);
    EXPECT_EQ(given_.refusal(EscalateConcern{first}), "nothing-to-escalate");
    given_.at("2026-11-24T09:45");
    EXPECT_EQ(facts<ConcernEscalated>(given_.accept(EscalateConcern{first})).size(), 1U);
    EXPECT_EQ(given_.refusal(EscalateConcern{first}), "nothing-to-escalate");
    EXPECT_EQ(given_.refusal(EscalateConcern{second}), "nothing-to-escalate");
    EXPECT_EQ(given_.school().concern(first)->escalated_at, given_.now());
}

TEST_F(Concerns, S53_ItIsAddedToAndNeverChanged) {
    const auto id = raised();
    EXPECT_EQ(given_.as(dee_).refusal(CloseConcern{id, "Referred"}), "concern-not-acknowledged");
    given_.accept(AcknowledgeConcern{id});
    EXPECT_TRUE(given_.accept(AcknowledgeConcern{id}).events.empty());
    given_.accept(AddToConcern{id, "Again today."});
    given_.accept(CloseConcern{id, "Referred."});
    EXPECT_EQ(given_.refusal(CloseConcern{id, "Otherwise"}), "concern-closed");
    EXPECT_EQ(given_.refusal(AddToConcern{id, "Later."}), "accepted");
    EXPECT_EQ(given_.refusal(AddToConcern{id, ""}), "text-required");
    EXPECT_EQ(given_.refusal(AddToConcern{ConcernId{99'999}, "Text"}), "unknown-concern");
    std::vector<ConcernStepKind> kinds;
    for (const auto& step : given_.school().concern(id)->steps) kinds.push_back(step.kind);
    using enum ConcernStepKind;
    EXPECT_EQ(kinds, (std::vector{acknowledged, added, closed, added}));
}

TEST_F(Concerns, S55_NamedPeopleReadAndNoLonger) {
    const auto id = raised();
    given_.as(dee_).accept(ShareConcern{id, tess_, true});
    EXPECT_TRUE(given_.school().concern(id)->readers.contains(tess_));
    EXPECT_TRUE(given_.accept(ShareConcern{id, tess_, true}).events.empty());
    given_.accept(ShareConcern{id, tess_, false});
    EXPECT_TRUE(given_.school().concern(id)->readers.empty());
    EXPECT_EQ(given_.refusal(ShareConcern{id, StaffId{99'999}, true}), "unknown-staff");
    EXPECT_EQ(given_.refusal(BreakGlass{id, ""}), "text-required");
    EXPECT_EQ(facts<ConcernBreakGlass>(given_.accept(BreakGlass{id, "The lead is away"})).size(), 1U);
}

}  // namespace
}  // namespace hometime

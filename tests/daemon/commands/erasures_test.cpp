// Holds and erasures: what may be destroyed, what is due, and what stands in the way (S66).
#include "daemon/commands/retention.h"
#include "eventstore/base/mutants.h"
#include "tests/support/given.h"

namespace hometime {
namespace {

using test::facts;
using test::GivenSchool;

class Erasures : public testing::Test {
protected:
    Erasures() {
        given_.link(given_.pupil(0), given_.adult(0));
        as_head();
    }
    GivenSchool& as_head() { return given_.as(given_.staff("office")); }
    [[nodiscard]] Subject pupil(int n = 0) const { return {SubjectKind::pupil, given_.pupil(n).value}; }
    [[nodiscard]] EraseSubject erase(std::vector<RetentionClass> classes, int n = 0) const {
        return {pupil(n), std::move(classes), "The family asked.", false};
    }
    void leave(int n = 0) { given_.record(PupilLeft{given_.pupil(n)}); }
    /// The policy with one rule about how long texts are kept.
    void keep(RetentionRule rule) {
        auto policy = given_.school().policy()->policy;
        policy.retention = {rule};
        given_.record(PolicySet{policy, {}});
    }
    [[nodiscard]] std::string due(const Subject& subject, RetentionClass retention, std::uint16_t year) {
        const auto at = expires_at(given_.school(), subject, retention, year);
        return at ? to_string(*at) : "never";
    }

    GivenSchool given_;
};

using enum RetentionClass;

TEST_F(Erasures, S66_AnOrderNamesWhomAndWhichClasses) {
    const auto order = facts<ErasureOrdered>(given_.accept(erase({messages, points}))).at(0);
    EXPECT_EQ(order.subject, pupil());
    EXPECT_EQ(order.classes, (std::vector{messages, points}));
    EXPECT_EQ(order.reason.text, "The family asked.");
}

TEST_F(Erasures, ADryRunRecordsNothing) {
    auto command = erase({messages});
    command.dry_run = true;
    EXPECT_TRUE(given_.accept(command).events.empty());
}

TEST_F(Erasures, NamesGoOnlyWhenSomebodyHasLeft) {
    EXPECT_EQ(given_.refusal(erase({messages, identity})), "still-here");
    leave();
    EXPECT_EQ(given_.refusal(erase({messages, identity})), "accepted");
    const Subject guardian{SubjectKind::guardian, given_.adult(0).value};
    EXPECT_EQ(given_.refusal(EraseSubject{guardian, {identity}, "Asked.", false}), "accepted")
        << "the pupil was their last";
    const Subject other{SubjectKind::guardian, given_.adult(3).value};
    EXPECT_EQ(given_.refusal(EraseSubject{other, {identity}, "Asked.", false}), "still-here")
        << "never linked, and of a pupil on the roll";
}

TEST_F(Erasures, AnOrderThatSaysTooLittleIsAskedForAgain) {
    EXPECT_EQ(given_.refusal(erase({})), "erasure-invalid");
    EXPECT_EQ(given_.refusal(erase({points, points})), "erasure-invalid");
    auto command = erase({points});
    command.reason.clear();
    EXPECT_EQ(given_.refusal(command), "erasure-invalid");
    command = erase({points});
    command.subject.id = 9999;
    EXPECT_EQ(given_.refusal(command), "unknown-person");
    command.subject = {SubjectKind::school, 0};
    EXPECT_EQ(given_.refusal(command), "unknown-person");
}

TEST_F(Erasures, I37_AHoldStandsInTheWayAndTheRefusalIsRecorded) {
    const auto hold = given_.accept(PlaceLegalHold{pupil(), {messages}, std::nullopt, "A hearing."});
    const LegalHoldId id{hold.reply.at("hold").to_number<std::uint64_t>()};
    const auto refused = facts<ErasureRefused>(given_.accept(erase({points, messages}))).at(0);
    EXPECT_EQ(refused.obstacle, ErasureObstacle::held);
    EXPECT_EQ(refused.hold, id);
    EXPECT_EQ(facts<ErasureOrdered>(given_.accept(erase({points}))).size(), 1U) << "a class that no hold names";
    EXPECT_EQ(facts<ErasureOrdered>(given_.accept(erase({messages}, 1))).size(), 1U) << "another pupil";
    auto dry = erase({messages});
    dry.dry_run = true;
    EXPECT_EQ(given_.refusal(dry), "legal-hold");
    given_.accept(LiftLegalHold{id, "It is over."});
    EXPECT_EQ(given_.refusal(LiftLegalHold{id, "It is over."}), "hold-over");
    EXPECT_EQ(facts<ErasureOrdered>(given_.accept(erase({messages}))).size(), 1U);
}

#ifdef HOMETIME_MUTANTS
TEST_F(Erasures, I37_ItIsSeenWhenAHoldIsPassedOver) {
    given_.accept(PlaceLegalHold{pupil(), {messages}, std::nullopt, "A hearing."});
    const ScopedMutant bug(Mutant::hold_passed_over);
    EXPECT_TRUE(facts<ErasureRefused>(given_.accept(erase({messages}))).empty());
}
#endif

TEST_F(Erasures, I37_AHoldPlacedAfterTheOrderKeepsWhatIsStillThereUntilItIsLifted) {
    const auto order = given_.accept(erase({messages})).reply.at("erasure").to_number<std::uint64_t>();
    const auto hold = given_.accept(PlaceLegalHold{pupil(), {messages}, std::nullopt, "A hearing."});
    const DestroyKeys destroy{DestructionBasis::request, ErasureId{order}, {{7, pupil(), messages, 2026}}};
    EXPECT_TRUE(given_.accept(destroy).events.empty()) << "neither destroyed nor said to be done";
    given_.accept(LiftLegalHold{LegalHoldId{hold.reply.at("hold").to_number<std::uint64_t>()}, "It is over."});
    const auto done = given_.accept(destroy);
    EXPECT_EQ(facts<KeyDestroyed>(done).size(), 1U);
    EXPECT_EQ(facts<ErasureCompleted>(done).size(), 1U);
}

TEST_F(Erasures, AHoldEndsAtItsInstantAndOneWithoutClassesKeepsAll) {
    const auto until = parse_utc_time("2027-03-01T00:00:00Z").value();
    EXPECT_EQ(given_.refusal(PlaceLegalHold{pupil(), {}, parse_utc_time("2026-11-24T09:15:00Z"), "Why"}),
              "hold-invalid")
        << "now is not to come";
    given_.accept(PlaceLegalHold{pupil(), {}, until, "A hearing."});
    for (const auto retention : {messages, points, links, reports}) {
        EXPECT_TRUE(hold_over(given_.school(), pupil(), retention, until - std::chrono::microseconds(1)));
        EXPECT_FALSE(hold_over(given_.school(), pupil(), retention, until));
    }
}

TEST_F(Erasures, I37_WhatThePolicyKeepsIsNotErasedOnRequest) {
    keep({messages, 3, true});
    const auto refused = facts<ErasureRefused>(given_.accept(erase({messages}))).at(0);
    EXPECT_EQ(refused.obstacle, ErasureObstacle::must_keep);
    keep({messages, 3, std::nullopt});
    EXPECT_EQ(facts<ErasureOrdered>(given_.accept(erase({messages}))).size(), 1U);
}

TEST_F(Erasures, TextsAreDueAfterTheirYearsAndNamesAfterLeaving) {
    EXPECT_EQ(due(pupil(), messages, 2026), "never") << "no rule: for good";
    keep({messages, 2, std::nullopt});
    EXPECT_EQ(due(pupil(), messages, 2026), "2029-09-01T00:00:00Z") << "written in 2026/27, kept 2027/28 and 2028/29";
    keep({identity, 1, std::nullopt});
    EXPECT_EQ(due(pupil(), identity, 2020), "never") << "as long as the pupil is here";
    leave();
    EXPECT_EQ(due(pupil(), identity, 2020), "2028-09-01T00:00:00Z") << "counted from 2026/27, in which they left";
    EXPECT_EQ(due({SubjectKind::school, 0}, identity, 2020), "never") << "the school's own name";
    keep({policy, 1, std::nullopt});
    EXPECT_EQ(due({SubjectKind::school, 0}, policy, 2020), "never");
}

TEST_F(Erasures, OnlyWhatIsDueGoesByItself) {
    keep({messages, 1, std::nullopt});
    const DestroyKeys command{
        DestructionBasis::expiry,
        {},
        {{7, pupil(0), messages, 2026}, {8, pupil(1), messages, 2026}, {9, pupil(0), points, 2026}}};
    given_.as(GivenSchool::kNotifier).at(parse_utc_time("2028-08-31T23:59:59Z").value());
    EXPECT_TRUE(given_.accept(command).events.empty()) << "one second before";
    given_.record(LegalHoldPlaced{pupil(1), {}, std::nullopt, {}});
    given_.at(parse_utc_time("2028-09-01T00:00:00Z").value());
    const auto gone = facts<KeyDestroyed>(given_.accept(command));
    ASSERT_EQ(gone.size(), 1U) << "not the one that is held, nor the one without a rule";
    EXPECT_EQ(gone[0].key, 7U);
    EXPECT_EQ(gone[0].basis, DestructionBasis::expiry);
    EXPECT_TRUE(given_.accept(command).events.empty()) << "once";
}

TEST_F(Erasures, AnOrderIsCarriedOutOnce) {
    const auto order = given_.accept(erase({points})).reply.at("erasure").to_number<std::uint64_t>();
    const DestroyKeys command{DestructionBasis::request, ErasureId{order}, {{7, pupil(), points, 2026}}};
    given_.as(GivenSchool::kNotifier);
    const auto done = given_.accept(command);
    EXPECT_EQ(facts<KeyDestroyed>(done).size(), 1U);
    EXPECT_EQ(facts<ErasureCompleted>(done).at(0), (ErasureCompleted{ErasureId{order}, pupil(), 1}));
    EXPECT_TRUE(given_.school().destroyed(7));
    EXPECT_TRUE(given_.accept(command).events.empty());
    const DestroyKeys unknown{DestructionBasis::request, ErasureId{9999}, {{8, pupil(), points, 2026}}};
    EXPECT_TRUE(given_.accept(unknown).events.empty());
}

TEST_F(Erasures, AnOrderWithoutAnyKeyIsDoneToo) {
    const auto order = given_.accept(erase({points})).reply.at("erasure").to_number<std::uint64_t>();
    given_.as(GivenSchool::kNotifier).accept(DestroyKeys{DestructionBasis::request, ErasureId{order}, {}});
    EXPECT_TRUE(given_.school().erasure(ErasureId{order})->completed)
        << "or else what is written later would go with it at the next start";
}

TEST_F(Erasures, AGenerationIsRecordedOnce) {
    given_.as(GivenSchool::kNotifier);
    EXPECT_EQ(facts<KeyStoreRotated>(given_.accept(RecordRotation{2, RotationBasis::rotation})).size(), 1U);
    EXPECT_TRUE(given_.accept(RecordRotation{2, RotationBasis::rotation}).events.empty());
    EXPECT_EQ(facts<KeyStoreRotated>(given_.accept(RecordRotation{3, RotationBasis::erasure})).size(), 1U);
}

}  // namespace
}  // namespace hometime

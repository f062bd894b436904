// Erasure in a running daemon: the text is gone for everybody at once, in every file, and nobody else's is (S66, I36).
#include <gtest/gtest.h>

#include "daemon/eraser.h"
#include "tests/support/folder_faults.h"
#include "tests/support/recipes.h"
#include "tests/support/small_roster.h"

namespace hometime::test {
namespace {

using boost::json::array;
using boost::json::object;

constexpr const char* kCanary = "Canary 7f3a9c51 has left her coat";

class ErasuresInTheDaemon : public testing::Test {
protected:
    [[nodiscard]] static object subject(const char* kind, std::uint64_t id) { return {{"kind", kind}, {"id", id}}; }
    [[nodiscard]] RawAnswer erase(Role by, const object& whom, const array& classes) const {
        return school_.client(by).send("POST", school_.path("/erasures"),
                                       object{{"subject", whom}, {"classes", classes}, {"reason", "They asked."}});
    }
    void carry_out() { ASSERT_TRUE(daemon_.app().eraser->run_once().has_value()); }
    [[nodiscard]] std::string thread(const std::string& token, std::uint64_t id) const {
        return daemon_.as(token).send("GET", school_.path("/threads/" + std::to_string(id))).body;
    }
    [[nodiscard]] std::string state_of_first() const {
        const auto list = school_.client(Role::slt).call("GET", school_.path("/erasures"));
        return std::string(list.at("erasures").at(0).at("state").as_string());
    }
    /// The roster once more, without its first pupil.
    void first_pupil_leaves() {
        auto roster = small_roster(school_.mark);
        auto& pupils = roster.at("pupils").as_array();
        pupils.erase(pupils.begin());
        auto& adults = roster.at("adults").as_array();
        adults.erase(adults.begin(), adults.begin() + 2);
        roster["confirm_removals"] = true;
        daemon_.administrator().call("POST", school_.path("/roster-imports"), roster);
    }
    [[nodiscard]] std::uint64_t first_order() const {
        const auto list = school_.client(Role::slt).call("GET", school_.path("/erasures"));
        return list.at("erasures").at(0).at("erasure").to_number<std::uint64_t>();
    }
    /// The keys of what is said about the pupil, as the key store's file shows them.
    [[nodiscard]] std::vector<KeyToDestroy> keys_of(std::uint64_t pupil) const {
        std::vector<KeyToDestroy> found;
        const auto index =
            read_key_store(posix_files(), DataFolder{daemon_.folder()}.key_store(), std::nullopt).value();
        for (std::uint64_t id = 1; id <= index.scopes.size(); ++id) {
            const auto& scope = index.scopes[id - 1];
            if (scope.subject == Subject{SubjectKind::pupil, pupil} && scope.retention == RetentionClass::messages) {
                found.push_back({id, scope.subject, scope.retention, scope.school_year});
            }
        }
        return found;
    }

    RunningDaemon daemon_;
    SmallSchool school_{daemon_};
    SchoolDay day_{school_};
    const std::uint64_t pupil_ = school_.pupils[0];
    const std::uint64_t other_pupil_ = school_.pupils[3];
};

TEST_F(ErasuresInTheDaemon, I36_TheTextIsGoneForEverybodyAndOthersKeepTheirs) {
    const auto& mother = school_.tokens.at(Role::guardian);
    const auto sent = day_.send(mother, pupil_, "general", kCanary);
    const auto other = day_.send(school_.more_tokens.at("adult-3"), other_pupil_, "general", "Of another child");
    ASSERT_NE(thread(mother, sent.thread).find(kCanary), std::string::npos);

    ASSERT_EQ(erase(Role::slt, subject("pupil", pupil_), {"messages"}).status, 201);
    EXPECT_EQ(state_of_first(), "ordered");
    carry_out();
    EXPECT_EQ(state_of_first(), "gone");
    EXPECT_EQ(thread(mother, sent.thread).find("7f3a9c51"), std::string::npos);
    EXPECT_NE(thread(school_.more_tokens.at("adult-3"), other.thread).find("Of another child"), std::string::npos);

    const auto later = day_.send(mother, pupil_, "general", "What is written later stays");
    EXPECT_NE(thread(mother, later.thread).find("What is written later stays"), std::string::npos);
    daemon_.restart();
    EXPECT_EQ(thread(mother, sent.thread).find("7f3a9c51"), std::string::npos);
    EXPECT_NE(thread(mother, later.thread).find("What is written later stays"), std::string::npos);
    carry_out();
    EXPECT_NE(thread(mother, later.thread).find("What is written later stays"), std::string::npos)
        << "an order that is done is not done again";
    daemon_.stop();
    EXPECT_TRUE(files_with(daemon_.folder(), "7f3a9c51").empty());
}

TEST_F(ErasuresInTheDaemon, AStartFindsWhatACrashLeftUndone) {
    const auto& mother = school_.tokens.at(Role::guardian);
    const auto sent = day_.send(mother, pupil_, "general", kCanary);
    ASSERT_EQ(erase(Role::slt, subject("pupil", pupil_), {"messages"}).status, 201);
    // The keys are destroyed by a fact, and the process ends before the key store follows.
    const auto keys = keys_of(pupil_);
    ASSERT_FALSE(keys.empty());
    DestroyKeys command{DestructionBasis::request, ErasureId{first_order()}, keys};
    const auto outcome = daemon_.app().sequencer.run(
        {school_.school, command, {ActorKind::system, 0}, 0, Operation::destroy_keys, Object{}, std::nullopt});
    ASSERT_TRUE(std::holds_alternative<Done>(outcome));
    EXPECT_EQ(thread(mother, sent.thread).find("7f3a9c51"), std::string::npos) << "from the fact on";
    EXPECT_EQ(state_of_first(), "destroyed");
    daemon_.restart();
    EXPECT_EQ(thread(mother, sent.thread).find("7f3a9c51"), std::string::npos) << "before anything else happens";
    EXPECT_EQ(daemon_.app().eraser->counts().retired, keys.size());
    carry_out();
    EXPECT_EQ(daemon_.app().eraser->counts().retired, 0U);
    EXPECT_EQ(state_of_first(), "gone");
}

TEST_F(ErasuresInTheDaemon, I37_AHoldIsAnsweredWithItsReasonAndRecorded) {
    const auto held = school_.client(Role::dsl).call(
        "POST", school_.path("/legal-holds"), object{{"subject", subject("pupil", pupil_)}, {"reason", "A hearing."}});
    const auto before = daemon_.app().log.head(school_.school)->size;
    const auto answer = erase(Role::slt, subject("pupil", pupil_), {"messages"});
    EXPECT_EQ(answer.status, 409);
    EXPECT_EQ(answer.json().at("code"), "legal-hold");
    EXPECT_EQ(answer.json().at("hold"), held.at("hold"));
    EXPECT_EQ(daemon_.app().log.head(school_.school)->size, before + 1) << "that it was refused is a fact";
    const auto lift =
        school_.path("/legal-holds/" + std::to_string(held.at("hold").to_number<std::uint64_t>()) + "/lift");
    EXPECT_EQ(school_.client(Role::slt).send("POST", lift, object{{"reason", "Over."}}).status, 200);
    EXPECT_EQ(erase(Role::slt, subject("pupil", pupil_), {"messages"}).status, 201);
}

TEST_F(ErasuresInTheDaemon, AConcernIsForTheSafeguardingTeamAloneAndKeptByThePolicy) {
    const auto concern = subject("concern", day_.shared_concern);
    EXPECT_EQ(erase(Role::slt, concern, {"safeguarding"}).status, 404);
    const auto hold = object{{"subject", concern}, {"reason", "A hearing."}};
    EXPECT_EQ(school_.client(Role::slt).send("POST", school_.path("/legal-holds"), hold).status, 404);
    EXPECT_EQ(erase(Role::dsl, concern, {"safeguarding"}).json().at("code"), "still-here") << "it is open";
    ASSERT_EQ(school_.client(Role::dsl).send("POST", school_.path("/legal-holds"), hold).status, 201);
    const auto seen = [&](Role by) {
        return school_.client(by).call("GET", school_.path("/legal-holds")).at("holds").as_array().size();
    };
    EXPECT_EQ(seen(Role::dsl), 1U);
    EXPECT_EQ(seen(Role::slt), 0U) << "not even that there is one";
}

TEST_F(ErasuresInTheDaemon, I37_WhatIsDueIsDestroyedByItselfOnTheDay) {
    const auto sent = day_.send(school_.tokens.at(Role::guardian), pupil_, "general", kCanary);
    auto body = day_.policy_in_force().as_object();
    body.at("policy").as_object()["retention"] = array{object{{"retention", "messages"}, {"years", 1}}};
    const object next{{"policy", body.at("policy")}, {"office", body.at("office")}};
    const auto etag = '"' + std::to_string(body.at("version").to_number<std::uint64_t>()) + '"';
    ASSERT_EQ(school_.client(Role::slt).send("PUT", school_.path("/policy"), next, {{"If-Match", etag}}).status, 200);
    const auto text = [&] {
        const auto record = daemon_.app().log.read({school_.school, Sequence{sent.message}}).value();
        return daemon_.app().log.unseal(school_.school, record);
    };
    const auto due = parse_utc_time("2028-09-01T00:00:00Z").value();
    daemon_.clock().set(due - std::chrono::seconds(1));
    carry_out();
    EXPECT_EQ(text().value_or(""), kCanary) << "one second before";
    daemon_.clock().set(due);
    carry_out();
    ASSERT_FALSE(text().has_value());
    EXPECT_EQ(text().error().code, ErrorCode::key_missing);
    EXPECT_GT(daemon_.app().eraser->counts().destroyed, 0U);
    EXPECT_EQ(daemon_.app().eraser->counts().retired, 0U);
}

TEST_F(ErasuresInTheDaemon, WhoeverIsErasedCannotSignInAnyMore) {
    const auto guardian = school_.adults[0];
    const auto& token = school_.tokens.at(Role::guardian);
    ASSERT_EQ(daemon_.as(token).send("GET", school_.path("/me")).status, 200);
    first_pupil_leaves();
    ASSERT_EQ(erase(Role::slt, subject("guardian", guardian), {"identity"}).status, 201);
    carry_out();
    EXPECT_EQ(daemon_.as(token).send("GET", school_.path("/me")).status, 401);
}

TEST_F(ErasuresInTheDaemon, TheKeyStoreIsRotatedByTheAdministratorAlone) {
    const auto shown = daemon_.administrator().call("GET", "/v1/keys");
    EXPECT_EQ(shown.at("generation").to_number<int>(), 1);
    EXPECT_EQ(school_.client(Role::slt).send("POST", "/v1/keys/rotation", object{}).status, 403);
    EXPECT_EQ(daemon_.administrator().call("POST", "/v1/keys/rotation", object{}).at("generation").to_number<int>(), 2);
    EXPECT_EQ(daemon_.administrator().call("GET", "/v1/keys").at("generation").to_number<int>(), 2);
    const auto sent = day_.send(school_.tokens.at(Role::guardian), pupil_, "general", kCanary);
    daemon_.restart();
    EXPECT_NE(thread(school_.tokens.at(Role::guardian), sent.thread).find(kCanary), std::string::npos);
}

}  // namespace
}  // namespace hometime::test

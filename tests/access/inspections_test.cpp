// A leader reads a thread for a purpose: recorded, and shown in its audit (D13).
#include <gtest/gtest.h>

#include "tests/support/recipes.h"

namespace hometime::test {
namespace {

using boost::json::object;

class Inspections : public testing::Test {
protected:
    [[nodiscard]] std::string at(std::uint64_t thread, const char* rest) const {
        return school_.path("/threads/" + std::to_string(thread) + rest);
    }
    RawAnswer inspect(std::uint64_t thread, const std::string& purpose, const Headers& more = {}) const {
        return slt_.send("POST", at(thread, "/inspections"), object{{"purpose", purpose}}, more);
    }
    [[nodiscard]] boost::json::array audit(const HttpClient& who, std::uint64_t thread) const {
        return who.call("GET", at(thread, "/audit")).at("inspections").as_array();
    }
    [[nodiscard]] std::uint64_t facts() const { return daemon_.app().log.head(school_.school)->size; }

    mutable RunningDaemon daemon_;
    SmallSchool school_{daemon_};
    SchoolDay day_{school_};
    HttpClient slt_ = school_.client(Role::slt);
    HttpClient tina_ = school_.client(Role::teacher);
    HttpClient parent_ = school_.client(Role::guardian);
};

TEST_F(Inspections, D13_ReadingAThreadOfOthersIsAFactWithItsPurposeBeforeTheFirstByte) {
    const auto before = facts();
    const auto answer = inspect(day_.own.thread, "A complaint of the family");
    ASSERT_EQ(answer.status, 201) << answer.body;
    const Sequence inspection{answer.json().at("inspection").to_number<std::uint64_t>()};
    EXPECT_EQ(inspection.value, before + 1);
    const auto record = daemon_.app().log.read({school_.school, inspection});
    const auto& fact = std::get<ThreadInspected>(record->event);
    EXPECT_EQ(fact.thread.value, day_.own.thread);
    EXPECT_EQ(fact.staff.value, school_.sue);
    EXPECT_EQ(daemon_.app().log.unseal(school_.school, *record).value(), "A complaint of the family");
    EXPECT_NE(answer.body.find("Ada forgot her coat"), std::string::npos);
}

TEST_F(Inspections, D13_WithoutAPurposeNothingIsReadAndNothingRecorded) {
    const auto before = facts();
    const auto answer = inspect(day_.own.thread, "  ");
    EXPECT_EQ(answer.status, 422);
    EXPECT_EQ(answer.json().at("code").as_string(), "purpose-required");
    EXPECT_EQ(answer.body.find("coat"), std::string::npos);
    EXPECT_EQ(facts(), before);
}

TEST_F(Inspections, WhatIsHeldIsNotShownToALeaderEither) {
    const auto answer = inspect(day_.own.thread, "A complaint");
    EXPECT_EQ(answer.body.find("Written after four"), std::string::npos);
    EXPECT_EQ(answer.json().at("items").as_array().size(), 4U) << "two messages, and the two steps of a meeting";
    const auto unseen = inspect(day_.unseen.thread, "A complaint");
    EXPECT_EQ(unseen.status, 201);
    EXPECT_TRUE(unseen.json().at("items").as_array().empty());
}

TEST_F(Inspections, TheSameRequestAgainShowsWhatItShowedTheFirstTime) {
    const Headers key{{"Idempotency-Key", "0b8e5b0e-2f5a-4a55-9d0c-9f2b5f6a7c01"}};
    const auto first = inspect(day_.office.thread, "A complaint", key).json();
    std::ignore = day_.send(parent_.token, school_.pupils[0], "attendance", "Later on.");
    const auto before = facts();
    const auto again = inspect(day_.office.thread, "A complaint", key);
    EXPECT_EQ(facts(), before);
    EXPECT_EQ(again.json().at("items"), first.at("items"));
    EXPECT_NE(inspect(day_.office.thread, "And once more").body.find("Later on."), std::string::npos);
}

TEST_F(Inspections, D13_ThePartiesSeeWhoReadWhenAndWhy) {
    EXPECT_TRUE(audit(tina_, day_.own.thread).empty());
    std::ignore = inspect(day_.own.thread, "A complaint of the family");
    std::ignore = inspect(day_.own.thread, "The governors ask");
    for (const auto* who : {&tina_, &parent_, &slt_}) {
        const auto list = audit(*who, day_.own.thread);
        ASSERT_EQ(list.size(), 2U);
        EXPECT_EQ(list[0].at("by").as_string(), "sue Lane");
        EXPECT_EQ(list[0].at("inspected_at").as_string(), "2026-11-24T16:05:00Z");
        EXPECT_EQ(list[0].at("purpose").as_string(), "A complaint of the family");
        EXPECT_EQ(list[1].at("purpose").as_string(), "The governors ask");
    }
    EXPECT_EQ(school_.client(Role::office).send("GET", at(day_.own.thread, "/audit")).status, 404);
    EXPECT_TRUE(audit(school_.client(Role::office), day_.office.thread).empty());
    const auto theo = daemon_.as(school_.more_tokens.at("theo"));
    EXPECT_EQ(theo.send("GET", at(day_.own.thread, "/audit")).without_id(),
              theo.send("GET", at(999999, "/audit")).without_id());
}

TEST_F(Inspections, NothingElseOfTheThreadChanges) {
    const auto thread = [&](const HttpClient& who) { return who.send("GET", at(day_.own.thread, "")).body; };
    const auto hers = thread(tina_), theirs = thread(parent_);
    std::ignore = inspect(day_.own.thread, "A complaint");
    EXPECT_EQ(thread(tina_), hers);
    EXPECT_EQ(thread(parent_), theirs);
}

}  // namespace
}  // namespace hometime::test

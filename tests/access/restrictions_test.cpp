// Contact restrictions over HTTP: what they take away, who may know of them, and that reading why is recorded.
#include <gtest/gtest.h>

#include "tests/support/recipes.h"

namespace hometime::test {
namespace {

using boost::json::object;

class RestrictionsOverHttp : public testing::Test {
protected:
    [[nodiscard]] std::string of_pupil(const std::string& rest) const {
        return school_.path("/pupils/" + std::to_string(school_.pupils[0]) + rest);
    }
    std::uint64_t restrict_parent(const char* kind) const {
        const object body{{"guardian", school_.adults[0]}, {"kind", kind}, {"reason", "Order 1234. " + school_.mark}};
        return slt_.call("POST", of_pupil("/restrictions"), body).at("restriction").to_number<std::uint64_t>();
    }
    [[nodiscard]] std::uint64_t records() const {
        return daemon_.administrator().call("GET", school_.path("/status")).at("records").to_number<std::uint64_t>();
    }
    [[nodiscard]] RawAnswer send() const {
        return parent_.send("POST", school_.path("/messages"),
                            object{{"pupil", school_.pupils[0]}, {"category", "general"}, {"text", "Hello"}});
    }

    RunningDaemon daemon_;
    SmallSchool school_{daemon_};
    SchoolDay day_{school_};
    HttpClient parent_ = school_.client(Role::guardian);
    HttpClient slt_ = school_.client(Role::slt);
};

TEST_F(RestrictionsOverHttp, NothingOfThePupilIsLeftAndItLooksAsIfItHadNeverBeen) {
    const auto thread = school_.path("/threads/" + std::to_string(day_.own.thread));
    const auto absent = parent_.send("GET", school_.path("/threads/999999")).without_id();
    ASSERT_EQ(parent_.send("GET", thread).status, 200);
    restrict_parent("court_order");
    EXPECT_EQ(parent_.send("GET", thread).without_id(), absent);
    EXPECT_EQ(parent_.send("GET", of_pupil("")).without_id(), absent);
    EXPECT_EQ(parent_.send("GET", of_pupil("/points")).without_id(), absent);
    EXPECT_EQ(parent_.send("GET", of_pupil("/compose")).without_id(), absent);
    EXPECT_EQ(parent_.send("GET", school_.path("/feeds/school/posts")).without_id(), absent);
    EXPECT_EQ(send().without_id(), absent);
    EXPECT_TRUE(parent_.call("GET", school_.path("/pupils")).at("pupils").as_array().empty());
    EXPECT_TRUE(parent_.call("GET", school_.path("/threads")).at("threads").as_array().empty());
    EXPECT_TRUE(parent_.call("GET", school_.path("/held")).at("messages").as_array().empty());
    EXPECT_TRUE(parent_.call("GET", school_.path("/meetings")).at("meetings").as_array().empty());
    EXPECT_TRUE(parent_.call("GET", school_.path("/feeds")).at("feeds").as_array().empty());
    EXPECT_EQ(parent_.send("GET", school_.path("/me")).status, 200);
}

TEST_F(RestrictionsOverHttp, NoContactLeavesReadingAndStopsWriting) {
    restrict_parent("no_contact");
    EXPECT_EQ(parent_.send("GET", of_pupil("/points")).status, 200);
    EXPECT_EQ(parent_.send("GET", school_.path("/threads/" + std::to_string(day_.own.thread))).status, 200);
    EXPECT_EQ(send().status, 404);
    const auto reply = school_.client(Role::teacher)
                           .send("POST", school_.path("/threads/" + std::to_string(day_.own.thread) + "/replies"),
                                 object{{"text", "Yes."}});
    EXPECT_EQ(reply.json().at("code").as_string(), "contact-ended");
    EXPECT_EQ(reply.body.find("restrict"), std::string::npos) << reply.body;
}

TEST_F(RestrictionsOverHttp, WhatWasHeldIsNotDeliveredAndTheOfficeIsTold) {
    restrict_parent("no_contact");
    daemon_.clock().set(*parse_utc_time("2026-11-25T08:00:00Z"));
    const auto office = daemon_.as(school_.fresh_token(Role::office));
    parent_ = daemon_.as(school_.fresh_token(Role::guardian));
    const auto sealed = daemon_.app().sequencer.run({school_.school,
                                                     SealDigest{StaffId{school_.tina}},
                                                     {ActorKind::system, 0},
                                                     0,
                                                     Operation::seal_digest,
                                                     Object{},
                                                     std::nullopt});
    ASSERT_TRUE(daemon_.app().runner.wait_for(std::get<Done>(sealed).last, std::chrono::seconds{5}));
    const auto list = office.call("GET", school_.path("/undelivered")).at("messages").as_array();
    EXPECT_EQ(list.at(0).at("message").to_number<std::uint64_t>(), day_.held.message);
    EXPECT_EQ(list.at(0).at("reason").as_string(), "contact_restricted");
    EXPECT_EQ(boost::json::serialize(list).find("Written after four."), std::string::npos);
    const auto own = parent_.call("GET", school_.path("/messages/" + std::to_string(day_.held.message)));
    EXPECT_EQ(own.at("state").as_string(), "undelivered");
    const auto path = school_.path("/messages/" + std::to_string(day_.held.message));
    EXPECT_EQ(daemon_.as(school_.fresh_token(Role::teacher)).send("GET", path).status, 404);
}

TEST_F(RestrictionsOverHttp, TheOfficeKnowsThatThereIsOneAndReadingWhyIsRecordedFirst) {
    const auto id = restrict_parent("court_order");
    const auto list = school_.client(Role::office).send("GET", of_pupil("/restrictions"));
    EXPECT_EQ(list.json().at("restrictions").at(0).at("restriction").to_number<std::uint64_t>(), id);
    EXPECT_TRUE(list.json().at("restrictions").at(0).at("in_force").as_bool());
    EXPECT_EQ(list.body.find("Order 1234"), std::string::npos);
    const auto one = of_pupil("/restrictions/" + std::to_string(id));
    EXPECT_EQ(school_.client(Role::office).send("GET", one).status, 403);
    EXPECT_EQ(school_.client(Role::teacher).send("GET", of_pupil("/restrictions")).status, 403);
    const auto before = records();
    EXPECT_EQ(slt_.call("GET", one).at("reason").as_string(), "Order 1234. " + school_.mark);
    EXPECT_EQ(records(), before + 1);
    const auto elsewhere =
        school_.path("/pupils/" + std::to_string(school_.pupils[1]) + "/restrictions/" + std::to_string(id));
    EXPECT_EQ(slt_.send("GET", elsewhere).status, 404);
    EXPECT_EQ(records(), before + 1);
}

TEST_F(RestrictionsOverHttp, LiftedItIsAsBefore) {
    const auto id = restrict_parent("court_order");
    ASSERT_EQ(send().status, 404);
    std::ignore =
        slt_.call("POST", of_pupil("/restrictions/" + std::to_string(id) + "/lift"), object{{"reason", "Discharged."}});
    EXPECT_EQ(send().status, 201);
}

}  // namespace
}  // namespace hometime::test

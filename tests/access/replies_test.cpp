// Replies that wait, over HTTP: hidden from the guardian until their time, shown to their writer with it (S47, D15).
#include <gtest/gtest.h>

#include "tests/support/recipes.h"

namespace hometime::test {
namespace {

using boost::json::object;

class RepliesOverHttp : public testing::Test {
protected:
    [[nodiscard]] std::string thread(const SentMessage& of, const std::string& rest = "") const {
        return school_.path("/threads/" + std::to_string(of.thread) + rest);
    }
    [[nodiscard]] boost::json::object reply(const HttpClient& by, const SentMessage& to, bool now = false) const {
        object body{{"text", "Thank you."}};
        if (now) body["now"] = true;
        return by.call("POST", thread(to, "/replies"), std::move(body)).as_object();
    }
    [[nodiscard]] std::string release_path(const SentMessage& in, const boost::json::object& sent) const {
        return thread(in, "/replies/" + std::to_string(sent.at("reply").to_number<std::uint64_t>()) + "/release");
    }
    /// Sign-ins end when they are idle so long.
    void set_clock(const char* instant) {
        daemon_.clock().set(*parse_utc_time(instant));
        parent_.token = school_.fresh_token(Role::guardian);
        tina_.token = school_.fresh_token(Role::teacher);
        otis_.token = school_.fresh_token(Role::office);
    }
    /// What the notifier asks at that instant.
    void notify_at(const char* instant) {
        set_clock(instant);
        auto& app = daemon_.app();
        const auto outcome = app.sequencer.run({school_.school,
                                                ReleaseReplies{GuardianId{school_.adults[0]}},
                                                {ActorKind::system, 0},
                                                0,
                                                Operation::release_replies,
                                                Object{},
                                                std::nullopt});
        ASSERT_TRUE(std::holds_alternative<Done>(outcome));
        ASSERT_TRUE(app.runner.wait_for(std::get<Done>(outcome).last, http::kViewsWait));
    }
    /// Everything that a guardian can ask, as bytes.
    [[nodiscard]] std::string all_that(const HttpClient& guardian) const {
        std::string answers;
        for (const auto& path :
             {school_.path("/threads"), thread(day_.own), thread(day_.office), school_.path("/held"),
              school_.path("/messages/" + std::to_string(day_.own.message)), school_.path("/meetings"),
              school_.path("/meetings/" + std::to_string(day_.meeting)), school_.path("/notices")}) {
            answers += guardian.send("GET", path).without_id() + '\n';
        }
        return answers;
    }

    RunningDaemon daemon_;
    SmallSchool school_{daemon_};
    SchoolDay day_{school_};
    HttpClient parent_ = school_.client(Role::guardian);
    HttpClient tina_ = school_.client(Role::teacher);
    HttpClient otis_ = school_.client(Role::office);
};

TEST_F(RepliesOverHttp, S47_ALateReplyIsStoredAndItsWriterIsToldUntilWhenItWaits) {
    const auto sent = reply(tina_, day_.own);
    EXPECT_FALSE(sent.at("released").as_bool());
    EXPECT_EQ(sent.at("release_at").as_string(), "2026-11-25T08:00:00Z");
    const std::string words(sent.at("receipt").as_string());
    EXPECT_NE(words.find("will see it on Wed 25 Nov, 08:00"), std::string::npos) << words;
    const auto items = tina_.call("GET", thread(day_.own)).at("items").as_array();
    const auto& own = items.back();
    EXPECT_EQ(own.at("state").as_string(), "held");
    EXPECT_EQ(own.at("release_at").as_string(), "2026-11-25T08:00:00Z");
    EXPECT_EQ(own.at("sent_at").as_string(), "2026-11-24T16:05:00Z");
}

TEST_F(RepliesOverHttp, S47_ForTheGuardianNothingHasChangedUntilItIsReleased) {
    set_clock("2026-11-24T21:40:00Z");
    const auto before = all_that(parent_);
    ASSERT_EQ(before.find("not-signed-in"), std::string::npos);
    std::ignore = reply(tina_, day_.own);
    std::ignore = reply(otis_, day_.office);
    tina_.call("POST", school_.path("/meetings/" + std::to_string(day_.meeting) + "/cancellation"), object{});
    EXPECT_EQ(all_that(parent_), before);
    notify_at("2026-11-25T08:00:00Z");
    const auto seen = parent_.call("GET", thread(day_.own)).at("items").as_array();
    const auto last = std::find_if(seen.begin(), seen.end(), [](const auto& item) {
        return item.at("kind") == "reply" && item.at("text") == "Thank you.";
    });
    ASSERT_NE(last, seen.end());
    EXPECT_EQ(last->at("state").as_string(), "sent");
    EXPECT_EQ(last->at("sent_at").as_string(), "2026-11-25T08:00:00Z");
    EXPECT_EQ(parent_.call("GET", thread(day_.office)).at("items").as_array().size(), 2U);
    const auto meeting = parent_.call("GET", school_.path("/meetings/" + std::to_string(day_.meeting)));
    EXPECT_EQ(meeting.at("stage").as_string(), "cancelled");
    EXPECT_EQ(meeting.at("steps").as_array().back().at("at").as_string(), "2026-11-25T08:00:00Z");
    EXPECT_EQ(all_that(parent_).find("T21:40"), std::string::npos) << "at what hour it was written is not theirs";
}

TEST_F(RepliesOverHttp, S47_SentNowIsThereAtOnce) {
    const auto sent = reply(tina_, day_.own, true);
    EXPECT_TRUE(sent.at("released").as_bool());
    EXPECT_EQ(parent_.call("GET", thread(day_.own)).at("items").as_array().back().at("text").as_string(), "Thank you.");
}

TEST_F(RepliesOverHttp, S47_AHeldReplyIsSentNowByItsWriterAndByNobodyElse) {
    const auto sent = reply(tina_, day_.own);
    const auto path = release_path(day_.own, sent);
    EXPECT_EQ(daemon_.as(school_.more_tokens.at("theo")).send("POST", path, object{}).status, 404);
    EXPECT_EQ(otis_.send("POST", path, object{}).status, 404);
    EXPECT_EQ(parent_.send("POST", path, object{}).status, 403);
    EXPECT_EQ(tina_.send("POST", release_path(day_.other, sent), object{}).status, 404);
    EXPECT_EQ(tina_.send("POST", path, object{}).status, 201);
    EXPECT_EQ(tina_.send("POST", path, object{}).json().at("code").as_string(), "reply-shown");
    const auto items = parent_.call("GET", thread(day_.own)).at("items").as_array();
    EXPECT_EQ(items.back().at("text").as_string(), "Thank you.");
}

TEST_F(RepliesOverHttp, WhatIsNoReplyOfTheThreadIsNotThere) {
    const auto absent = tina_.send("POST", thread(day_.own, "/replies/999999/release"), object{});
    EXPECT_EQ(absent.status, 404);
    const auto message = thread(day_.own, "/replies/" + std::to_string(day_.own.message) + "/release");
    EXPECT_EQ(tina_.send("POST", message, object{}).without_id(), absent.without_id());
}

TEST_F(RepliesOverHttp, S47_TheOfficesReplyWaitsForWorkingHoursAndAnyOfTheOfficeSendsItNow) {
    const auto sent = reply(otis_, day_.office);
    EXPECT_EQ(sent.at("release_at").as_string(), "2026-11-25T08:00:00Z");
    EXPECT_EQ(otis_.send("POST", release_path(day_.office, sent), object{}).status, 201);
}

TEST_F(RepliesOverHttp, WhatWaitsIsThereAfterARestart) {
    const auto sent = reply(tina_, day_.own);
    daemon_.restart();
    tina_ = school_.client(Role::teacher);
    parent_ = school_.client(Role::guardian);
    EXPECT_EQ(tina_.call("GET", thread(day_.own)).at("items").as_array().back().at("state").as_string(), "held");
    notify_at("2026-11-25T08:00:00Z");
    EXPECT_EQ(parent_.call("GET", thread(day_.own)).at("items").as_array().back().at("text").as_string(), "Thank you.");
}

}  // namespace
}  // namespace hometime::test

// A teacher who looks at what is held before the window opens: recorded, and without any difference to anybody (D3).
#include <gtest/gtest.h>

#include "tests/support/recipes.h"

namespace hometime::test {
namespace {

using boost::json::object;

class EarlyInbox : public testing::Test {
protected:
    [[nodiscard]] RawAnswer open(const HttpClient& by) const {
        return by.send("POST", school_.path("/inbox/early"), object{});
    }
    [[nodiscard]] std::uint64_t facts() { return daemon_.app().log.head(school_.school)->size; }

    RunningDaemon daemon_;
    SmallSchool school_{daemon_};
    SchoolDay day_{school_};
    HttpClient parent_ = school_.client(Role::guardian);
    HttpClient tina_ = school_.client(Role::teacher);
};

TEST_F(EarlyInbox, D3_ShowsWhatIsHeldOldestFirstAndRecordsIt) {
    const auto before = facts();
    const auto answer = open(tina_);
    ASSERT_EQ(answer.status, 201);
    const auto list = answer.json().at("messages").as_array();
    ASSERT_EQ(list.size(), 2U);
    EXPECT_EQ(list[0].at("message").to_number<std::uint64_t>(), day_.held.message);
    EXPECT_EQ(list[0].at("text").as_string(), "Written after four. " + school_.mark);
    EXPECT_EQ(list[1].at("message").to_number<std::uint64_t>(), day_.unseen.message);
    ASSERT_EQ(facts(), before + 1);
    const auto record = daemon_.app().log.read({school_.school, Sequence{before + 1}});
    EXPECT_EQ(
        std::get<InboxOpenedEarly>(record->event),
        (InboxOpenedEarly{StaffId{school_.tina}, {MessageId{day_.held.message}, MessageId{day_.unseen.message}}}));
}

TEST_F(EarlyInbox, D3_NobodyElseSeesAnyDifferenceAndWhatIsHeldStaysHeld) {
    const auto everything = [&] {
        std::string answers;
        for (const auto* rest : {"/threads", "/held", "/notices", "/feeds", "/me"}) {
            answers += parent_.send("GET", school_.path(rest)).without_id() + '\n';
        }
        for (const auto& sent : {day_.own, day_.held}) {
            answers += parent_.send("GET", school_.path("/messages/" + std::to_string(sent.message))).without_id();
            answers += parent_.send("GET", school_.path("/threads/" + std::to_string(sent.thread))).without_id();
        }
        for (const auto* rest : {"/inbox", "/threads"}) {
            answers += tina_.send("GET", school_.path(rest)).without_id() + '\n';
        }
        for (const auto role : {Role::slt, Role::office}) {
            answers += school_.client(role).send("GET", school_.path("/staff")).without_id() + '\n';
        }
        return answers;
    };
    const auto before = everything();
    ASSERT_EQ(open(tina_).status, 201);
    EXPECT_EQ(everything(), before);
    const auto message = school_.path("/messages/" + std::to_string(day_.held.message));
    EXPECT_EQ(tina_.send("GET", message).status, 404) << "held, as it was";
    EXPECT_EQ(parent_.send("POST", message + "/withdrawal", object{}).status, 201) << "as if nobody had looked";
}

TEST_F(EarlyInbox, D3_WhatWasSeenEarlyStillComesInItsDigest) {
    ASSERT_EQ(open(tina_).status, 201);
    daemon_.clock().set(*parse_utc_time("2026-11-25T08:00:00Z"));
    auto& app = daemon_.app();
    const auto outcome = app.sequencer.run({school_.school,
                                            SealDigest{StaffId{school_.tina}},
                                            {ActorKind::system, 0},
                                            0,
                                            Operation::seal_digest,
                                            Object{},
                                            std::nullopt});
    const auto* done = std::get_if<Done>(&outcome);
    ASSERT_NE(done, nullptr);
    EXPECT_EQ(boost::json::parse(done->reply).at("messages").to_number<int>(), 2);
}

TEST_F(EarlyInbox, NothingHeldIsNothingRecorded) {
    const auto theo = daemon_.as(school_.more_tokens.at("theo"));
    const auto before = facts();
    const auto answer = open(theo);
    EXPECT_EQ(answer.status, 200);
    EXPECT_TRUE(answer.json().at("messages").as_array().empty());
    EXPECT_EQ(facts(), before);
}

}  // namespace
}  // namespace hometime::test

// Taking a held message back, and messages that a child may have sent, over HTTP.
#include <gtest/gtest.h>

#include "tests/support/recipes.h"

namespace hometime::test {
namespace {

using boost::json::object;

class WithdrawalsOverHttp : public testing::Test {
protected:
    [[nodiscard]] RawAnswer change(const HttpClient& by, const SentMessage& of, const char* how,
                                   object body = {}) const {
        return by.send("POST", school_.path("/messages/" + std::to_string(of.message) + how), std::move(body));
    }
    [[nodiscard]] boost::json::value read(const HttpClient& by, const SentMessage& what) const {
        return by.call("GET", school_.path("/messages/" + std::to_string(what.message)));
    }
    [[nodiscard]] std::size_t held() const {
        return parent_.call("GET", school_.path("/held")).at("messages").as_array().size();
    }

    RunningDaemon daemon_;
    SmallSchool school_{daemon_};
    SchoolDay day_{school_};
    HttpClient parent_ = school_.client(Role::guardian);
    HttpClient tina_ = school_.client(Role::teacher);
};

TEST_F(WithdrawalsOverHttp, AHeldMessageGoesFromWhatIsHeldAndStaysInItsWritersThreadAsWithdrawn) {
    ASSERT_EQ(held(), 1U);
    EXPECT_EQ(change(parent_, day_.held, "/withdrawal").status, 201);
    EXPECT_EQ(held(), 0U);
    const auto own = read(parent_, day_.held);
    EXPECT_EQ(own.at("state").as_string(), "withdrawn");
    EXPECT_TRUE(own.as_object().contains("withdrawn_at"));
    EXPECT_EQ(own.at("text").as_string(), "Written after four. " + school_.mark);
}

TEST_F(WithdrawalsOverHttp, ItsTeacherFindsNothingAtItsAddressBeforeOrAfter) {
    const auto path = school_.path("/messages/" + std::to_string(day_.held.message));
    const auto absent = tina_.send("GET", school_.path("/messages/999999")).without_id();
    EXPECT_EQ(tina_.send("GET", path).without_id(), absent);
    std::ignore = change(parent_, day_.held, "/withdrawal");
    EXPECT_EQ(tina_.send("GET", path).without_id(), absent);
    EXPECT_EQ(change(tina_, day_.held, "/reports", {{"reason", "Rude."}}).status, 404);
    EXPECT_EQ(change(tina_, day_.held, "/dispute").status, 404);
}

TEST_F(WithdrawalsOverHttp, WhatTheSchoolHasSeenIsRefusedByName) {
    EXPECT_EQ(change(parent_, day_.own, "/withdrawal").json().at("code").as_string(), "already-shown");
    EXPECT_EQ(change(parent_, day_.office, "/withdrawal").json().at("code").as_string(), "already-shown");
    EXPECT_EQ(change(parent_, day_.unseen, "/withdrawal").status, 404);  // Somebody else's.
}

TEST_F(WithdrawalsOverHttp, S13_AMarkedMessageIsShownAsDisputedAndEveryLinkedAdultIsTold) {
    const auto other = daemon_.as(school_.link(school_.pupils[0], school_.adults[1], "adult-1@" + school_.mark));
    EXPECT_EQ(change(tina_, day_.own, "/dispute").status, 201);
    EXPECT_EQ(read(tina_, day_.own).at("authorship").as_string(), "disputed");
    EXPECT_EQ(read(parent_, day_.own).at("authorship").as_string(), "disputed");
    for (const auto* by : {static_cast<const HttpClient*>(&parent_), &other}) {
        const auto list = by->call("GET", school_.path("/notices"));
        ASSERT_EQ(list.at("notices").as_array().size(), 1U);
        const auto& notice = list.at("notices").at(0);
        EXPECT_EQ(notice.at("message").to_number<std::uint64_t>(), day_.own.message);
        EXPECT_EQ(notice.at("yours").as_bool(), by == &parent_);
        EXPECT_EQ(boost::json::serialize(list).find("forgot her coat"), std::string::npos);
    }
    const auto uninvolved = daemon_.as(school_.more_tokens.at("adult-3"));
    EXPECT_TRUE(uninvolved.call("GET", school_.path("/notices")).at("notices").as_array().empty());
}

TEST_F(WithdrawalsOverHttp, S13_TheGuardianDeniesItAndTheTeacherSeesThat) {
    EXPECT_EQ(change(parent_, day_.own, "/authorship", {{"mine", false}}).json().at("code").as_string(),
              "not-disputed");
    std::ignore = change(tina_, day_.own, "/dispute");
    EXPECT_EQ(change(parent_, day_.own, "/authorship", {{"mine", false}}).status, 201);
    EXPECT_EQ(read(tina_, day_.own).at("authorship").as_string(), "denied");
    EXPECT_EQ(parent_.call("GET", school_.path("/notices")).at("notices").at(0).at("authorship").as_string(), "denied");
    EXPECT_EQ(change(parent_, day_.own, "/authorship", {{"mine", true}}).json().at("code").as_string(),
              "authorship-answered");
}

TEST_F(WithdrawalsOverHttp, S22_AnAdultWhoIsUnlinkedNoLongerSeesTheNotice) {
    std::ignore = change(tina_, day_.own, "/dispute");
    const auto rest =
        "/pupils/" + std::to_string(school_.pupils[0]) + "/guardians/" + std::to_string(school_.adults[0]) + "/unlink";
    school_.client(Role::office).call("POST", school_.path(rest), {{"reason", "Moved."}});
    EXPECT_TRUE(parent_.call("GET", school_.path("/notices")).at("notices").as_array().empty());
}

}  // namespace
}  // namespace hometime::test

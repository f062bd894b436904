// Under which sign-in a message was sent (S15).
#include <gtest/gtest.h>

#include "tests/support/recipes.h"

namespace hometime::test {
namespace {

using boost::json::object;

class MessageAudit : public testing::Test {
protected:
    [[nodiscard]] std::string at(std::uint64_t message) const {
        return school_.path("/messages/" + std::to_string(message) + "/audit");
    }
    [[nodiscard]] boost::json::value audit(std::uint64_t message) const { return slt_.call("GET", at(message)); }
    [[nodiscard]] std::uint64_t session_of(const HttpClient& who) const {
        const auto list = who.call("GET", school_.path("/sessions"));
        for (const auto& one : list.at("sessions").as_array()) {
            if (one.at("current").as_bool()) return one.at("session").to_number<std::uint64_t>();
        }
        return 0;
    }

    mutable RunningDaemon daemon_;
    SmallSchool school_{daemon_};
    HttpClient slt_ = school_.client(Role::slt);
    HttpClient parent_ = school_.client(Role::guardian);
};

TEST_F(MessageAudit, S15_ShowsTheSignInItsMethodAndWhenItWasVerifiedLast) {
    const auto signed_in_at = to_string(daemon_.clock().now());
    daemon_.clock().advance(std::chrono::minutes{5});
    const SchoolDay day(school_);
    const auto shown = audit(day.own.message);
    EXPECT_EQ(shown.at("session").to_number<std::uint64_t>(), session_of(parent_));
    EXPECT_EQ(shown.at("sign_in").as_string(), "code") << "the account was made with a code, and used since";
    EXPECT_EQ(shown.at("verified_at").as_string(), signed_in_at);
    EXPECT_EQ(shown.at("sent_at").as_string(), "2026-11-24T15:40:00Z");
    EXPECT_EQ(shown.at("position").to_number<std::uint64_t>(), day.own.message);
    EXPECT_EQ(shown.at("leaf").as_string(),
              hex(daemon_.app().log.leaf({school_.school, Sequence{day.own.message}}).value()));
    EXPECT_GT(shown.at("policy").to_number<std::uint64_t>(), 0U);
    EXPECT_FALSE(shown.as_object().contains("text"));
}

TEST_F(MessageAudit, S15_GivingThePasswordAgainIsSeenOnTheNextMessage) {
    const SchoolDay day(school_);
    const auto renewed = parent_.call("POST", school_.path("/sessions/verify"), object{{"password", kPassword}});
    const auto verified_at = to_string(daemon_.clock().now());
    daemon_.clock().advance(std::chrono::minutes{3});
    const std::string token(renewed.at("token").as_string());
    const auto sent = day.send(token, school_.pupils[0], "general", "It is me.");
    const auto shown = audit(sent.message);
    EXPECT_EQ(shown.at("sign_in").as_string(), "password");
    EXPECT_EQ(shown.at("verified_at").as_string(), verified_at);
    EXPECT_EQ(shown.at("session"), audit(day.own.message).at("session")) << "it is the same sign-in";
}

TEST_F(MessageAudit, S15_AMeetingsMessageShowsItToo) {
    const SchoolDay day(school_);
    const auto record = daemon_.app().log.read({school_.school, Sequence{day.meeting}});
    const auto carrier = std::get<MeetingRequested>(record->event).carrier;
    EXPECT_EQ(audit(carrier.value).at("sign_in").as_string(), "code");
}

TEST_F(MessageAudit, S15_ThatItWasLookedUpIsAFactBeforeTheFirstByte) {
    const SchoolDay day(school_);
    const auto before = daemon_.app().log.head(school_.school)->size;
    std::ignore = audit(day.own.message);
    const auto record = daemon_.app().log.read({school_.school, Sequence{before + 1}});
    ASSERT_TRUE(record);
    EXPECT_EQ(std::get<RestrictedRead>(record->event), (RestrictedRead{RestrictedKind::message, day.own.message}));
    EXPECT_EQ(record->header.actor, (Actor{ActorKind::staff, school_.sue}));
    EXPECT_EQ(slt_.send("GET", at(day.own.thread)).status, 404) << "that is no message";
    EXPECT_EQ(daemon_.app().log.head(school_.school)->size, before + 1);
}

}  // namespace
}  // namespace hometime::test

// Who is who: tokens that hold, and the one answer to all that do not.
#include <gtest/gtest.h>

#include "tests/support/small_school.h"

namespace hometime::test {
namespace {

TEST(SignIn, EveryRoleIsWhoItIsSaidToBe) {
    RunningDaemon daemon;
    const SmallSchool school(daemon);
    const std::vector<std::pair<Role, boost::json::array>> expected{{Role::guardian, {"guardian"}},
                                                                    {Role::teacher, {"teacher"}},
                                                                    {Role::teaching_assistant, {"teaching_assistant"}},
                                                                    {Role::office, {"office"}},
                                                                    {Role::slt, {"slt"}},
                                                                    {Role::dsl, {"dsl"}},
                                                                    {Role::staff, {"staff"}}};
    for (const auto& [role, roles] : expected) {
        const auto me = school.client(role).call("GET", school.path("/me"));
        EXPECT_EQ(me.at("roles"), roles);
    }
}

TEST(SignIn, WhateverDoesNotHoldGetsOneAnswer) {
    RunningDaemon daemon;
    const SmallSchool school(daemon);
    const auto ended = school.fresh_token(Role::teacher);
    ASSERT_EQ(daemon.as(ended).send("DELETE", "/v1/sessions/current").status, 204);
    const auto expired = school.fresh_token(Role::teacher);
    daemon.clock().advance(std::chrono::hours{12});
    const auto path = school.path("/inbox");
    const auto none = daemon.nobody().send("GET", path);
    EXPECT_EQ(none.status, 401);
    const auto same = [&](const Headers& headers) {
        EXPECT_EQ(daemon.nobody().send("GET", path, nullptr, headers).without_id(), none.without_id());
    };
    same({{"Authorization", "Bearer " + ended}});
    same({{"Authorization", "Bearer " + expired}});
    same({{"Authorization", "Bearer AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}});
    same({{"Authorization", "Bearer"}});
    same({{"Authorization", "Basic dGluYTp4"}});
    same({{"Cookie", "__Host-s=" + ended}});
    same({{"Cookie", "__Host-s=" + expired}, {"Sec-Fetch-Site", "same-origin"}});
    same({{"Cookie", "s=" + school.fresh_token(Role::teacher)}});  // Not under this name.
}

TEST(SignIn, ASchoolThatIsNotThereAsksToSignInAllTheSame) {
    RunningDaemon daemon;
    const SmallSchool school(daemon);
    EXPECT_EQ(daemon.nobody().send("GET", school.path("/me")).without_id(),
              daemon.nobody().send("GET", "/v1/schools/sch_00000001/me").without_id());
}

boost::json::object credentials(const SmallSchool& school, const std::string& login, const std::string& password) {
    return {{"school", to_string(school.school)}, {"login", login}, {"password", password}};
}

TEST(SignIn, AWrongPasswordAndAnUnknownLoginGetOneAnswer) {
    RunningDaemon daemon;
    const SmallSchool school(daemon);
    const auto in = [&](const std::string& login, const char* password) {
        return daemon.nobody().send("POST", "/v1/sessions", credentials(school, login, password));
    };
    const auto wrong = in("tina@Lane", "not her password at all");
    EXPECT_EQ(wrong.status, 401);
    EXPECT_EQ(wrong.without_id(), in("nobody@Lane", "not her password at all").without_id());
    EXPECT_EQ(in("  TINA@lane ", kPassword).status, 201);  // Case and outer space do not matter.
    auto elsewhere = credentials(school, "tina@Lane", kPassword);
    elsewhere["school"] = "sch_00000001";
    EXPECT_EQ(daemon.nobody().send("POST", "/v1/sessions", elsewhere).without_id(), wrong.without_id());
}

TEST(SignIn, GuessingIsSlowedDownPerAccountAndNeverLocked) {
    RunningDaemon daemon;
    const SmallSchool school(daemon);
    const auto in = [&](const char* password) {
        return daemon.nobody().send("POST", "/v1/sessions", credentials(school, "tina@Lane", password));
    };
    for (int i = 0; i < 5; ++i) EXPECT_EQ(in("not her password at all").status, 401);
    const auto slowed = in(kPassword);  // Even the right one, so that nobody learns which it was.
    EXPECT_EQ(slowed.status, 429);
    EXPECT_EQ(slowed.header("retry-after"), "30");
    daemon.clock().advance(std::chrono::seconds{30});
    EXPECT_EQ(in(kPassword).status, 201);
}

TEST(SignIn, ABrowserGetsItsTokenInACookieOnly) {
    RunningDaemon daemon;
    const SmallSchool school(daemon);
    const auto answer = daemon.nobody().send("POST", "/v1/sessions", credentials(school, "tina@Lane", kPassword));
    ASSERT_EQ(answer.status, 201);
    EXPECT_FALSE(answer.json().as_object().contains("token"));
    const auto cookie = answer.header("set-cookie");
    EXPECT_TRUE(cookie.starts_with("__Host-s="));
    EXPECT_TRUE(cookie.ends_with("; Path=/; Secure; HttpOnly; SameSite=Strict")) << cookie;
    const auto pair = cookie.substr(0, cookie.find(';'));
    const auto nobody = daemon.nobody();
    EXPECT_EQ(nobody.send("GET", school.path("/me"), nullptr, {{"Cookie", pair}}).status, 200);
}

TEST(SignIn, ACookieChangesNothingForAnotherSite) {
    RunningDaemon daemon;
    const SmallSchool school(daemon);
    const auto cookie = "__Host-s=" + school.fresh_token(Role::teacher);
    const boost::json::object post{{"kind", "notice"}, {"title", "News"}};
    const auto send = [&](const Headers& more) {
        Headers headers{{"Cookie", cookie}};
        headers.insert(headers.end(), more.begin(), more.end());
        return daemon.nobody().send("POST", school.path("/feeds/school/posts"), post, headers).status;
    };
    EXPECT_EQ(send({}), 403);
    EXPECT_EQ(send({{"Sec-Fetch-Site", "cross-site"}}), 403);
    EXPECT_EQ(send({{"Sec-Fetch-Site", "same-site"}}), 403);
    EXPECT_EQ(send({{"Sec-Fetch-Site", "none"}}), 403);
    EXPECT_EQ(send({{"Origin", "https://evil.example"}}), 403);
    EXPECT_EQ(send({{"Sec-Fetch-Site", "cross-site"}, {"Origin", "https://localhost"}}), 403);
    EXPECT_EQ(send({{"Sec-Fetch-Site", "same-origin"}}), 201);
    EXPECT_EQ(send({{"Origin", "https://localhost"}}), 201);
}

}  // namespace
}  // namespace hometime::test

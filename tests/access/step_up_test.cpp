// A guardian's browser that was left alone asks for the password before it shows or sends messages; and what
// people do with their own sign-ins.
#include <gtest/gtest.h>

#include "tests/support/small_school.h"

namespace hometime::test {
namespace {

/// A browser: it keeps the cookie that it was given, and says that its requests come from the school's own pages.
class Browser {
public:
    Browser(const SmallSchool& school, const std::string& login, const std::string& password = kPassword)
        : school_(school) {
        const auto answer = send("POST", "/v1/sessions",
                                 {{"school", to_string(school.school)}, {"login", login}, {"password", password}});
        EXPECT_EQ(answer.status, 201) << answer.body;
    }
    RawAnswer send(const std::string& method, const std::string& path, const boost::json::value& body = nullptr) {
        Headers headers{{"Sec-Fetch-Site", "same-origin"}};
        if (!cookie_.empty()) headers.emplace_back("Cookie", cookie_);
        auto answer = school_.daemon.nobody().send(method, path, body, headers);
        const auto set = answer.header("set-cookie");
        if (!set.empty()) cookie_ = set.substr(0, set.find(';'));
        return answer;
    }
    RawAnswer get(const std::string& rest) { return send("GET", school_.path(rest)); }
    RawAnswer write(const std::string& text) {
        return send("POST", school_.path("/messages"),
                    {{"pupil", school_.pupils[0]}, {"category", "general"}, {"text", text}});
    }
    RawAnswer verify(const std::string& password) {
        return send("POST", school_.path("/sessions/verify"), {{"password", password}});
    }
    [[nodiscard]] const std::string& cookie() const { return cookie_; }

private:
    const SmallSchool& school_;
    std::string cookie_;
};

class StepUp : public testing::Test {
protected:
    [[nodiscard]] std::string guardian() const { return "adult-0@" + school_.mark; }
    [[nodiscard]] std::string teacher() const { return "tina@" + school_.mark; }

    RunningDaemon daemon_;
    SmallSchool school_{daemon_};
};

TEST_F(StepUp, S12_AfterTenIdleMinutesMessagesWaitForThePassword) {
    Browser phone(school_, guardian());
    EXPECT_EQ(phone.write("The first.").status, 201);
    daemon_.clock().advance(std::chrono::minutes{9});
    EXPECT_EQ(phone.write("The second.").status, 201);
    daemon_.clock().advance(std::chrono::minutes{10});
    const auto refused = phone.write("By whom?");
    EXPECT_EQ(refused.status, 401);
    EXPECT_EQ(refused.json().at("code"), "step-up-required");
    for (const auto* place : {"/threads", "/held"}) EXPECT_EQ(phone.get(place).status, 401) << place;
    for (const auto* place : {"/feeds", "/me", "/pupils"}) EXPECT_EQ(phone.get(place).status, 200) << place;
    EXPECT_EQ(phone.write("Trying again is no proof.").status, 401);

    const auto before = phone.cookie();
    EXPECT_EQ(phone.verify("not the password at all").status, 401);
    EXPECT_EQ(phone.write("Still not.").status, 401);
    EXPECT_EQ(phone.verify(kPassword).status, 200);
    EXPECT_NE(phone.cookie(), before) << "the sign-in goes on under a new token";
    EXPECT_EQ(phone.write("It is me.").status, 201);
    EXPECT_EQ(phone.get("/threads").status, 200);
    EXPECT_EQ(daemon_.nobody().send("GET", school_.path("/me"), nullptr, {{"Cookie", before}}).status, 401);
}

TEST_F(StepUp, S12_AsksGuardiansInBrowsersOnly) {
    Browser desk(school_, teacher());
    const auto script = school_.client(Role::guardian);
    daemon_.clock().advance(std::chrono::minutes{11});
    EXPECT_EQ(desk.get("/threads").status, 200) << "staff sign-ins end after 15 idle minutes instead";
    EXPECT_EQ(script.send("GET", school_.path("/threads")).status, 200);
}

TEST_F(StepUp, GuessingAtItIsLimitedLikeSigningIn) {
    Browser phone(school_, guardian());
    for (int i = 0; i < 5; ++i) EXPECT_EQ(phone.verify("guess number " + std::to_string(i)).status, 401);
    const auto answer = phone.verify(kPassword);
    EXPECT_EQ(answer.status, 429);
    EXPECT_FALSE(answer.header("retry-after").empty());
    daemon_.clock().advance(std::chrono::minutes{1});
    EXPECT_EQ(phone.verify(kPassword).status, 200) << "a delay, never a lock";
}

TEST_F(StepUp, S14_PeopleSeeAndEndTheirOwnSignIns) {
    Browser phone(school_, guardian());
    Browser lost(school_, guardian());
    Browser tablet(school_, guardian());
    const auto list = phone.get("/sessions").json().at("sessions").as_array();
    ASSERT_EQ(list.size(), 4U) << "and the one of a script";
    std::vector<std::int64_t> browsers, current;
    for (const auto& session : list) {
        const auto number = session.at("session").as_int64();
        if (session.at("kind") == "cookie") browsers.push_back(number);
        if (session.at("current").as_bool()) current.push_back(number);
    }
    ASSERT_EQ(browsers.size(), 3U);
    EXPECT_EQ(current, std::vector{browsers[0]});
    const auto path = [&](std::int64_t number) { return school_.path("/sessions/" + std::to_string(number)); };
    EXPECT_EQ(phone.send("DELETE", path(browsers[1])).status, 204);
    EXPECT_EQ(lost.get("/me").status, 401);
    EXPECT_EQ(tablet.get("/me").status, 200);
    EXPECT_EQ(phone.send("DELETE", school_.path("/sessions")).json().at("ended"), 2);
    EXPECT_EQ(tablet.get("/me").status, 401);
    EXPECT_EQ(phone.get("/me").status, 200);
}

TEST_F(StepUp, S14_SignInsOfOthersAreNotThere) {
    Browser mine(school_, guardian());
    Browser theirs(school_, teacher());
    const auto number = theirs.get("/sessions").json().at("sessions").as_array().back().at("session").as_int64();
    const auto other = mine.send("DELETE", school_.path("/sessions/" + std::to_string(number)));
    const auto absent = mine.send("DELETE", school_.path(std::string("/sessions/") + "999999"));
    EXPECT_EQ(other.status, 404);
    EXPECT_EQ(other.without_id(), absent.without_id());
    EXPECT_EQ(theirs.get("/me").status, 200);
}

TEST_F(StepUp, ANewPasswordEndsEveryOtherSignIn) {
    constexpr const char* kNew = "eleven purple umbrellas";
    Browser phone(school_, guardian());
    Browser other(school_, guardian());
    const auto change = [&](const std::string& old_one, const std::string& new_one) {
        return phone.send("PUT", school_.path("/password"), {{"password", old_one}, {"new_password", new_one}});
    };
    EXPECT_EQ(change("not the password at all", kNew).status, 401);
    const auto weak = change(kPassword, "short");
    EXPECT_EQ(weak.status, 422);
    EXPECT_EQ(weak.json().at("errors").at(0).at("pointer"), "/new_password");
    EXPECT_EQ(other.get("/me").status, 200) << "nothing has changed so far";
    EXPECT_EQ(change(kPassword, kNew).status, 200);
    EXPECT_EQ(phone.get("/me").status, 200);
    EXPECT_EQ(other.get("/me").status, 401);
    EXPECT_EQ(phone.verify(kPassword).status, 401);
    Browser again(school_, guardian(), kNew);
    EXPECT_EQ(again.get("/me").status, 200);
}

}  // namespace
}  // namespace hometime::test

// How people are told outside the application, over HTTP: their choices, their devices, the link in a letter, dead
// letters.
#include <gtest/gtest.h>

#include "daemon/accounts/unsubscribe_links.h"
#include "tests/support/school_day.h"

namespace hometime::test {
namespace {

using boost::json::object;
using boost::json::value;

constexpr const char* kPublic =
    "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
constexpr const char* kSecret = "BTBZMqHH6r4Tts7J_aSIgg";

class ChannelsOverHttp : public testing::Test {
protected:
    [[nodiscard]] value settings(Role role) const {
        return school_.client(role).call("GET", school_.path("/notifications"));
    }
    [[nodiscard]] RawAnswer add_device(Role role, const std::string& endpoint, const char* key = kPublic) const {
        return school_.client(role).send(
            "POST", school_.path("/push-devices"),
            object{{"endpoint", endpoint}, {"keys", object{{"p256dh", key}, {"auth", kSecret}}}});
    }
    [[nodiscard]] std::string link(const char* letter_and_number) const {
        return school_.path("/unsubscribe/") + letter_and_number;
    }
    [[nodiscard]] std::string own_link() const {
        return school_.path("/unsubscribe/") +
               unsubscribe_token(daemon_.app().log.derived_key(kUnsubscribePurpose),
                                 {school_.school, PersonKind::guardian, school_.adults[0]});
    }

    mutable RunningDaemon daemon_;
    SmallSchool school_{daemon_};
};

TEST_F(ChannelsOverHttp, D8_EachSettingSaysWhereItComesFrom) {
    const auto before = settings(Role::teacher);
    EXPECT_EQ(before.at("email"), (object{{"on", true}, {"from", "default"}, {"offered", false}, {"arrives", true}}));
    EXPECT_EQ(before.at("push").at("on"), false);
    EXPECT_EQ(before.at("in_app"), (object{{"on", true}, {"from", "always"}}));
    school_.client(Role::teacher).call("PUT", school_.path("/notifications"), object{{"email", false}});
    const auto after = settings(Role::teacher);
    EXPECT_EQ(after.at("email").at("on"), false);
    EXPECT_EQ(after.at("email").at("from"), "own");
    EXPECT_EQ(after.at("follow_ups").at("from"), "default");
    EXPECT_EQ(settings(Role::office).at("email").at("from"), "default") << "nobody else's";
    school_.client(Role::teacher).call("PUT", school_.path("/notifications"), object{});
    EXPECT_EQ(settings(Role::teacher).at("email").at("from"), "default");
}

TEST_F(ChannelsOverHttp, ADeviceChoosesPushesAndTheLastOneThatGoesEndsThem) {
    const auto added = add_device(Role::guardian, "https://push.example/one");
    ASSERT_EQ(added.status, 201) << added.body;
    const auto number = std::to_string(added.json().at("device").to_number<std::uint64_t>());
    EXPECT_EQ(add_device(Role::guardian, "https://push.example/one").json().at("device"), added.json().at("device"));
    EXPECT_EQ(settings(Role::guardian).at("devices").as_array().size(), 1U);
    EXPECT_EQ(settings(Role::guardian).at("push").at("on"), true);
    EXPECT_EQ(boost::json::serialize(settings(Role::guardian)).find("push.example"), std::string::npos)
        << "an endpoint is a secret of the browser";
    EXPECT_EQ(school_.client(Role::teacher).send("DELETE", school_.path("/push-devices/" + number)).status, 404);
    EXPECT_EQ(school_.client(Role::guardian).send("DELETE", school_.path("/push-devices/" + number)).status, 200);
    EXPECT_EQ(settings(Role::guardian).at("push"),
              (object{{"on", false}, {"from", "default"}, {"offered", false}, {"arrives", true}}));
}

TEST_F(ChannelsOverHttp, WhatIsNoSubscriptionIsRefusedWithWords) {
    for (const char* endpoint : {"http://push.example/one", "https://", "ftp://x", "https://u:p@push.example/"}) {
        EXPECT_EQ(add_device(Role::guardian, endpoint).status, 422) << endpoint;
    }
    EXPECT_EQ(add_device(Role::guardian, "https://push.example/one", "short").status, 422);
    EXPECT_TRUE(settings(Role::guardian).at("devices").as_array().empty());
}

TEST_F(ChannelsOverHttp, ElevenDevicesAreTen) {
    for (int i = 0; i < 11; ++i) {
        ASSERT_EQ(add_device(Role::guardian, "https://push.example/" + std::to_string(i)).status, 201);
    }
    EXPECT_EQ(settings(Role::guardian).at("devices").as_array().size(), kPushDevicesMax);
}

TEST_F(ChannelsOverHttp, TheLinkInALetterTurnsEmailsOffAndNothingElse) {
    ASSERT_EQ(add_device(Role::guardian, "https://push.example/one").status, 201);
    const auto shown = daemon_.nobody().send("GET", own_link());
    EXPECT_EQ(shown.status, 200);
    EXPECT_NE(shown.body.find("<form method=\"post\">"), std::string::npos);
    EXPECT_EQ(settings(Role::guardian).at("email").at("on"), true) << "looking changes nothing";
    const auto done = daemon_.nobody().send("POST", own_link());
    ASSERT_EQ(done.status, 200) << done.body;
    EXPECT_EQ(done.json().at("email"), false);
    EXPECT_EQ(settings(Role::guardian).at("email").at("on"), false);
    EXPECT_EQ(settings(Role::guardian).at("push").at("on"), true);
}

TEST_F(ChannelsOverHttp, ALinkThatNobodyMadeIsNothing) {
    const auto good = own_link();
    auto other = good;
    other.back() = other.back() == 'A' ? 'B' : 'A';
    for (const auto& path : {other, link("g1-AAAA"), link("x"), link("s-"), good + "x"}) {
        EXPECT_EQ(daemon_.nobody().send("GET", path).status, 404) << path;
        EXPECT_EQ(daemon_.nobody().send("POST", path).status, 404) << path;
    }
    EXPECT_EQ(settings(Role::guardian).at("email").at("on"), true);
}

TEST_F(ChannelsOverHttp, TheOfficeLooksAfterDeadLetters) {
    const SchoolDay day(school_);
    const auto office = school_.client(Role::office);
    const auto list = office.call("GET", school_.path("/dead-letters")).at("dead_letters").as_array();
    ASSERT_EQ(list.size(), 2U);
    EXPECT_EQ(list[0].at("reason"), "refused");
    EXPECT_EQ(list[0].at("kind"), "inbox");
    const auto path =
        school_.path("/dead-letters/") + std::to_string(list[0].at("notification").to_number<std::uint64_t>());
    EXPECT_EQ(office.call("POST", path, object{{"retry", false}}).at("retry"), false);
    EXPECT_EQ(office.send("POST", path, object{{"retry", false}}).status, 404);
    EXPECT_EQ(office.call("GET", school_.path("/dead-letters")).at("dead_letters").as_array().size(), 1U);
}

}  // namespace
}  // namespace hometime::test

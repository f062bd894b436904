// The feeds over HTTP: posts that wait, are edited and taken back; whom they reach; what goes out by e-mail.
#include <gtest/gtest.h>

#include "tests/support/recipes.h"

namespace hometime::test {
namespace {

using boost::json::object;
using std::chrono::hours;
using std::chrono::minutes;

class FeedOverHttp : public testing::Test {
protected:
    [[nodiscard]] std::string feed(std::uint64_t post_id, const char* rest = "") const {
        return school_.path("/feeds/" + day_.feed_of(std::to_string(post_id)) + "/posts/" + std::to_string(post_id) +
                            rest);
    }
    [[nodiscard]] boost::json::value publish(const HttpClient& by, const std::string& feed, object body) const {
        return by.call("POST", school_.path("/feeds/" + feed + "/posts"), std::move(body));
    }
    [[nodiscard]] static std::uint64_t id(const boost::json::value& reply) {
        return reply.at("post").to_number<std::uint64_t>();
    }
    [[nodiscard]] std::string oak() const { return std::to_string(school_.oak); }
    /// The post among those of a feed; null: it is not there.
    [[nodiscard]] boost::json::value listed(const HttpClient& by, const std::string& feed, std::uint64_t post) const {
        const auto posts = by.call("GET", school_.path("/feeds/" + feed + "/posts")).at("posts");
        for (const auto& one : posts.as_array()) {
            if (id(one) == post) return one;
        }
        return nullptr;
    }
    [[nodiscard]] std::uint64_t unread(const HttpClient& by, const std::string& feed) const {
        const auto feeds = by.call("GET", school_.path("/feeds")).at("feeds");
        for (const auto& one : feeds.as_array()) {
            if (one.at("feed").as_string() == feed) return one.at("unread").to_number<std::uint64_t>();
        }
        return ~std::uint64_t{0};
    }
    [[nodiscard]] RawAnswer edit(const HttpClient& by, std::uint64_t post, const std::string& etag,
                                 const char* title) const {
        return by.send("PUT", feed(post), object{{"title", title}}, {{"If-Match", etag}});
    }
    /// To a wall time of the school day, in winter.
    void at(const char* instant) {
        daemon_.clock().set(parse_utc_time(instant).value());
        sign_in_anew();
    }
    /// Sign-ins do not last over a night.
    void sign_in_anew() {
        parent_.token = school_.fresh_token(Role::guardian);
        tina_.token = school_.fresh_token(Role::teacher);
        office_.token = school_.fresh_token(Role::office);
        slt_.token = school_.fresh_token(Role::slt);
    }

    RunningDaemon daemon_;
    SmallSchool school_{daemon_};
    SchoolDay day_{school_};
    HttpClient parent_ = school_.client(Role::guardian);
    HttpClient tina_ = school_.client(Role::teacher);
    HttpClient office_ = school_.client(Role::office);
    HttpClient slt_ = school_.client(Role::slt);
};

TEST_F(FeedOverHttp, AnEditIsReadByAllAndItsHistoryByThoseWhoMayEdit) {
    const auto etag = tina_.send("GET", feed(day_.post_in_oak)).header("etag");
    ASSERT_EQ(edit(tina_, day_.post_in_oak, etag, "Other news").status, 200);
    const auto read = parent_.send("GET", feed(day_.post_in_oak));
    EXPECT_NE(read.header("etag"), etag);
    EXPECT_EQ(read.json().at("title").as_string(), "Other news");
    EXPECT_TRUE(read.json().as_object().contains("edited_at"));
    EXPECT_FALSE(read.json().as_object().contains("history"));
    for (const auto* by : {static_cast<const HttpClient*>(&tina_), static_cast<const HttpClient*>(&office_)}) {
        const auto history = by->call("GET", feed(day_.post_in_oak)).at("history").as_array();
        ASSERT_EQ(history.size(), 2U);
        EXPECT_EQ(history[0].at("title").as_string(), "News " + school_.mark);
        EXPECT_EQ(history[1].at("title").as_string(), "Other news");
        EXPECT_EQ(history[1].at("staff").to_number<std::uint64_t>(), school_.tina);
    }
}

TEST_F(FeedOverHttp, NobodyOverwritesWhatTheyHaveNotRead) {
    const auto etag = day_.post_etag(std::to_string(day_.post_in_oak));
    ASSERT_EQ(edit(tina_, day_.post_in_oak, etag, "First").status, 200);
    const auto late = edit(office_, day_.post_in_oak, etag, "Second");
    EXPECT_EQ(late.status, 412);
    EXPECT_EQ(late.json().at("code").as_string(), "post-changed");
    EXPECT_EQ(edit(office_, day_.post_in_oak, "nonsense", "Second").status, 412);
    EXPECT_EQ(tina_.send("PUT", feed(day_.post_in_oak), object{{"title", "x"}}).status, 428);
}

TEST_F(FeedOverHttp, S3_APostIsReadWhereItStandsAndNowhereElse) {
    const auto elsewhere = school_.path("/feeds/school/posts/" + std::to_string(day_.post_in_oak));
    EXPECT_EQ(parent_.send("GET", feed(day_.post_in_oak)).status, 200);
    const auto absent = parent_.send("GET", school_.path("/feeds/school/posts/999999")).without_id();
    EXPECT_EQ(parent_.send("GET", elsewhere).without_id(), absent);
    EXPECT_EQ(parent_.send("GET", feed(day_.post_in_elm)).without_id(), absent);
    EXPECT_EQ(tina_.send("GET", feed(day_.post_in_elm)).without_id(), absent);
}

TEST_F(FeedOverHttp, WhatIsTakenBackLeavesATombstoneWithoutWords) {
    const auto before = unread(parent_, oak());
    const auto event = id(publish(tina_, oak(), {{"kind", "event"}, {"title", "Play"}, {"starts_at", kFriday}}));
    const auto path = school_.path("/feeds/" + oak() + "/posts/" + std::to_string(event));
    ASSERT_EQ(tina_.send("POST", path + "/retraction", object{{"reason", "The wrong day."}}).status, 201);
    const auto stone = listed(parent_, oak(), event).as_object();
    EXPECT_TRUE(stone.contains("retracted_at") && stone.contains("starts_at"));
    EXPECT_FALSE(stone.contains("title") || stone.contains("body") || stone.contains("place"));
    EXPECT_EQ(unread(parent_, oak()), before);
    EXPECT_TRUE(parent_.call("GET", school_.path("/events")).at("events").as_array().empty());
    EXPECT_EQ(parent_.send("GET", path).body.find("The wrong day."), std::string::npos);
    const auto whole = tina_.call("GET", path);
    EXPECT_EQ(whole.at("retraction").at("reason").as_string(), "The wrong day.");
    EXPECT_EQ(whole.at("history").at(0).at("title").as_string(), "Play");
}

TEST_F(FeedOverHttp, D15_APostOfTheEveningIsThereForStaffAndForGuardiansInTheMorning) {
    at("2026-11-24T20:30:00Z");
    const auto before = unread(parent_, oak());
    const auto reply = publish(tina_, oak(), {{"kind", "event"}, {"title", "Play"}, {"starts_at", kFriday}});
    const auto path = school_.path("/feeds/" + oak() + "/posts/" + std::to_string(id(reply)));
    EXPECT_EQ(reply.at("shown_at").as_string(), "2026-11-25T07:00:00Z");
    EXPECT_TRUE(listed(tina_, oak(), id(reply)).at("waiting").as_bool());
    const auto absent = parent_.send("GET", school_.path("/feeds/" + oak() + "/posts/999999")).without_id();
    for (const char* hidden : {"2026-11-24T20:31:00Z", "2026-11-25T06:59:59Z"}) {
        at(hidden);
        EXPECT_TRUE(listed(parent_, oak(), id(reply)).is_null());
        EXPECT_EQ(unread(parent_, oak()), before);
        EXPECT_EQ(parent_.send("GET", path).without_id(), absent);
        EXPECT_TRUE(parent_.call("GET", school_.path("/events")).at("events").as_array().empty());
    }
    at("2026-11-25T07:00:00Z");
    EXPECT_EQ(listed(parent_, oak(), id(reply)).at("title").as_string(), "Play");
    EXPECT_EQ(unread(parent_, oak()), before + 1);
    EXPECT_EQ(parent_.call("GET", school_.path("/events")).at("events").as_array().size(), 1U);
    EXPECT_FALSE(listed(tina_, oak(), id(reply)).as_object().contains("waiting"));
}

TEST_F(FeedOverHttp, D15_AClosureIsThereAtOnceAtAnyHour) {
    at("2026-11-25T05:30:00Z");
    const object snow{{"kind", "notice"}, {"title", "Snow: closed today"}, {"pressing", true}};
    const auto post = id(publish(office_, "school", snow));
    EXPECT_TRUE(listed(parent_, "school", post).at("pressing").as_bool());
    const auto refused = tina_.send("POST", school_.path("/feeds/school/posts"), snow);
    EXPECT_EQ(refused.status, 422);
    EXPECT_EQ(refused.json().at("code").as_string(), "pressing-not-permitted");
    EXPECT_EQ(refused.json().at("errors").at(0).at("pointer").as_string(), "/pressing");
}

TEST_F(FeedOverHttp, S9_AMailedPostIsInTheBridgesOutputExactlyOnce) {
    const auto bridge = [&](std::uint64_t after) {
        return slt_.call("GET", school_.path("/email-bridge?after=" + std::to_string(after)));
    };
    const object mailed{{"kind", "event"}, {"title", "Play"},      {"body", "Bring a coat."},
                        {"place", "Hall"}, {"starts_at", kFriday}, {"also_email", true}};
    const auto first = id(publish(tina_, oak(), mailed));
    EXPECT_TRUE(bridge(0).at("posts").as_array().empty()) << "until it has settled";
    daemon_.clock().advance(minutes{1} + std::chrono::microseconds{1});
    const auto read = bridge(0);
    ASSERT_EQ(read.at("posts").as_array().size(), 1U) << "and no post that was not to be mailed";
    const auto& mail = read.at("posts").at(0).as_object();
    EXPECT_EQ(id(mail), first);
    EXPECT_EQ(mail.at("for").as_string(), "Oak " + school_.mark);
    EXPECT_EQ(mail.at("body").as_string(), "Bring a coat.");
    EXPECT_EQ(mail.at("place").as_string(), "Hall");
    EXPECT_EQ(mail.at("starts_at").as_string(), kFriday);
    EXPECT_EQ(read.at("next").to_number<std::uint64_t>(), first);
    EXPECT_TRUE(bridge(first).at("posts").as_array().empty());
    EXPECT_EQ(bridge(first).at("next").to_number<std::uint64_t>(), first);
}

TEST_F(FeedOverHttp, S9_APostThatWaitsIsMailedOnceItsTimeHasComeAlsoBehindANewerOne) {
    at("2026-11-24T21:00:00Z");
    const auto waits = id(publish(office_, "school", {{"kind", "notice"}, {"title", "Late"}, {"also_email", true}}));
    const auto dropped = id(publish(office_, "school", {{"kind", "notice"}, {"title", "No"}, {"also_email", true}}));
    const auto newer = id(
        publish(office_, "school", {{"kind", "notice"}, {"title", "Snow"}, {"also_email", true}, {"pressing", true}}));
    const auto bridge = [&](std::uint64_t after) {
        return office_.call("GET", school_.path("/email-bridge?after=" + std::to_string(after)));
    };
    at("2026-11-25T06:59:59Z");
    ASSERT_EQ(bridge(0).at("posts").as_array().size(), 1U);
    EXPECT_EQ(bridge(0).at("next").to_number<std::uint64_t>(), newer);
    std::ignore = office_.call("POST", feed(dropped, "/retraction"), {{"reason", "Mistaken."}});
    at("2026-11-25T07:01:01Z");
    const auto rest = bridge(newer).at("posts").as_array();
    ASSERT_EQ(rest.size(), 1U);
    EXPECT_EQ(id(rest[0]), waits);
    EXPECT_EQ(office_.send("GET", school_.path("/email-bridge?after=" + std::to_string(day_.post_in_oak))).status, 400);
    EXPECT_EQ(office_.send("GET", school_.path("/email-bridge?after=999999")).status, 400);
}

TEST_F(FeedOverHttp, S35_ReachSaysWhoHasSeenAPostWhoHasNotAndWhomNobodyReadsItFor) {
    const auto reach = [&] { return office_.call("GET", feed(day_.post_in_oak, "/reach")); };
    const auto before = reach().at("counts").at("not_seen").to_number<std::uint64_t>();
    EXPECT_EQ(reach().at("counts").at("seen").to_number<std::uint64_t>(), 0U);
    EXPECT_GT(reach().at("counts").at("pupils_without_link").to_number<std::uint64_t>(), 0U);
    parent_.call("POST", school_.path("/feeds/" + oak() + "/seen"), {{"up_to", day_.post_in_oak}});
    const auto after = reach();
    ASSERT_EQ(after.at("seen").as_array().size(), 1U);
    EXPECT_EQ(after.at("seen").at(0).at("guardian").to_number<std::uint64_t>(), school_.adults[0]);
    EXPECT_EQ(after.at("seen").at(0).at("seen_at").as_string(), to_string(daemon_.clock().now()));
    EXPECT_EQ(after.at("counts").at("not_seen").to_number<std::uint64_t>(), before - 1);
    EXPECT_EQ(tina_.send("GET", feed(day_.post_in_oak, "/reach")).status, 403);
    EXPECT_EQ(parent_.send("GET", feed(day_.post_in_oak, "/reach")).status, 403);
}

TEST_F(FeedOverHttp, S35_WhoHasNotLookedForLongIsListedForTheOfficeAlone) {
    const auto listed = [&](const char* query) {
        std::map<std::uint64_t, boost::json::value> found;
        const auto reply = office_.call("GET", school_.path(std::string("/reach") + query));
        for (const auto& one : reply.at("guardians").as_array()) {
            found[one.at("guardian").to_number<std::uint64_t>()] = one.at("last_seen");
        }
        return found;
    };
    EXPECT_TRUE(listed("").at(school_.adults[0]).is_null()) << "never";
    for (const auto& name : {oak(), std::string("school")}) {
        parent_.call("POST", school_.path("/feeds/" + name + "/seen"), {{"up_to", day_.post_of_school}});
    }
    const auto looked = to_string(daemon_.clock().now());
    EXPECT_FALSE(listed("").contains(school_.adults[0]));
    EXPECT_TRUE(listed("").contains(school_.adults[3]));
    daemon_.clock().advance(hours{24 * 20});
    sign_in_anew();
    EXPECT_FALSE(listed("").contains(school_.adults[0])) << "nothing is new: there is nothing to look at";
    std::ignore = publish(office_, "school", {{"kind", "notice"}, {"title", "News"}});
    EXPECT_EQ(listed("").at(school_.adults[0]).as_string(), looked);
    EXPECT_FALSE(listed("?days=21").contains(school_.adults[0]));
    EXPECT_EQ(slt_.send("GET", school_.path("/reach")).status, 403);
}

}  // namespace
}  // namespace hometime::test

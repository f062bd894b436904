// A guardian's own hours, digests of the feeds, and the calendar under a secret link.
#include <gtest/gtest.h>

#include "tests/support/recipes.h"

namespace hometime::test {
namespace {

using boost::json::array;
using boost::json::object;

class PreferencesOverHttp : public testing::Test {
protected:
    [[nodiscard]] RawAnswer set(object body, const std::string& etag) const {
        return parent_.send("PUT", school_.path("/preferences"), std::move(body), {{"If-Match", etag}});
    }
    [[nodiscard]] static object hours(const char* start, const char* end) {
        return {{"hours", array{object{{"days", array{"mon", "tue"}}, {"start", start}, {"end", end}}}},
                {"feed_digest", "off"}};
    }
    [[nodiscard]] std::string calendar(const std::string& link) const {
        const auto answer = daemon_.nobody().send("GET", link);
        EXPECT_EQ(answer.status, 200) << answer.body;
        return answer.body;
    }
    [[nodiscard]] std::uint64_t publish(const HttpClient& by, const std::string& feed, object body) const {
        return by.call("POST", school_.path("/feeds/" + feed + "/posts"), std::move(body))
            .at("post")
            .to_number<std::uint64_t>();
    }
    [[nodiscard]] Outcome seal() {
        return daemon_.app().sequencer.run({school_.school, SealFeedDigest{GuardianId{school_.adults[0]}},
                                            Actor{ActorKind::system, 0}, 0, Operation::seal_feed_digest, Object{},
                                            std::nullopt});
    }

    RunningDaemon daemon_;
    SmallSchool school_{daemon_};
    SchoolDay day_{school_};
    HttpClient parent_ = school_.client(Role::guardian);
    HttpClient tina_ = school_.client(Role::teacher);
    HttpClient office_ = school_.client(Role::office);
    const std::string oak_ = std::to_string(school_.oak);
};

TEST_F(PreferencesOverHttp, D15_AreReadSetAndReadAgain) {
    const auto before = parent_.send("GET", school_.path("/preferences"));
    EXPECT_EQ(before.header("etag"), "\"0\"");
    EXPECT_TRUE(before.json().at("hours").is_null());
    EXPECT_EQ(before.json().at("school_hours").at(0).at("start").as_string(), "07:00");
    ASSERT_EQ(set(hours("18:00", "19:00"), "\"0\"").status, 200);
    const auto after = parent_.send("GET", school_.path("/preferences"));
    EXPECT_EQ(after.json().at("effective_hours").as_array().size(), 2U);
    EXPECT_EQ(after.json().at("hours").at(0).at("start").as_string(), "18:00");
    EXPECT_EQ(set(hours("18:00", "19:00"), "\"0\"").json().at("code").as_string(), "preferences-changed");
    EXPECT_EQ(set(hours("06:00", "19:00"), after.header("etag")).json().at("code").as_string(), "hours-invalid");
    EXPECT_EQ(parent_.send("PUT", school_.path("/preferences"), hours("18:00", "19:00")).status, 428);
    EXPECT_EQ(tina_.send("GET", school_.path("/preferences")).status, 403);
}

TEST_F(PreferencesOverHttp, AnETagThatIsNoneFitsNothingNotEvenWhatWasNeverSet) {
    EXPECT_EQ(set(hours("18:00", "19:00"), "*").status, 412);
    EXPECT_EQ(set(hours("18:00", "19:00"), "\"x\"").status, 412);
}

TEST_F(PreferencesOverHttp, S35_ADigestListsWhatIsNewWithTitlesAndWithoutWhatIsGoneSince) {
    ASSERT_EQ(set({{"feed_digest", "daily"}}, "\"0\"").status, 200);
    daemon_.clock().set(parse_utc_time("2026-11-25T07:00:00Z").value());
    parent_.token = school_.fresh_token(Role::guardian);
    office_.token = school_.fresh_token(Role::office);
    const auto sealed = seal();
    ASSERT_TRUE(std::holds_alternative<Done>(sealed));
    ASSERT_TRUE(daemon_.app().runner.wait_for(std::get<Done>(sealed).last, std::chrono::seconds{30}));
    const auto digests = [&] { return parent_.call("GET", school_.path("/feed-digests")).at("digests").as_array(); };
    ASSERT_EQ(digests().size(), 1U);
    ASSERT_EQ(digests()[0].at("posts").as_array().size(), 2U);
    EXPECT_EQ(digests()[0].at("posts").at(0).at("title").as_string(), "News " + school_.mark);
    const auto path = school_.path("/feeds/" + oak_ + "/posts/" + std::to_string(day_.post_in_oak) + "/retraction");
    std::ignore = office_.call("POST", path, {{"reason", "Mistaken."}});
    EXPECT_FALSE(digests()[0].at("posts").at(0).as_object().contains("title"));
    const auto again = seal();
    ASSERT_TRUE(std::holds_alternative<Refused>(again));
    EXPECT_EQ(std::get<Refused>(again).facts.at("again_at").as_string(), "2026-11-26T07:00:00Z");
}

TEST_F(PreferencesOverHttp, TheCalendarHasTheGuardiansEventsAndTheSchoolsClosures) {
    std::ignore = publish(tina_, oak_,
                          {{"kind", "event"},
                           {"title", "Play, with songs"},
                           {"body", "Come;\nall."},
                           {"place", "Hall"},
                           {"starts_at", kFriday}});
    std::ignore = publish(daemon_.as(school_.more_tokens.at("theo")), std::to_string(school_.elm),
                          {{"kind", "event"}, {"title", "Of another class"}, {"starts_at", kFriday}});
    std::ignore = day_.announce_closure();
    const auto answer = daemon_.nobody().send("GET", day_.calendar_link());
    EXPECT_EQ(answer.header("content-type"), "text/calendar; charset=utf-8");
    EXPECT_EQ(answer.header("cache-control"), "private, max-age=3600");
    EXPECT_NE(answer.body.find("SUMMARY:Play\\, with songs\r\n"), std::string::npos) << answer.body;
    EXPECT_NE(answer.body.find("DTSTART:20261127T153000Z\r\n"), std::string::npos);
    EXPECT_NE(answer.body.find("DESCRIPTION:Come\\;\\nall.\r\n"), std::string::npos);
    EXPECT_NE(answer.body.find("DTSTART;VALUE=DATE:20270801\r\nDTEND;VALUE=DATE:20270803\r\n"), std::string::npos);
    EXPECT_EQ(answer.body.find("Of another class"), std::string::npos);
}

TEST_F(PreferencesOverHttp, TheCalendarFollowsEditsAndWhatIsTakenBack) {
    const auto event = publish(tina_, oak_, {{"kind", "event"}, {"title", "Play"}, {"starts_at", kFriday}});
    const auto path = school_.path("/feeds/" + oak_ + "/posts/" + std::to_string(event));
    const auto link = day_.calendar_link();
    EXPECT_NE(calendar(link).find("SEQUENCE:0\r\nDTSTART:20261127T153000Z"), std::string::npos);
    const auto etag = tina_.send("GET", path).header("etag");
    ASSERT_EQ(tina_.send("PUT", path, object{{"title", "Play"}, {"starts_at", kThursday}}, {{"If-Match", etag}}).status,
              200);
    EXPECT_NE(calendar(link).find("SEQUENCE:1\r\nDTSTART:20261126T090000Z"), std::string::npos);
    std::ignore = tina_.call("POST", path + "/retraction", {{"reason", "Rain."}});
    const auto after = calendar(link);
    EXPECT_NE(after.find("SEQUENCE:2\r\n"), std::string::npos);
    EXPECT_NE(after.find("STATUS:CANCELLED\r\n"), std::string::npos);
    EXPECT_EQ(after.find("Play"), std::string::npos);
}

TEST_F(PreferencesOverHttp, D15_AnEventThatWaitsIsNotInTheCalendarBeforeItsTime) {
    const auto link = day_.calendar_link();
    daemon_.clock().set(parse_utc_time("2026-11-24T21:00:00Z").value());
    std::ignore = publish(tina_, oak_, {{"kind", "event"}, {"title", "Play"}, {"starts_at", kFriday}});
    EXPECT_EQ(calendar(link).find("Play"), std::string::npos);
    daemon_.clock().set(parse_utc_time("2026-11-25T07:00:00Z").value());
    EXPECT_NE(calendar(link).find("Play"), std::string::npos);
}

TEST_F(PreferencesOverHttp, S22_AnUnlinkedGuardiansCalendarIsEmptyOfTheFeeds) {
    std::ignore = publish(tina_, oak_, {{"kind", "event"}, {"title", "Play"}, {"starts_at", kFriday}});
    const auto link = day_.calendar_link();
    EXPECT_NE(calendar(link).find("Play"), std::string::npos);
    const auto rest =
        "/pupils/" + std::to_string(school_.pupils[0]) + "/guardians/" + std::to_string(school_.adults[0]) + "/unlink";
    std::ignore = office_.call("POST", school_.path(rest), {{"reason", "Moved."}});
    EXPECT_EQ(calendar(link).find("Play"), std::string::npos);
}

TEST_F(PreferencesOverHttp, ANewLinkEndsTheOldOneAndWhatIsNoLinkIsNothing) {
    const auto absent = daemon_.nobody().send("GET", school_.path("/calendars/nothing.ics")).without_id();
    const auto first = day_.fresh_calendar_link();
    const auto second = day_.fresh_calendar_link();
    EXPECT_NE(first, second);
    EXPECT_EQ(daemon_.nobody().send("GET", first).without_id(), absent);
    EXPECT_EQ(daemon_.nobody().send("GET", second).status, 200);
    EXPECT_EQ(daemon_.nobody().send("GET", second.substr(0, second.size() - 4)).without_id(), absent);
    EXPECT_EQ(parent_.send("DELETE", school_.path("/calendar-link")).status, 200);
    EXPECT_EQ(daemon_.nobody().send("GET", second).without_id(), absent);
    EXPECT_EQ(parent_.send("DELETE", school_.path("/calendar-link")).json().at("code").as_string(), "no-calendar-link");
}

TEST_F(PreferencesOverHttp, TheSameCommandAgainShowsNoLink) {
    const Headers once{{"Idempotency-Key", "00000000-0000-4000-8000-000000000001"}};
    const auto first = parent_.send("POST", school_.path("/calendar-link"), object{}, once);
    EXPECT_TRUE(first.json().as_object().contains("link"));
    const auto again = parent_.send("POST", school_.path("/calendar-link"), object{}, once);
    EXPECT_FALSE(again.json().as_object().contains("link"));
    EXPECT_EQ(daemon_.nobody().send("GET", std::string(first.json().at("link").as_string())).status, 200);
}

TEST_F(PreferencesOverHttp, GuessingAtLinksIsSlowedDown) {
    int slowed = 0;
    for (int i = 0; i < 60; ++i) {
        const auto secret = std::string(41, 'A') + std::to_string(i + 10);
        slowed += daemon_.nobody().send("GET", school_.path("/calendars/" + secret + ".ics")).status == 429 ? 1 : 0;
    }
    EXPECT_GT(slowed, 30);
}

/// With a notifier, which asks by itself.
TEST(FeedDigestsByThemselves, S35_ComeWhenTheHoursOpenAndNotTwiceOverARestart) {
    RunningDaemon daemon({.follow_time = true});
    SmallSchool school(daemon);
    const auto guardian = [&] { return daemon.as(school.fresh_token(Role::guardian)); };
    const auto digests = [&] {
        return guardian().call("GET", school.path("/feed-digests")).at("digests").as_array().size();
    };
    /// The next fact of the log is in the views: nothing but a digest happens in these tests of itself.
    const auto something_comes = [&](const char* at) {
        const auto size = daemon.app().log.head(school.school)->size;
        daemon.clock().set(parse_utc_time(at).value());
        return daemon.app().runner.wait_for({school.school, Sequence{size + 1}}, std::chrono::seconds{30});
    };
    const auto post = [&] {
        daemon.as(school.fresh_token(Role::office))
            .call("POST", school.path("/feeds/school/posts"), object{{"kind", "notice"}, {"title", "News"}});
    };
    std::ignore =
        guardian().send("PUT", school.path("/preferences"), object{{"feed_digest", "daily"}}, {{"If-Match", "\"0\""}});
    post();
    ASSERT_TRUE(something_comes("2026-11-25T07:00:00Z"));
    EXPECT_EQ(digests(), 1U);
    daemon.restart();
    EXPECT_EQ(digests(), 1U);
    post();
    ASSERT_TRUE(something_comes("2026-11-26T07:00:00Z"));
    EXPECT_EQ(digests(), 2U);
}

}  // namespace
}  // namespace hometime::test

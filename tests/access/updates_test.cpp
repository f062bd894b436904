// Live updates over HTTP: who is told what while they look on, how a stream is taken up again, and how it ends.
#include <gtest/gtest.h>

#include "tests/support/raw_socket.h"
#include "tests/support/small_roster.h"
#include "tests/support/small_school.h"

namespace hometime::test {
namespace {

using namespace std::chrono_literals;
using boost::json::object;

RunningOptions quick() {
    RunningOptions options;
    options.http.stream_look = 10ms;
    options.http.stream_pause = 0ms;
    return options;
}

std::string text_of(std::uint64_t number) {
    return std::to_string(number);
}

class LiveUpdates : public testing::Test {
protected:
    /// An open stream. What it says comes in order.
    class Looking {
    public:
        Looking(const LiveUpdates& test, const std::string& token, const std::string& query = {},
                const Headers& headers = {})
            : socket_(test.daemon_.nobody().door.port) {
            std::string bytes = "GET " + test.school_.path("/updates") + query + " HTTP/1.1\r\nHost: localhost\r\n";
            bytes += "Accept: text/event-stream\r\n";
            if (!token.empty()) bytes += "Authorization: Bearer " + token + "\r\n";
            for (const auto& [name, value] : headers) bytes.append(name).append(": ").append(value).append("\r\n");
            socket_.send(bytes + "\r\n");
        }
        /// What was said up to and with the next event of this topic.
        [[nodiscard]] std::string until(const std::string& topic) {
            for (;;) {
                const auto at = said_.find("event: " + topic + "\n");
                const auto end = at == std::string::npos ? at : said_.find("\n\n", at);
                if (end != std::string::npos) return take(end + 2);
                const auto more = socket_.read_until("\n");
                if (more.empty()) return take(said_.size());  // It ended.
                said_ += more;
            }
        }
        [[nodiscard]] std::string rest() { return take(said_.size()) + socket_.read_all(); }

    private:
        std::string take(std::size_t length) {
            auto taken = said_.substr(0, length);
            said_.erase(0, length);
            return taken;
        }

        RawSocket socket_;
        std::string said_;
    };

    [[nodiscard]] std::uint64_t write(const std::string& category = "general") const {
        return parent_
            .call("POST", school_.path("/messages"),
                  object{{"pupil", school_.pupils[0]}, {"category", category}, {"text", "The blue coat."}})
            .at("message")
            .to_number<std::uint64_t>();
    }
    [[nodiscard]] std::uint64_t post() const {
        return school_.client(Role::office)
            .call("POST", school_.path("/feeds/school/posts"), object{{"kind", "notice"}, {"title", "Snow"}})
            .at("post")
            .to_number<std::uint64_t>();
    }
    /// What there is to say behind a position, and nothing after it.
    [[nodiscard]] std::string told_after(Role role, std::uint64_t after) const {
        return school_.client(role).send("GET", school_.path("/updates?follow=false&after=" + text_of(after))).body;
    }
    [[nodiscard]] std::uint64_t head() { return daemon_.app().log.head(school_.school)->size; }

    RunningDaemon daemon_{quick()};
    SmallSchool school_{daemon_};
    HttpClient parent_ = school_.client(Role::guardian);
};

TEST_F(LiveUpdates, BeginWithAPositionAndTellOfWhatComesBehindIt) {
    const auto before = head();
    Looking tina(*this, school_.tokens.at(Role::teacher));
    EXPECT_NE(tina.until("ready").find("id: " + text_of(before) + "\n"), std::string::npos);
    const auto message = write();
    const auto told = tina.until("inbox");
    EXPECT_NE(told.find("\"message\":" + text_of(message)), std::string::npos) << told;
    const auto inbox = school_.client(Role::teacher).call("GET", school_.path("/inbox"));
    EXPECT_EQ(inbox.at("messages").at(0).at("message").to_number<std::uint64_t>(), message);
}

TEST_F(LiveUpdates, SayNothingOfWhatIsHeldAndTheWriterStillHears) {
    daemon_.clock().set(parse_utc_time("2026-11-24T20:00:00Z").value());
    const auto before = head();
    const auto message = write();
    EXPECT_EQ(told_after(Role::teacher, before).find("event: inbox"), std::string::npos);
    EXPECT_NE(told_after(Role::guardian, before).find("\"message\":" + text_of(message)), std::string::npos);
    const auto posted = post();
    const auto told = told_after(Role::teacher, before);
    EXPECT_EQ(told.find(text_of(message)), std::string::npos) << told;
    EXPECT_NE(told.find("\"post\":" + text_of(posted)), std::string::npos) << told;
}

TEST_F(LiveUpdates, CarryNoWordOfAMessageOrAName) {
    const auto before = head();
    std::ignore = write();
    std::ignore = post();
    for (const auto role : {Role::guardian, Role::teacher, Role::office}) {
        const auto told = told_after(role, before);
        for (const char* word : {"coat", "Snow", "Lane"}) EXPECT_EQ(told.find(word), std::string::npos) << told;
    }
}

TEST_F(LiveUpdates, ResumeBehindThePositionThatTheClientHasWithoutAGapOrARepetition) {
    std::vector<std::uint64_t> posts;
    const auto before = head();
    for (int i = 0; i < 5; ++i) posts.push_back(post());
    Looking first(*this, school_.tokens.at(Role::guardian), "?after=" + text_of(before));
    std::string told = first.until("feed");
    told += first.until("feed");
    const auto last = told.rfind("id: ");
    const auto place = told.substr(last + 4, told.find('\n', last) - last - 4);
    Looking again(*this, school_.tokens.at(Role::guardian), "?after=" + text_of(before), {{"Last-Event-ID", place}});
    for (int i = 0; i < 3; ++i) told += again.until("feed");
    for (const auto number : posts) {
        const auto words = "\"post\":" + text_of(number) + "}";
        const auto at = told.find(words);
        EXPECT_NE(at, std::string::npos) << number;
        EXPECT_EQ(told.find(words, at + 1), std::string::npos) << number << " came twice";
    }
}

TEST_F(LiveUpdates, APositionThatTheLogDoesNotKnowBeginsAnew) {
    const auto told = told_after(Role::guardian, head() + 1000);
    EXPECT_NE(told.find("event: reset\ndata: {\"position\":" + text_of(head()) + "}"), std::string::npos) << told;
    EXPECT_NE(told_after(Role::guardian, head()).find("event: ready\n"), std::string::npos);
}

TEST_F(LiveUpdates, APlaceThatIsNoNumberIsAnInvalidQuery) {
    const auto ask = [&](const std::string& query, const Headers& headers = {}) {
        const auto answer = parent_.send("GET", school_.path("/updates") + query, nullptr, headers);
        return answer.status == 400 ? std::string(answer.json().at("code").as_string()) : "not refused";
    };
    EXPECT_EQ(ask("?after=now&follow=false"), "invalid-query");
    EXPECT_EQ(ask("?after=&follow=false"), "invalid-query");
    EXPECT_EQ(ask("?follow=perhaps"), "invalid-query");
    EXPECT_EQ(ask("?follow=false", {{"Last-Event-ID", "1x"}}), "invalid-query");
}

TEST_F(LiveUpdates, EndWithTheSignIn) {
    const auto token = school_.fresh_token(Role::teacher);
    Looking tina(*this, token);
    std::ignore = tina.until("ready");
    ASSERT_EQ(daemon_.as(token).send("DELETE", "/v1/sessions/current").status, 204);
    EXPECT_EQ(tina.rest(), "");
}

TEST_F(LiveUpdates, KeepNobodySignedIn) {
    const auto token = school_.fresh_token(Role::teacher);
    Looking tina(*this, token);
    std::ignore = tina.until("ready");
    daemon_.clock().advance(12h);  // A bearer token's idle limit; only the stream was there meanwhile.
    EXPECT_EQ(tina.rest(), "");
    EXPECT_EQ(daemon_.as(token).send("GET", school_.path("/me")).status, 401);
}

TEST_F(LiveUpdates, EndWithTheRight) {
    const auto lou = school_.tokens.at(Role::staff);
    Looking looking(*this, lou);
    std::ignore = looking.until("ready");
    auto roster = small_roster(school_.mark);
    auto& staff = roster.at("staff").as_array();
    for (auto one = staff.begin(); one != staff.end(); ++one) {
        if (one->at("external_id") != "lou") continue;
        staff.erase(one);
        break;
    }
    roster["confirm_removals"] = true;
    const auto imported = daemon_.administrator().send("POST", school_.path("/roster-imports"), roster);
    ASSERT_TRUE(imported.good()) << imported.body;
    EXPECT_EQ(looking.rest(), "");
}

TEST_F(LiveUpdates, AreNotForPupilsStrangersOrTheAdministrator) {
    const auto status = [&](const HttpClient& by) {
        return by.send("GET", school_.path("/updates?follow=false")).status;
    };
    EXPECT_EQ(status(school_.client(Role::pupil)), 403);
    EXPECT_EQ(status(daemon_.nobody()), 401);
    EXPECT_EQ(status(daemon_.administrator()), 403);
}

TEST_F(LiveUpdates, ASeventhStreamOfOnePersonEndsTheirFirst) {
    const auto& token = school_.tokens.at(Role::guardian);
    Looking first(*this, token);
    std::ignore = first.until("ready");
    std::vector<std::unique_ptr<Looking>> more;
    for (int i = 0; i < 6; ++i) {
        more.push_back(std::make_unique<Looking>(*this, token));
        std::ignore = more.back()->until("ready");
    }
    EXPECT_EQ(first.rest(), "retry: 60000\n\n");
    const auto posted = post();
    for (const auto& one : more) EXPECT_NE(one->until("feed").find(text_of(posted)), std::string::npos);
}

TEST_F(LiveUpdates, S12_AnIdleBrowserHearsOfFeedsOnlyAndOfItsMessagesOnceThePasswordIsGiven) {
    const auto signed_in = daemon_.nobody().send(
        "POST", "/v1/sessions",
        {{"school", to_string(school_.school)}, {"login", "adult-0@" + school_.mark}, {"password", kPassword}});
    const auto cookie = [](const RawAnswer& answer) {
        const auto set = answer.header("set-cookie");
        return Headers{{"Cookie", set.substr(0, set.find(';'))}, {"Sec-Fetch-Site", "same-origin"}};
    };
    Looking phone(*this, {}, {}, cookie(signed_in));
    const auto begin = phone.until("ready");
    const auto place = begin.substr(begin.find("id: ") + 4, begin.find("\nevent") - begin.find("id: ") - 4);
    daemon_.clock().advance(10min);
    const auto message = write();
    const auto posted = post();
    const auto idle = phone.until("feed");
    EXPECT_NE(idle.find(text_of(posted)), std::string::npos) << idle;
    EXPECT_EQ(idle.find("event: thread"), std::string::npos) << idle;
    EXPECT_EQ(idle.find("id: "), std::string::npos) << "its place stays where it was: " << idle;
    const auto verified =
        daemon_.nobody().send("POST", school_.path("/sessions/verify"), {{"password", kPassword}}, cookie(signed_in));
    ASSERT_EQ(verified.status, 200) << verified.body;
    EXPECT_EQ(phone.rest(), "") << "the sign-in goes on under another token";
    auto headers = cookie(verified);
    headers.emplace_back("Last-Event-ID", place);
    Looking again(*this, {}, {}, headers);
    EXPECT_NE(again.until("thread").find("\"message\":" + text_of(message)), std::string::npos);
}

TEST_F(LiveUpdates, D15_APostOfTheEveningIsToldOfInTheMorningAndTheReadersPlaceWaitsForIt) {
    daemon_.clock().set(parse_utc_time("2026-11-24T20:30:00Z").value());
    Looking phone(*this, school_.fresh_token(Role::guardian));
    std::ignore = phone.until("ready");
    const auto posted = post();
    const auto message = write();
    const auto evening = phone.until("thread");
    EXPECT_NE(evening.find("\"message\":" + text_of(message)), std::string::npos) << evening;
    EXPECT_EQ(evening.find("event: feed"), std::string::npos) << evening;
    EXPECT_EQ(evening.find("id: "), std::string::npos) << "whoever comes back is told of the post: " << evening;
    daemon_.clock().set(parse_utc_time("2026-11-25T07:00:00Z").value());
    const auto morning = phone.until("feed");
    EXPECT_NE(morning.find("\"post\":" + text_of(posted)), std::string::npos) << morning;
    EXPECT_NE(morning.find("id: " + text_of(head())), std::string::npos) << morning;
}

TEST_F(LiveUpdates, EndAtOnceWhenTheDaemonStops) {
    Looking tina(*this, school_.tokens.at(Role::teacher));
    std::ignore = tina.until("ready");
    const auto begun = std::chrono::steady_clock::now();
    daemon_.stop();
    EXPECT_LT(std::chrono::steady_clock::now() - begun, 5s);
    EXPECT_EQ(tina.rest(), "");
}

TEST_F(LiveUpdates, AStreamThatSaidNothingForAThousandFactsMovesItsReadersPlaceOn) {
    const auto before = head();
    Position last;
    for (int i = 0; i < 1000; ++i) {
        const auto outcome = daemon_.app().sequencer.run(
            {school_.school, PublishPost{ClassId{school_.elm}, PostKind::notice, {}, {}, {"Elm", "", ""}},
             Actor{ActorKind::staff, school_.otis}, 0, Operation::publish_post,
             Object{ObjectKind::feed, school_.elm, {}}, std::nullopt});
        ASSERT_TRUE(std::holds_alternative<Done>(outcome));
        last = std::get<Done>(outcome).last;
    }
    ASSERT_TRUE(daemon_.app().runner.wait_for(last, kReadYourWritesMax));
    const auto told = told_after(Role::guardian, before);
    EXPECT_TRUE(told.ends_with("id: " + text_of(head()) + "\n\n")) << told;
    EXPECT_EQ(told.find("event: feed"), std::string::npos);
}

}  // namespace
}  // namespace hometime::test

// The receipt of a message: the same words as the answer to sending gave, whatever has changed since.
#include <gtest/gtest.h>

#include "tests/support/recipes.h"
#include "tests/support/small_roster.h"

namespace hometime::test {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

class Receipts : public testing::Test {
protected:
    [[nodiscard]] value send(const char* category = "general") const {
        return school_.client(Role::guardian)
            .call("POST", school_.path("/messages"),
                  object{{"pupil", school_.pupils[0]}, {"category", category}, {"text", "Hello. " + school_.mark}});
    }
    [[nodiscard]] std::string of(const value& sent) const {
        return school_.path("/messages/" + std::to_string(sent.at("message").to_number<std::uint64_t>()) + "/receipt");
    }
    void accept_policy() const {
        const auto version = daemon_.administrator().call("GET", school_.path("/policy")).at("version");
        school_.client(Role::guardian).call("POST", school_.path("/policy/acceptance"), object{{"policy", version}});
    }
    [[nodiscard]] value read(const value& sent) const { return school_.client(Role::guardian).call("GET", of(sent)); }
    void expect_the_same(const value& sent) const {
        const auto later = read(sent);
        EXPECT_EQ(later.at("receipt"), sent.at("receipt"));
        EXPECT_EQ(boost::json::serialize(later.at("office")), boost::json::serialize(sent.at("office")));
        EXPECT_EQ(later.at("release_at"), sent.at("release_at"));
        EXPECT_EQ(later.at("due"), sent.at("due"));
    }
    /// Another policy, another office, a closure on the day, and another name of every teacher.
    void change_everything() {
        auto read = daemon_.administrator().call("GET", school_.path("/policy"));
        object policy = read.at("policy").as_object();
        policy["weekly_windows"] =
            array{object{{"days", array{"mon", "tue", "wed", "thu", "fri"}}, {"start", "12:00"}, {"end", "12:30"}}};
        const object office{{"email", "new@school.example"}, {"phone", "01632 960000"}, {"hours", "never"}};
        const auto etag = '"' + std::to_string(read.at("version").to_number<std::uint64_t>()) + '"';
        const auto set = daemon_.administrator().send(
            "PUT", school_.path("/policy"), object{{"policy", policy}, {"office", office}}, {{"If-Match", etag}});
        ASSERT_EQ(set.status, 200) << set.body;
        const object day{{"from", "2026-11-24"}, {"to", "2026-11-25"}, {"label", "Snow"}};
        school_.client(Role::office).call("POST", school_.path("/calendar/closures"), object{{"closures", array{day}}});
        daemon_.administrator().call("POST", school_.path("/roster-imports"), small_roster("Another"));
    }
    void a_year_passes() {
        daemon_.clock().advance(std::chrono::days{365});
        school_.tokens[Role::guardian] = school_.fresh_token(Role::guardian);
    }

    RunningDaemon daemon_{RunningOptions{*parse_utc_time("2026-11-24T10:00:00Z"), false, false}};
    SmallSchool school_{daemon_};
};

TEST_F(Receipts, S10_S41_AYearAndManyChangesLaterTheWordsAreTheSame) {
    const auto held = send();
    const auto to_office = send("attendance");
    daemon_.clock().set(*parse_utc_time("2026-11-24T15:35:00Z"));
    school_.tokens[Role::guardian] = school_.fresh_token(Role::guardian);
    const auto released = send();
    EXPECT_NE(std::string(held.at("receipt").as_string()).find("08:00-08:30 and 15:30-16:00"), std::string::npos);
    EXPECT_NE(std::string(held.at("receipt").as_string()).find("Reply expected by"), std::string::npos);
    EXPECT_TRUE(released.at("released").as_bool());
    for (const auto& sent : {held, to_office, released}) expect_the_same(sent);
    change_everything();
    a_year_passes();
    for (const auto& sent : {held, to_office, released}) expect_the_same(sent);
    EXPECT_EQ(read(held).at("office").at("phone").as_string(), "01632 960999");
}

TEST_F(Receipts, S41_AMessageSentAfterTheChangeHasTheNewWords) {
    const auto before = send();
    change_everything();
    accept_policy();
    const auto version = daemon_.administrator().call("GET", school_.path("/policy")).at("version");
    const auto after = send();
    const std::string words(after.at("receipt").as_string());
    EXPECT_NE(words.find("12:00-12:30"), std::string::npos) << words;
    EXPECT_NE(words.find("Another"), std::string::npos) << words;
    EXPECT_EQ(after.at("office").at("email").as_string(), "new@school.example");
    expect_the_same(after);
    expect_the_same(before);
    EXPECT_EQ(read(after).at("policy"), version);
    EXPECT_NE(read(before).at("policy"), version);
}

TEST_F(Receipts, SendingAgainWithTheSameIdGivesTheSameReceiptHoweverLate) {
    const auto parent = school_.client(Role::guardian);
    const object body{{"pupil", school_.pupils[0]}, {"category", "general"}, {"text", "Once."}};
    const std::string id = "5f0c1c2e-7f43-4a0e-9d4f-0f3f6f2a9b11";
    const auto first = parent.send("POST", school_.path("/messages"), body, {{"Idempotency-Key", id}});
    ASSERT_EQ(first.status, 201) << first.body;
    change_everything();  // Also the policy: who only asks what became of it need not have accepted the new one.
    const auto again = parent.send("POST", school_.path("/messages"), body, {{"Idempotency-Key", id}});
    ASSERT_EQ(again.status, 201) << again.body;
    EXPECT_EQ(again.json().at("message"), first.json().at("message"));
    EXPECT_EQ(again.json().at("receipt"), first.json().at("receipt"));
    EXPECT_EQ(again.json().at("office"), first.json().at("office"));
}

TEST_F(Receipts, AreTheSendersAlone) {
    const auto sent = send();
    EXPECT_EQ(daemon_.as(school_.more_tokens.at("adult-3")).send("GET", of(sent)).status, 404);
    EXPECT_EQ(school_.client(Role::teacher).send("GET", of(sent)).status, 403);
    EXPECT_EQ(school_.client(Role::slt).send("GET", of(sent)).status, 403);
    EXPECT_EQ(school_.client(Role::guardian).send("GET", school_.path("/messages/999999/receipt")).status, 404);
}

}  // namespace
}  // namespace hometime::test

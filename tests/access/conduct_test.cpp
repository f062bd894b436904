// The ladder over HTTP: what the guardian is told, what SLT reads, and that reading it is recorded.
#include <gtest/gtest.h>

#include "tests/support/recipes.h"

namespace hometime::test {
namespace {

using boost::json::object;

class ConductOverHttp : public testing::Test {
protected:
    [[nodiscard]] std::string of_parent(const std::string& rest) const {
        return school_.path("/guardians/" + std::to_string(school_.adults[0]) + "/conduct" + rest);
    }
    [[nodiscard]] RawAnswer mark(const HttpClient& by, const SentMessage& message) const {
        return by.send("POST", school_.path("/messages/" + std::to_string(message.message) + "/misuse"),
                       object{{"rule", 5}, {"note", "Very rude. " + school_.mark}});
    }
    [[nodiscard]] RawAnswer send() const {
        return parent_.send("POST", school_.path("/messages"),
                            object{{"pupil", school_.pupils[0]}, {"category", "general"}, {"text", "Hello"}});
    }
    void remove() const {
        const object body{
            {"review_on", "2026-12-01"}, {"reason", "Threats. " + school_.mark}, {"appeal_contact", "The governors"}};
        slt_.call("POST", of_parent("/removal"), body);
    }
    [[nodiscard]] std::uint64_t records() const {
        return daemon_.administrator().call("GET", school_.path("/status")).at("records").to_number<std::uint64_t>();
    }

    RunningDaemon daemon_;
    SmallSchool school_{daemon_};
    SchoolDay day_{school_};
    HttpClient parent_ = school_.client(Role::guardian);
    HttpClient slt_ = school_.client(Role::slt);
};

TEST_F(ConductOverHttp, S31_TheGuardianSeesTheReminderInThePolicysWordsAndNeverTheNote) {
    EXPECT_EQ(mark(school_.client(Role::teacher), day_.reported).status, 201);
    const auto answer = parent_.send("GET", school_.path("/reminders"));
    const auto told = answer.json();
    ASSERT_EQ(told.at("reminders").as_array().size(), 1U);
    EXPECT_EQ(told.at("reminders").at(0).at("rule_text").as_string(),
              "Messages are polite. Nobody abuses, threatens or discriminates.");
    EXPECT_EQ(told.at("reminders").at(0).at("message").to_number<std::uint64_t>(), day_.reported.message);
    EXPECT_TRUE(told.as_object().contains("office"));
    EXPECT_EQ(answer.body.find("Very rude."), std::string::npos);
    EXPECT_EQ(answer.body.find("tina"), std::string::npos);
    const auto text = parent_.call("GET", school_.path("/messages/" + std::to_string(day_.reported.message)));
    EXPECT_EQ(text.at("text").as_string(), "A rude word. " + school_.mark);
}

TEST_F(ConductOverHttp, S32_RepeatedMisuseIsAnItemForSltAndNothingElseChanges) {
    std::ignore = mark(school_.client(Role::teacher), day_.reported);
    EXPECT_TRUE(slt_.call("GET", school_.path("/conduct")).at("guardians").as_array().empty());
    std::ignore = mark(school_.client(Role::office), day_.office);
    const auto open = slt_.call("GET", school_.path("/conduct")).at("guardians").as_array();
    ASSERT_EQ(open.size(), 1U);
    EXPECT_EQ(open.at(0).at("guardian").to_number<std::uint64_t>(), school_.adults[0]);
    EXPECT_EQ(open.at(0).at("marks").to_number<int>(), 2);
    EXPECT_EQ(open.at(0).at("conduct").as_string(), "good");
    EXPECT_EQ(send().status, 201);
}

TEST_F(ConductOverHttp, S33_ARemovedGuardianIsToldWhomToTurnToAndKeepsTheFeed) {
    remove();
    const auto refused = send();
    EXPECT_EQ(refused.status, 403);
    EXPECT_EQ(refused.json().at("code").as_string(), "removed");
    EXPECT_EQ(refused.json().at("review_on").as_string(), "2026-12-01");
    EXPECT_EQ(refused.json().at("office").at("phone").as_string(), "01632 960999");
    const auto told = parent_.call("GET", school_.path("/reminders"));
    EXPECT_EQ(told.at("conduct").as_string(), "removed");
    EXPECT_EQ(told.at("appeal_contact").as_string(), "The governors");
    EXPECT_EQ(boost::json::serialize(told).find("Threats."), std::string::npos);
    EXPECT_EQ(parent_.send("GET", school_.path("/feeds/school/posts")).status, 200);  // D11
    const auto other = daemon_.as(school_.link(school_.pupils[0], school_.adults[1], "adult-1@" + school_.mark));
    const auto theirs = other.send("POST", school_.path("/messages"),
                                   object{{"pupil", school_.pupils[0]}, {"category", "general"}, {"text", "Hello"}});
    EXPECT_EQ(theirs.status, 201);
}

TEST_F(ConductOverHttp, S34_SltReadsTheWholeLadderAndThatIsRecordedFirst) {
    std::ignore = mark(school_.client(Role::teacher), day_.reported);
    remove();
    slt_.call("POST", of_parent("/reinstatement"), object{{"reason", "An apology."}});
    const auto before = records();
    const auto ladder = slt_.call("GET", of_parent(""));
    EXPECT_EQ(records(), before + 1);
    std::vector<std::string> steps;
    for (const auto& step : ladder.at("steps").as_array()) steps.emplace_back(step.at("step").as_string());
    EXPECT_EQ(steps, (std::vector<std::string>{"marked", "reminded", "removed", "reinstated"}));
    EXPECT_EQ(ladder.at("steps").at(0).at("message_text").as_string(), "A rude word. " + school_.mark);
    EXPECT_EQ(ladder.at("steps").at(2).at("text").as_string(), "Threats. " + school_.mark);
    EXPECT_EQ(ladder.at("conduct").as_string(), "good");
    EXPECT_EQ(send().status, 201);
    EXPECT_EQ(school_.client(Role::office).send("GET", of_parent("")).status, 403);
    EXPECT_EQ(slt_.send("GET", school_.path("/guardians/999999/conduct")).status, 404);
}

TEST_F(ConductOverHttp, ViewsThatAreBuiltAnewAndARestartChangeNothing) {
    std::ignore = mark(school_.client(Role::teacher), day_.reported);
    remove();
    const auto before = slt_.call("GET", of_parent("")).at("steps");
    daemon_.stop();
    std::filesystem::remove_all(daemon_.folder() / "views");
    daemon_.restart();
    slt_ = school_.client(Role::slt);
    EXPECT_EQ(slt_.call("GET", of_parent("")).at("steps"), before);
}

}  // namespace
}  // namespace hometime::test

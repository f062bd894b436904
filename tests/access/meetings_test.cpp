// Meetings over HTTP: each side's turn, what each is told, and what stays hidden.
#include <gtest/gtest.h>

#include "tests/support/recipes.h"

namespace hometime::test {
namespace {

using boost::json::array;
using boost::json::object;

class MeetingsOverHttp : public testing::Test {
protected:
    [[nodiscard]] std::string meeting(std::uint64_t id, const char* rest = "") const {
        return school_.path("/meetings/" + std::to_string(id) + rest);
    }
    [[nodiscard]] RawAnswer post(const HttpClient& by, std::uint64_t id, const char* rest, object body) const {
        return by.send("POST", meeting(id, rest), std::move(body));
    }
    [[nodiscard]] std::string stage(const HttpClient& by, std::uint64_t id) const {
        return std::string(by.call("GET", meeting(id)).at("stage").as_string());
    }
    /// Asked for while the window is open.
    [[nodiscard]] std::uint64_t request() const {
        const object body{{"pupil", school_.pupils[0]},
                          {"topic", "Reading at home"},
                          {"minutes", 20},
                          {"times", array{kThursday, kFriday}}};
        return parent_.call("POST", school_.path("/meetings"), body).at("meeting").to_number<std::uint64_t>();
    }
    void close_window() { daemon_.clock().advance(std::chrono::minutes{30}); }

    RunningDaemon daemon_;
    SmallSchool school_{daemon_};
    HttpClient parent_ = school_.client(Role::guardian);
    HttpClient tina_ = school_.client(Role::teacher);
};

TEST_F(MeetingsOverHttp, S27_RequestAcceptanceAndBothSeeTheAgreedTime) {
    const auto id = request();
    const auto asked = tina_.call("GET", meeting(id));
    EXPECT_EQ(asked.at("stage").as_string(), "waits_for_teacher");
    EXPECT_EQ(asked.at("steps").at(0).at("text").as_string(), "Reading at home");
    EXPECT_EQ(post(tina_, id, "/acceptance", {{"time", kFriday}, {"note", "At the gate."}}).status, 201);
    for (const auto* by : {&parent_, &tina_}) {
        const auto seen = by->call("GET", meeting(id));
        EXPECT_EQ(seen.at("stage").as_string(), "agreed");
        EXPECT_EQ(seen.at("time").as_string(), kFriday);
        EXPECT_EQ(seen.at("time_local").as_string(), "Fri 27 Nov, 15:30");
        EXPECT_EQ(seen.at("steps").as_array().size(), 2U);
        const auto list = by->call("GET", school_.path("/meetings"));
        EXPECT_EQ(list.at("meetings").as_array().size(), 1U);
    }
}

TEST_F(MeetingsOverHttp, EachSideProposesAcceptsDeclinesAndCancelsInItsTurn) {
    const auto first = request();
    EXPECT_EQ(post(parent_, first, "/acceptance", {{"time", kFriday}}).json().at("code").as_string(),
              "meeting-waits-for-other");
    EXPECT_EQ(post(tina_, first, "/proposals", {{"times", array{kFriday}}}).status, 201);
    EXPECT_EQ(post(parent_, first, "/proposals", {{"times", array{kThursday}}, {"note", "Or so?"}}).status, 201);
    EXPECT_EQ(post(tina_, first, "/refusal", {{"reason", "I am away."}}).status, 201);
    const auto second = request();
    EXPECT_EQ(post(tina_, second, "/proposals", {{"times", array{kFriday}}}).status, 201);
    EXPECT_EQ(post(parent_, second, "/refusal", {{"reason", "Too late."}}).status, 201);
    const auto third = request();
    EXPECT_EQ(post(tina_, third, "/proposals", {{"times", array{kFriday}}}).status, 201);
    const auto accepted = post(parent_, third, "/acceptance", {{"time", kFriday}});
    EXPECT_EQ(accepted.status, 201);
    EXPECT_TRUE(accepted.json().as_object().contains("receipt"));  // When the teacher will know of it.
    EXPECT_EQ(post(tina_, third, "/cancellation", {}).status, 201);
    const auto fourth = request();
    EXPECT_EQ(post(parent_, fourth, "/cancellation", {{"note", "Not needed."}}).status, 201);
    EXPECT_EQ(stage(tina_, first) + stage(tina_, second) + stage(tina_, third) + stage(tina_, fourth),
              "declineddeclinedcancelledcancelled");
    EXPECT_EQ(tina_.call("GET", school_.path("/meetings")).at("meetings").as_array().size(), 4U);
}

TEST_F(MeetingsOverHttp, D3_ARequestThatIsHeldIsInNoListAndAtNoAddressOfItsTeacher) {
    close_window();
    const auto id = request();
    EXPECT_TRUE(tina_.call("GET", school_.path("/meetings")).at("meetings").as_array().empty());
    const auto hidden = tina_.send("GET", meeting(id));
    EXPECT_EQ(hidden.status, 404);
    EXPECT_EQ(hidden.without_id(), tina_.send("GET", meeting(999999)).without_id());
    EXPECT_EQ(post(tina_, id, "/acceptance", {{"time", kFriday}}).status, 404);
    EXPECT_EQ(stage(parent_, id), "waits_for_teacher");
}

TEST_F(MeetingsOverHttp, D3_AStepThatIsHeldDoesNotShowInTheMeetingOrTheThreadOfItsTeacher) {
    const auto id = request();
    std::ignore = post(tina_, id, "/proposals", {{"times", array{kFriday}}});
    const auto thread = std::to_string(parent_.call("GET", meeting(id)).at("thread").to_number<std::uint64_t>());
    close_window();
    EXPECT_EQ(post(parent_, id, "/acceptance", {{"time", kFriday}}).status, 201);
    EXPECT_EQ(stage(parent_, id), "agreed");
    EXPECT_EQ(stage(tina_, id), "waits_for_guardian");
    EXPECT_EQ(tina_.call("GET", meeting(id)).at("steps").as_array().size(), 2U);
    EXPECT_EQ(tina_.call("GET", school_.path("/threads/" + thread)).at("items").as_array().size(), 2U);
}

TEST_F(MeetingsOverHttp, AStepStandsInTheThreadAndTheInboxWithItsTimes) {
    const auto id = request();
    const auto inbox = tina_.call("GET", school_.path("/inbox"));
    const auto& carried = inbox.at("messages").at(0).at("meeting");
    EXPECT_EQ(carried.at("meeting").to_number<std::uint64_t>(), id);
    EXPECT_EQ(carried.at("step").as_string(), "requested");
    EXPECT_EQ(carried.at("times").at(1).as_string(), kFriday);
    std::ignore = post(tina_, id, "/acceptance", {{"time", kFriday}});
    const auto thread = std::to_string(parent_.call("GET", meeting(id)).at("thread").to_number<std::uint64_t>());
    const auto items = parent_.call("GET", school_.path("/threads/" + thread));
    EXPECT_EQ(items.at("items").at(1).at("meeting").at("step").as_string(), "agreed");
}

TEST_F(MeetingsOverHttp, S26_ProgressIsRefusedTowardsAMeetingRequest) {
    const auto refused =
        parent_.send("POST", school_.path("/messages"),
                     object{{"pupil", school_.pupils[0]}, {"category", "progress"}, {"text", "How is maths?"}});
    EXPECT_EQ(refused.json().at("code").as_string(), "use-meeting");
    EXPECT_EQ(refused.json().at("alternative").at("operation").as_string(), "request_meeting");
}

TEST_F(MeetingsOverHttp, S22_AGuardianWhoIsUnlinkedNoLongerSeesTheMeeting) {
    const auto id = request();
    const auto adult = std::to_string(school_.adults[0]);
    const auto pupil = std::to_string(school_.pupils[0]);
    school_.client(Role::office)
        .call("POST", school_.path("/pupils/" + pupil + "/guardians/" + adult + "/unlink"), {{"reason", "Moved."}});
    EXPECT_EQ(parent_.send("GET", meeting(id)).status, 404);
    EXPECT_TRUE(parent_.call("GET", school_.path("/meetings")).at("meetings").as_array().empty());
}

TEST_F(MeetingsOverHttp, ViewsThatAreBuiltAnewAndARestartChangeNothing) {
    const auto id = request();
    std::ignore = post(tina_, id, "/acceptance", {{"time", kFriday}});
    const auto before = parent_.call("GET", school_.path("/meetings"));
    const auto token = parent_.token;
    daemon_.stop();
    std::filesystem::remove_all(daemon_.folder() / "views");
    daemon_.restart();
    EXPECT_EQ(daemon_.as(token).call("GET", school_.path("/meetings")), before);
}

}  // namespace
}  // namespace hometime::test

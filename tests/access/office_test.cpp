// The office's marks and who is away, over HTTP.
#include <gtest/gtest.h>

#include "tests/support/recipes.h"

namespace hometime::test {
namespace {

using boost::json::object;

class OfficeOverHttp : public testing::Test {
protected:
    RawAnswer mark(const SentMessage& message, bool handled) const {
        return office_.send("POST", school_.path("/messages/" + std::to_string(message.message) + "/handled"),
                            object{{"handled", handled}});
    }
    [[nodiscard]] boost::json::array queue(const std::string& query = {}) const {
        return office_.call("GET", school_.path("/office-queue" + query)).at("messages").as_array();
    }
    [[nodiscard]] boost::json::object entry(const SentMessage& message) const {
        for (const auto& one : queue()) {
            if (one.at("message").to_number<std::uint64_t>() == message.message) return one.as_object();
        }
        return {};
    }
    [[nodiscard]] std::string of_pupil(std::size_t pupil, const std::string& rest = "/away") const {
        return school_.path("/pupils/" + std::to_string(school_.pupils[pupil]) + rest);
    }
    RawAnswer away(std::size_t pupil, object body) const {
        return office_.send("POST", of_pupil(pupil), std::move(body));
    }
    [[nodiscard]] std::size_t seen_by(const HttpClient& who, const std::string& query = {}) const {
        return who.call("GET", school_.path("/away" + query)).at("away").as_array().size();
    }
    /// All that the sender can see of the message.
    [[nodiscard]] std::string seen_by_sender(const SentMessage& message) const {
        std::string all;
        for (const auto& rest :
             {"/messages/" + std::to_string(message.message), "/threads/" + std::to_string(message.thread),
              std::string("/threads"), std::string("/notices"), std::string("/held")}) {
            all += parent_.send("GET", school_.path(rest)).body + '\n';
        }
        return all;
    }

    RunningDaemon daemon_;
    SmallSchool school_{daemon_};
    SchoolDay day_{school_};
    HttpClient office_ = school_.client(Role::office);
    HttpClient parent_ = school_.client(Role::guardian);
    HttpClient tina_ = school_.client(Role::teacher);
};

TEST_F(OfficeOverHttp, AHandledMessageShowsByWhomAndLeavesWhatWaits) {
    const auto waiting = queue("?waiting=true").size();
    EXPECT_FALSE(entry(day_.office).at("handled").as_bool());
    EXPECT_EQ(mark(day_.office, true).status, 200);
    const auto handled = entry(day_.office);
    EXPECT_TRUE(handled.at("handled").as_bool());
    EXPECT_EQ(handled.at("handled_by").as_string(), "otis Lane");
    EXPECT_EQ(handled.at("handled_at").as_string(), "2026-11-24T16:05:00Z");
    EXPECT_EQ(queue("?waiting=true").size(), waiting - 1);
    EXPECT_EQ(mark(day_.office, true).json().at("code").as_string(), "already-handled");
    EXPECT_EQ(mark(day_.office, false).status, 200);
    EXPECT_EQ(queue("?waiting=true").size(), waiting);
    EXPECT_FALSE(entry(day_.office).contains("handled_by"));
}

TEST_F(OfficeOverHttp, ItsSenderSeesNothingOfTheMark) {
    const auto before = seen_by_sender(day_.office);
    EXPECT_EQ(mark(day_.office, true).status, 200);
    EXPECT_EQ(seen_by_sender(day_.office), before);
}

TEST_F(OfficeOverHttp, AMessageToATeacherIsNotThere) {
    EXPECT_EQ(mark(day_.own, true).status, 404);
    EXPECT_EQ(tina_
                  .send("POST", school_.path("/messages/" + std::to_string(day_.office.message) + "/handled"),
                        object{{"handled", true}})
                  .status,
              403);
}

TEST_F(OfficeOverHttp, S28_AnAbsenceFromAMessageReachesTheClassTeacherAtOnceAndHandlesTheMessage) {
    ASSERT_EQ(away(0, {{"from", "2026-11-24"}, {"kind", "absent"}, {"message", day_.office.message}}).status, 201);
    EXPECT_TRUE(entry(day_.office).at("handled").as_bool());
    const auto list = tina_.call("GET", school_.path("/away"));
    EXPECT_EQ(list.at("date").as_string(), "2026-11-24") << "today, when no date is asked for";
    ASSERT_EQ(list.at("away").as_array().size(), 1U);
    const auto& one = list.at("away").at(0);
    EXPECT_EQ(one.at("pupil").to_number<std::uint64_t>(), school_.pupils[0]);
    EXPECT_EQ(one.at("kind").as_string(), "absent");
    EXPECT_FALSE(one.as_object().contains("message")) << "that is between the family and the office";
    const auto known = office_.call("GET", school_.path("/away"));
    EXPECT_EQ(known.at("away").at(0).at("message").to_number<std::uint64_t>(), day_.office.message);
}

TEST_F(OfficeOverHttp, TeachersAndAssistantsSeeTheirClassesAndTheOfficeSeesAll) {
    ASSERT_EQ(away(0, {{"from", "2026-11-24"}, {"to", "2026-11-25"}, {"kind", "late"}, {"at", "10:30"}}).status, 201);
    ASSERT_EQ(away(3, {{"from", "2026-11-25"}, {"kind", "leaves_early"}, {"at", "14:00"}}).status, 201);
    const auto asha = school_.client(Role::teaching_assistant);
    const auto theo = daemon_.as(school_.more_tokens.at("theo"));
    EXPECT_EQ(seen_by(office_, "?date=2026-11-25"), 2U);
    EXPECT_EQ(seen_by(tina_, "?date=2026-11-25"), 1U);
    EXPECT_EQ(seen_by(asha, "?date=2026-11-25"), 1U);
    EXPECT_EQ(seen_by(theo, "?date=2026-11-25"), 1U);
    EXPECT_EQ(seen_by(theo), 0U);
    EXPECT_EQ(seen_by(office_, "?date=2026-11-26"), 0U);
    EXPECT_EQ(office_.call("GET", school_.path("/away?date=2026-11-25&limit=1")).at("away").as_array().size(), 1U);
    EXPECT_EQ(office_.send("GET", school_.path("/away?date=tomorrow")).status, 400);
    for (const auto role : {Role::guardian, Role::pupil, Role::slt, Role::dsl, Role::staff})
        EXPECT_EQ(school_.client(role).send("GET", school_.path("/away")).status, 403);
}

TEST_F(OfficeOverHttp, WhatIsWithdrawnIsGoneForEverybody) {
    const auto id = away(0, {{"from", "2026-11-24"}, {"kind", "absent"}}).json().at("away").to_number<std::uint64_t>();
    EXPECT_EQ(office_.send("DELETE", of_pupil(3, "/away/") + std::to_string(id)).status, 404);
    EXPECT_EQ(seen_by(tina_), 1U);
    EXPECT_EQ(office_.send("DELETE", of_pupil(0, "/away/") + std::to_string(id)).status, 200);
    EXPECT_EQ(seen_by(tina_), 0U);
    EXPECT_EQ(office_.send("DELETE", of_pupil(0, "/away/") + std::to_string(id)).status, 404);
}

TEST_F(OfficeOverHttp, WhatDoesNotHoldTogetherIsSaidAtOnce) {
    const auto answer = away(0, {{"from", "2026-11-25"},
                                 {"to", "2026-11-24"},
                                 {"kind", "absent"},
                                 {"at", "10:30"},
                                 {"message", day_.other_office.message}});
    EXPECT_EQ(answer.status, 422);
    EXPECT_EQ(answer.json().at("code").as_string(), "away-invalid");
    EXPECT_EQ(answer.json().at("errors").as_array().size(), 3U);
}

}  // namespace
}  // namespace hometime::test

// A teacher's own windows and parents' evenings over HTTP, and what a guardian is told of them.
#include <gtest/gtest.h>

#include "tests/support/recipes.h"

namespace hometime::test {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

class OwnWindowsOverHttp : public testing::Test {
protected:
    [[nodiscard]] static object afternoons(const array& days) {
        return {{"windows", array{object{{"days", days}, {"start", "15:30"}, {"end", "16:00"}}}}};
    }
    [[nodiscard]] value send() const {
        return parent_.call("POST", school_.path("/messages"),
                            object{{"pupil", school_.pupils[0]}, {"category", "general"}, {"text", "Hello."}});
    }
    [[nodiscard]] std::string receipt(const value& sent) const {
        const auto path = "/messages/" + std::to_string(sent.at("message").to_number<std::uint64_t>()) + "/receipt";
        return std::string(parent_.call("GET", school_.path(path)).at("receipt").as_string());
    }
    [[nodiscard]] std::uint64_t evening(const char* date) const {
        const object body{{"date", date}, {"start", "17:00"}, {"end", "19:30"}, {"label", "Parents' evening"}};
        return office_.call("POST", school_.path("/calendar/evenings"), body).at("evening").to_number<std::uint64_t>();
    }
    [[nodiscard]] array evenings(const HttpClient& of) const {
        return of.call("GET", school_.path("/calendar")).at("evenings").as_array();
    }

    RunningDaemon daemon_{RunningOptions{*parse_utc_time("2026-11-24T10:00:00Z"), false, false}};
    SmallSchool school_{daemon_};
    HttpClient parent_ = school_.client(Role::guardian);
    HttpClient tina_ = school_.client(Role::teacher);
    HttpClient office_ = school_.client(Role::office);
};

TEST_F(OwnWindowsOverHttp, D2_D7_AGuardianIsToldTheTeachersOwnWindowsAndKeepsThoseWords) {
    const auto before = send();
    EXPECT_NE(receipt(before).find("08:00-08:30 and 15:30-16:00 on school days"), std::string::npos);
    const auto set = tina_.send("PUT", school_.path("/my-windows"), afternoons({"mon", "wed"}));
    ASSERT_EQ(set.status, 200) << set.body;
    EXPECT_EQ(set.json().at("moved"), 1);
    const auto after = send();
    EXPECT_EQ(after.at("release_at").as_string(), "2026-11-25T15:30:00Z");
    EXPECT_NE(receipt(after).find("15:30-16:00 (Mon, Wed) on school days"), std::string::npos) << receipt(after);
    EXPECT_EQ(receipt(before), before.at("receipt").as_string());
    tina_.call("PUT", school_.path("/my-windows"), object{{"windows", nullptr}});
    EXPECT_EQ(receipt(before), before.at("receipt").as_string());
    EXPECT_EQ(receipt(after), after.at("receipt").as_string());
    EXPECT_NE(receipt(send()).find("08:00-08:30 and 15:30-16:00 on school days"), std::string::npos);
}

TEST_F(OwnWindowsOverHttp, AreShownToTheirOwnerAndInTheWordsBeforeWriting) {
    tina_.call("PUT", school_.path("/my-windows"), afternoons({"fri"}));
    const auto own = tina_.call("GET", school_.path("/calendar")).at("own_windows").as_array();
    ASSERT_EQ(own.size(), 1U);
    EXPECT_EQ(own[0].at("start").as_string(), "15:30");
    EXPECT_EQ(office_.call("GET", school_.path("/calendar")).as_object().if_contains("own_windows"), nullptr);
    const auto compose = parent_.call("GET", school_.path("/pupils/" + std::to_string(school_.pupils[0]) + "/compose"));
    EXPECT_EQ(compose.at("recipients").at(0).at("sees_messages").as_string(), "15:30-16:00 (Fri)");
    EXPECT_EQ(compose.at("recipients").at(0).at("next_opening").as_string(), "Fri 27 Nov, 15:30");
}

TEST_F(OwnWindowsOverHttp, TheOfficeSetsThemForAColleagueAndErrorsNameTheirPlace) {
    const auto path = school_.path("/staff/" + std::to_string(school_.tina) + "/windows");
    EXPECT_EQ(office_.send("PUT", path, afternoons({"mon"})).status, 200);
    EXPECT_EQ(office_.send("PUT", path, afternoons({"mon"})).json().at("moved"), 0);
    const auto none = office_.send("PUT", path, object{{"windows", array{}}});
    EXPECT_EQ(none.status, 422);
    EXPECT_EQ(none.json().at("code").as_string(), "windows-invalid");
    EXPECT_EQ(none.json().at("errors").at(0).at("pointer").as_string(), "/windows");
    const auto night = office_.send("PUT", path, afternoons({"sun"}));
    EXPECT_EQ(night.json().at("errors").at(0).at("pointer").as_string(), "/windows/0");
}

TEST_F(OwnWindowsOverHttp, D8_WhoJoinsAnEveningIsReachedInIt) {
    const auto id = evening("2026-11-24");
    daemon_.clock().set(*parse_utc_time("2026-11-24T16:30:00Z"));
    school_.tokens[Role::guardian] = school_.fresh_token(Role::guardian);
    parent_ = school_.client(Role::guardian);
    EXPECT_EQ(send().at("release_at").as_string(), "2026-11-25T08:00:00Z");
    const auto path = school_.path("/calendar/evenings/" + std::to_string(id) + "/joined");
    const auto joined = tina_.send("PUT", path, object{{"joins", true}});
    ASSERT_EQ(joined.status, 200) << joined.body;
    EXPECT_EQ(joined.json().at("moved"), 1);
    EXPECT_EQ(send().at("release_at").as_string(), "2026-11-24T17:00:00Z");
    EXPECT_TRUE(evenings(tina_).at(0).at("joined").as_bool());
    EXPECT_FALSE(evenings(office_).at(0).at("joined").as_bool());
    EXPECT_EQ(evenings(parent_).at(0).as_object().if_contains("joined"), nullptr);
    EXPECT_EQ(evenings(parent_).at(0).at("label").as_string(), "Parents' evening");
}

TEST_F(OwnWindowsOverHttp, AnEveningThatIsOverOrCalledOffIsNotShown) {
    const auto first = evening("2026-11-24");
    const auto second = evening("2026-11-26");
    EXPECT_EQ(evenings(tina_).size(), 2U);
    office_.call("DELETE", school_.path("/calendar/evenings/" + std::to_string(second)));
    EXPECT_EQ(evenings(tina_).size(), 1U);
    daemon_.clock().set(*parse_utc_time("2026-11-25T00:00:00Z"));
    school_.tokens[Role::teacher] = school_.fresh_token(Role::teacher);
    EXPECT_TRUE(evenings(school_.client(Role::teacher)).empty());
    const auto late = school_.client(Role::teacher)
                          .send("PUT", school_.path("/calendar/evenings/" + std::to_string(first) + "/joined"),
                                object{{"joins", true}});
    EXPECT_EQ(late.json().at("code").as_string(), "evening-over");
}

TEST_F(OwnWindowsOverHttp, AClubAndAGroupAreScheduledOverHttp) {
    const object club{{"from", "2026-11-24"}, {"to", "2026-12-18"},   {"start", "15:30"},
                      {"end", "16:00"},       {"days", array{"tue"}}, {"group", array{school_.tina, school_.theo}}};
    const auto made = office_.send("POST", school_.path("/calendar/trainings"), club);
    ASSERT_EQ(made.status, 201) << made.body;
    EXPECT_EQ(made.json().at("trainings").as_array().size(), 2U);
    EXPECT_EQ(send().at("release_at").as_string(), "2026-11-25T08:00:00Z");
    const auto own = tina_.call("GET", school_.path("/calendar")).at("own_trainings").as_array();
    ASSERT_EQ(own.size(), 1U);
    EXPECT_EQ(own[0].at("days").at(0).as_string(), "tue");
}

TEST_F(OwnWindowsOverHttp, R6_WithoutAWindowInSightTheReceiptSaysWhomToAsk) {
    office_.call("PUT", school_.path("/calendar/terms"), object{{"terms", array{}}});
    const auto sent = send();
    EXPECT_TRUE(sent.at("release_at").is_null());
    const auto words = receipt(sent);
    EXPECT_NE(words.find("No date is set"), std::string::npos) << words;
    EXPECT_NE(words.find("contact the school office, 01632 960999"), std::string::npos) << words;
}

/// The closures of a file that is imported again.
TEST_F(OwnWindowsOverHttp, ADryRunOfClosuresSaysWhatWouldChangeAndMove) {
    const auto closure = [](const char* uid, const char* from, const char* to) {
        return object{{"uid", uid}, {"from", from}, {"to", to}, {"kind", "inset"}, {"label", "Training day"}};
    };
    const auto ask = [&](const array& closures, bool dry_run) {
        return office_.call("POST", school_.path("/calendar/closures"),
                            object{{"closures", closures}, {"dry_run", dry_run}});
    };
    ask({closure("a", "2026-11-26", "2026-11-26"), closure("b", "2026-11-27", "2026-11-27"),
         closure("c", "2026-11-30", "2026-11-30")},
        false);
    EXPECT_EQ(send().at("release_at").as_string(), "2026-11-24T15:30:00Z");
    const auto reply = ask({closure("b", "2026-11-27", "2026-11-27"), closure("c", "2026-11-24", "2026-11-25"),
                            closure("d", "2026-12-01", "2026-12-01")},
                           true);
    const auto& changes = reply.at("changes").as_array();
    ASSERT_EQ(changes.size(), 3U);
    EXPECT_EQ(changes[0].at("change").as_string(), "unchanged");
    EXPECT_EQ(changes[1].at("change").as_string(), "changed");
    EXPECT_EQ(changes[1].at("was").at("from").as_string(), "2026-11-30");
    EXPECT_EQ(changes[2].at("change").as_string(), "new");
    ASSERT_EQ(reply.at("gone").as_array().size(), 1U);
    EXPECT_EQ(reply.at("gone").at(0).at("from").as_string(), "2026-11-26");
    EXPECT_EQ(reply.at("would_move"), 1);
    EXPECT_EQ(office_.call("GET", school_.path("/calendar")).at("closures").as_array().size(), 3U);
}

}  // namespace
}  // namespace hometime::test

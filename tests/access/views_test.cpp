// What people read, as the administrator looks after it: listed, built anew, compared; and one part that has stopped
// while all others go on.
#include <gtest/gtest.h>

#include <fstream>

#include "tests/support/small_school.h"

namespace hometime::test {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

class Views : public testing::Test {
protected:
    Views() {
        const auto sent = school.client(Role::guardian)
                              .send("POST", school.path("/messages"),
                                    {{"pupil", school.pupils[0]},
                                     {"staff", school.tina},
                                     {"category", "general"},
                                     {"text", "The blue coat has no name in it."}});
        EXPECT_EQ(sent.status, 201) << sent.body;
    }
    value list() { return daemon.administrator().call("GET", "/v1/views"); }
    object view(std::string_view name) {
        for (const auto listed = list(); const auto& one : listed.at("views").as_array()) {
            if (std::string_view(one.at("view").as_string()) == name) return one.as_object();
        }
        throw std::out_of_range("no such view");
    }
    /// Asks until it is so; each question is a request, and it gives up.
    void wait_until(const std::function<bool()>& reached) {
        for (int tries = 0; tries < 20'000 && !reached(); ++tries) continue;
        EXPECT_TRUE(reached());
    }
    void rebuild(const value& body) {
        std::map<std::string, std::int64_t> before;
        for (const auto listed = list(); const auto& one : listed.at("views").as_array())
            before[std::string(one.at("view").as_string())] = one.at("builds").to_number<std::int64_t>();
        const auto asked = daemon.administrator().send("POST", "/v1/views/rebuild", body);
        ASSERT_EQ(asked.status, 202) << asked.body;
        const auto named = asked.json();
        for (const auto& one : named.at("views").as_array()) {
            const std::string name(one.as_string());
            wait_until([&] { return view(name).at("builds").to_number<std::int64_t>() > before.at(name); });
        }
    }
    std::string difference(const value& body) {
        const auto asked = daemon.administrator().send("POST", "/v1/views/compare", body);
        EXPECT_EQ(asked.status, 202) << asked.body;
        wait_until([&] { return list().at("comparison").at("done").as_bool(); });
        const auto comparison = boost::json::object(list().at("comparison").as_object());
        EXPECT_EQ(comparison.at("comparison"), asked.json().at("comparison"));
        const auto* found = comparison.if_contains("difference");
        return found == nullptr ? std::string() : std::string(found->as_string());
    }
    RawAnswer ask(Role role, const std::string& rest) { return school.client(role).send("GET", school.path(rest)); }

    RunningDaemon daemon;
    SmallSchool school{daemon};
};

TEST_F(Views, AreListedWithHowFarTheyAre) {
    const auto inbox = view("inbox@1");
    EXPECT_EQ(inbox.at("state"), "serving");
    EXPECT_EQ(inbox.at("serves"), "inbox@1");
    const auto& one = inbox.at("schools").as_array().at(0);
    EXPECT_EQ(one.at("school").as_string(), to_string(school.school));
    EXPECT_GT(one.at("position").to_number<std::uint64_t>(), 10U);
    EXPECT_EQ(list().at("views").as_array().size(), views::all_projections().size());
}

TEST_F(Views, AreBuiltAnewAndGiveTheSameAnswers) {
    const auto before = ask(Role::guardian, "/threads");
    ASSERT_EQ(before.status, 200);
    rebuild(object{});
    EXPECT_EQ(ask(Role::guardian, "/threads").without_id(), before.without_id());
    EXPECT_EQ(difference(object{}), "");
    rebuild({{"views", array{"threads", "threads@2"}}});
    EXPECT_EQ(ask(Role::guardian, "/threads").without_id(), before.without_id());
    daemon.stop();
    daemon.restart();
    EXPECT_EQ(daemon.as(school.tokens.at(Role::guardian)).send("GET", school.path("/threads")).without_id(),
              before.without_id());
}

TEST_F(Views, ARowThatIsNotOfTheLogIsFoundAndMended) {
    const ViewChanges rows{{views::keys::only(school.school, views::Kind::inbox_count), "7"}};
    const ViewWrite write{views::kInbox, &rows};
    ASSERT_TRUE(daemon.app().view_store.write({&write, 1}));
    EXPECT_EQ(difference({{"views", array{"points"}}}), "");
    EXPECT_EQ(difference({{"views", array{"inbox"}}}),
              "inbox@1: " + to_string(school.school) + ", a row of kind 12 is in no fold of the log");
    rebuild({{"views", array{"inbox"}}});
    EXPECT_EQ(difference(object{}), "");
}

TEST_F(Views, AViewThatIsNoneIsNamed) {
    for (const char* path : {"/v1/views/rebuild", "/v1/views/compare"}) {
        const auto answer = daemon.administrator().send("POST", path, {{"views", array{"inbox", "inbux"}}});
        EXPECT_EQ(answer.status, 422) << answer.body;
        EXPECT_NE(answer.body.find(R"("pointer":"/views/1")"), std::string::npos) << answer.body;
    }
}

TEST_F(Views, OneThatHasStoppedIsNotShownAndAllOthersAre) {
    ASSERT_EQ(ask(Role::teacher, "/inbox").status, 200);
    daemon.app().runner.found_damaged(views::kInbox);
    const auto refused = ask(Role::teacher, "/inbox");
    EXPECT_EQ(refused.status, 503);
    EXPECT_NE(refused.body.find(R"("code":"view-stopped")"), std::string::npos) << refused.body;
    EXPECT_EQ(ask(Role::guardian, "/threads").status, 200);
    EXPECT_EQ(ask(Role::teacher, "/feeds").status, 200);
    wait_until([&] { return view("inbox@1").at("state") == "stopped"; });
    EXPECT_EQ(view("inbox@1").at("reason"), "view_unreadable");
    const auto health = daemon.nobody().send("GET", "/healthz");
    EXPECT_EQ(health.status, 200);
    EXPECT_EQ(health.body, R"({"status":"view-stopped","views":[{"view":"inbox@1","reason":"view_unreadable"}]})");
    const auto metrics = daemon.daemon().metrics();
    EXPECT_NE(metrics.find("hometime_view_stopped{view=\"inbox@1\"} 1"), std::string::npos) << metrics;
    EXPECT_NE(metrics.find("hometime_view_stopped{view=\"feed@2\"} 0"), std::string::npos) << metrics;
    EXPECT_NE(daemon.daemon().status_line().find("1 stopped"), std::string::npos);
    rebuild({{"views", array{"inbox"}}});
    EXPECT_EQ(ask(Role::teacher, "/inbox").status, 200);
    EXPECT_EQ(daemon.nobody().send("GET", "/healthz").body, R"({"status":"ok"})");
}

/// Every block of every file of the views: whatever is read is right, or is not shown; and a start, or two, mends it.
TEST_F(Views, DamagedFilesAreNeverShownAndAreMendedByTheNextStarts) {
    rebuild(object{});  // so that rows stand in files
    const std::vector<std::string> places{"/threads", "/feeds", "/notices"};
    std::map<std::string, std::string> before;
    for (const auto& place : places) before[place] = ask(Role::guardian, place).without_id();
    daemon.stop();
    int spoiled = 0;
    for (const auto& file : std::filesystem::directory_iterator(daemon.folder() / "views")) {
        if (file.path().extension() != ".sst") continue;
        std::fstream bytes(file.path(), std::ios::in | std::ios::out | std::ios::binary);
        bytes.seekp(3);
        bytes.write("\xFF\xFF\xFF\xFF", 4);
        ++spoiled;
    }
    ASSERT_GT(spoiled, 5);
    daemon.restart();
    const auto answers = [&](bool whole) {
        for (const auto& place : places) {
            const auto answer = daemon.as(school.tokens.at(Role::guardian)).send("GET", school.path(place));
            if (!whole && answer.status == 503) continue;
            EXPECT_EQ(answer.without_id(), before.at(place)) << place;
        }
    };
    answers(false);
    daemon.restart();
    answers(false);
    wait_until([&] {
        for (const auto listed = list(); const auto& one : listed.at("views").as_array()) {
            if (one.at("state") != "serving") return false;
        }
        return true;
    });
    answers(true);
    EXPECT_EQ(difference(object{}), "");
}

}  // namespace
}  // namespace hometime::test

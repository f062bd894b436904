// Evidence mode: what can be read is served, nothing is taken, and nothing in the folder changes.
#include <gtest/gtest.h>

#include "tests/support/folder_faults.h"
#include "tests/support/school_day.h"

namespace hometime::test {
namespace {

using boost::json::object;

class Evidence : public testing::Test {
protected:
    void look() {
        daemon_.options().evidence = true;
        daemon_.options().follow_time = true;
        daemon_.restart();
    }
    std::map<std::filesystem::path, std::string> bytes() {
        std::map<std::filesystem::path, std::string> all;
        for (const auto& file : files_below(daemon_.folder())) all[file] = slurp(daemon_.folder() / file);
        return all;
    }
    RawAnswer get(Role role, const std::string& rest) { return school_.client(role).send("GET", school_.path(rest)); }
    /// What people read, and whose reading is no fact.
    std::map<std::string, std::string> answers() {
        std::map<std::string, std::string> all;
        const auto ask = [&](Role role, const std::string& rest) {
            const auto answer = get(role, rest);
            auto text = answer.without_id();
            constexpr std::string_view kMode = "X-Hometime-Mode: evidence\n";
            if (const auto at = text.find(kMode); at != std::string::npos) text.erase(at, kMode.size());
            all[std::to_string(static_cast<int>(role)) + rest] = std::move(text);
        };
        const auto pupil = std::to_string(school_.pupils[0]);
        for (const auto* rest : {"/me", "/threads", "/held", "/feeds", "/feeds/school/posts", "/calendar", "/policy"}) {
            ask(Role::guardian, rest);
            ask(Role::teacher, rest);
        }
        for (const auto role : {Role::guardian, Role::teacher, Role::office}) {
            ask(role, "/pupils/" + pupil);
            ask(role, "/pupils/" + pupil + "/points");
            ask(role, "/threads/" + std::to_string(day_.own.thread));
            ask(role, "/messages/" + std::to_string(day_.own.message));
        }
        ask(Role::teacher, "/inbox");
        for (const auto* rest : {"/office-queue", "/pupils", "/staff"}) ask(Role::office, rest);
        ask(Role::dsl, "/concerns");
        return all;
    }
    std::filesystem::path newest_wal() {
        const auto log = DataFolder{daemon_.folder()}.log();
        std::filesystem::path newest;
        for (const auto& file : files_below(log)) {
            if (file.extension() == ".log") newest = std::max(newest, file);
        }
        return log / newest;
    }

    RunningDaemon daemon_;
    SmallSchool school_{daemon_};
    SchoolDay day_{school_};
};

TEST_F(Evidence, ReadsAreAnsweredAsBeforeAndNothingInTheFolderChanges) {
    const auto wanted = answers();
    const auto good =
        std::count_if(wanted.begin(), wanted.end(), [](const auto& one) { return one.second.find(" 200 ") < 20; });
    ASSERT_GT(good, 20);
    daemon_.stop();
    const auto files = bytes();
    look();
    EXPECT_EQ(answers(), wanted);
    EXPECT_EQ(daemon_.findings(), Findings{});
    EXPECT_EQ(daemon_.nobody().send("GET", "/healthz").body, R"({"status":"evidence"})");
    EXPECT_EQ(get(Role::guardian, "/me").header("X-Hometime-Mode"), "evidence");
    daemon_.stop();
    EXPECT_EQ(bytes(), files);
}

TEST_F(Evidence, WritesAndReadsThatMustBeRecordedAreRefusedInClearWords) {
    const auto concern = std::to_string(day_.raise_concern(Role::teacher));
    look();
    const auto expect_refused = [&](const RawAnswer& answer) {
        EXPECT_EQ(answer.status, 503) << answer.body;
        EXPECT_EQ(answer.json().at("code"), "read-only");
    };
    const object message{{"pupil", school_.pupils[0]}, {"category", "attendance"}, {"text", "Ill."}};
    expect_refused(school_.client(Role::guardian).send("POST", school_.path("/messages"), message));
    expect_refused(school_.client(Role::guardian)
                       .send("POST", school_.path("/safety"), object{{"pupil", school_.pupils[0]}, {"text", "W."}}));
    expect_refused(school_.client(Role::teacher).send("PUT", school_.path("/password"), object{}));
    expect_refused(daemon_.administrator().send("POST", "/v1/schools", object{}));
    expect_refused(school_.client(Role::office).send("DELETE", school_.path("/sessions")));
    expect_refused(get(Role::dsl, "/concerns/" + concern));
}

TEST_F(Evidence, PeopleSignInAndOutAndItIsForgottenAfterwards) {
    look();
    const auto token = school_.fresh_token(Role::teacher);
    EXPECT_EQ(daemon_.as(token).send("GET", school_.path("/inbox")).status, 200);
    EXPECT_EQ(daemon_.as(token).send("DELETE", "/v1/sessions/current").status, 204);
    EXPECT_EQ(daemon_.as(token).send("GET", school_.path("/inbox")).status, 401);
    const auto other = school_.fresh_token(Role::teacher);
    daemon_.options().evidence = false;
    daemon_.restart();
    EXPECT_EQ(daemon_.as(other).send("GET", school_.path("/inbox")).status, 401);
}

TEST_F(Evidence, WhatIsDamagedIsNamedToTheAdministratorAndTheRestIsServed) {
    daemon_.restart();  // What went before rests in sorted files.
    const auto sent = day_.send(school_.tokens.at(Role::guardian), school_.pupils[0], "attendance", "The last one.");
    daemon_.stop();
    const auto wal = newest_wal();
    const auto whole = slurp(wal);
    spill(wal, whole.substr(0, whole.size() - 200));
    look();
    ASSERT_FALSE(daemon_.findings().empty());
    EXPECT_EQ(daemon_.findings().front().school, school_.school);
    const auto named = daemon_.administrator().call("GET", "/findings");
    EXPECT_EQ(named.at("mode"), "evidence");
    EXPECT_EQ(named.at("findings").as_array().size(), daemon_.findings().size());
    EXPECT_EQ(named.at("findings").at(0).at("last"), daemon_.findings().front().last.value);
    EXPECT_EQ(daemon_.nobody().send("GET", "/findings").status, 404);
    EXPECT_EQ(get(Role::guardian, "/messages/" + std::to_string(day_.own.message)).status, 200);
    EXPECT_EQ(get(Role::guardian, "/messages/" + std::to_string(sent.message)).status, 404);
    EXPECT_EQ(get(Role::teacher, "/inbox").status, 200);
    EXPECT_FALSE(daemon_.failed());
}

TEST_F(Evidence, WithoutTheKeyIdsAreShownAndNoTextsAndNoPasswordFits) {
    daemon_.stop();
    std::filesystem::remove(DataFolder{daemon_.folder()}.kek());
    look();
    EXPECT_EQ(get(Role::teacher, "/inbox").status, 503) << "it would show texts";
    EXPECT_EQ(get(Role::teacher, "/inbox").json().at("code"), "damaged");
    EXPECT_EQ(get(Role::guardian, "/feeds").status, 503) << "so would this";
    EXPECT_EQ(get(Role::guardian, "/pupils/" + std::to_string(school_.pupils[0]) + "/points").status, 200);
    const object sign_in{{"school", to_string(school_.school)}, {"login", "tina@Lane"}, {"password", kPassword}};
    EXPECT_EQ(daemon_.nobody().send("POST", "/v1/sessions", sign_in).status, 401);
    const auto notes = daemon_.administrator().call("GET", "/findings").at("notes").as_string();
    EXPECT_NE(notes.find("keys are not open"), std::string::npos);
    EXPECT_FALSE(daemon_.failed());
}

TEST_F(Evidence, AFolderThatCannotBeWrittenOnAFullDiskIsServedTheSameWay) {
    daemon_.options().evidence = true;
    daemon_.restart();
    EXPECT_FALSE(daemon_.daemon().could_start_anew()) << "it was asked to look";
}

}  // namespace
}  // namespace hometime::test

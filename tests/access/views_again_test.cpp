// Views are disposable: deleted and made again, they give everybody the same answer to every question, byte for byte.
#include <gtest/gtest.h>

#include "tests/support/folder_faults.h"
#include "tests/support/recipes.h"

namespace hometime::test {
namespace {

/// A question, and the token of whoever asks; empty: nobody. The administrator asks over the Unix socket.
struct Question {
    std::string who;
    std::string token;
    bool over_socket = false;
    std::string path;
};

const std::vector<std::string> kListsInParts{
    "/pupils?after=1",    "/threads?limit=1",   "/threads?order=oldest", "/feeds/school/posts?limit=1",
    "/events?days=60",    "/inbox?limit=1",     "/inbox?waiting=true",   "/office-queue?limit=1",
    "/reports?open=true", "/conduct?open=false"};

class Questions {
public:
    explicit Questions(RunningDaemon& daemon) : school_(daemon), day_(school_) { collect(); }

    /// What everybody is answered, but for the request's id and the date.
    [[nodiscard]] std::map<std::string, std::string> ask() const {
        std::map<std::string, std::string> answers;
        for (const auto& one : all_) {
            auto client = one.over_socket ? school_.daemon.administrator() : school_.daemon.as(one.token);
            answers[one.who + ' ' + one.path] = client.send("GET", one.path).without_id();
        }
        return answers;
    }

private:
    void collect() {
        const auto router = http::make_router(school_.daemon.app());
        std::vector<std::string> paths;
        for (const auto& route : router.routes()) {
            if (route.method != http::Method::get) continue;
            if (route.operation == Operation::list_views) continue;  // It tells how far each of them is.
            for (const auto& object : objects_of(day_, asked_of(route.operation))) {
                paths.push_back(ask_for(day_, route.operation, object.id).value().path);
            }
        }
        for (const auto& rest : kListsInParts) paths.push_back(school_.path(rest));
        for (const auto& path : paths) {
            for (const auto& [role, token] : school_.tokens) {
                all_.push_back({boost::describe::enum_to_string(role, "?"), token, false, path});
            }
            for (const auto& [who, token] : school_.more_tokens) all_.push_back({who, token, false, path});
            all_.push_back({"administrator", {}, true, path});
            all_.push_back({"nobody", {}, false, path});
        }
    }

    SmallSchool school_;
    SchoolDay day_;
    std::vector<Question> all_;
};

TEST(ViewsAgain, DeletedAndMadeAgainEveryAnswerToEverybodyIsTheSame) {
    RunningDaemon daemon;
    const Questions questions(daemon);
    daemon.stop();
    const TempDir saved;  // Reading some things is itself a fact: both rounds begin with the same log.
    copy_folder(daemon.folder(), saved / "data");
    daemon.restart();
    const auto wanted = questions.ask();

    daemon.stop();
    copy_folder(saved / "data", daemon.folder());
    ASSERT_GT(std::filesystem::remove_all(daemon.folder() / "views"), 5U);
    daemon.restart();
    // Whoever reads a view waits for it; who only asks how the daemon is does not.
    for (const auto& head : daemon.app().log.heads()) {
        for (int tries = 0; tries < 30 && !daemon.app().runner.caught_up(head.school, http::kViewsWait); ++tries)
            continue;
    }
    const auto again = questions.ask();

    ASSERT_EQ(again.size(), wanted.size());
    for (const auto& [question, answer] : wanted) EXPECT_EQ(again.at(question), answer) << question;
    const auto good = std::count_if(wanted.begin(), wanted.end(),
                                    [](const auto& one) { return one.second.starts_with("HTTP/1.1 200"); });
    EXPECT_GT(good, 200) << "of " << wanted.size();
}

}  // namespace
}  // namespace hometime::test

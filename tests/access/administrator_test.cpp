// The peer of the Unix socket sets a school up; it sees no content and never acts as a person.
#include <gtest/gtest.h>

#include "daemon/access/permissions.h"
#include "tests/support/recipes.h"

namespace hometime::test {
namespace {

bool is_the_administrators(Operation operation) {
    const auto rows = permissions();
    return std::any_of(rows.begin(), rows.end(), [&](const Permission& row) {
        return row.role == Role::administrator && row.operation == operation;
    });
}

class Administrator : public testing::Test {
protected:
    RunningDaemon daemon_{[] {
        RunningOptions options;
        options.backups = true;
        options.webhooks = true;
        return options;
    }()};
    SmallSchool school_{daemon_};
    SchoolDay day_{school_};
    HttpClient admin_ = daemon_.administrator();
};

TEST_F(Administrator, CannotActAsAPerson) {
    std::size_t refused = 0;
    for (const auto operation : all_operations()) {
        if (is_the_administrators(operation)) continue;
        if (operation == Operation::create_account || operation == Operation::create_session) continue;
        // These ask for a secret, not for a person.
        if (operation == Operation::read_calendar_feed || operation == Operation::unsubscribe) continue;
        if (operation == Operation::ask_to_unsubscribe) continue;
        const auto request = ask_for(day_, operation, objects_of(day_, asked_of(operation)).front().id);
        if (!request) continue;
        const auto answer = send(admin_, *request);
        EXPECT_EQ(answer.status, operation == Operation::end_session ? 401 : 403) << to_string(operation);
        ++refused;
    }
    EXPECT_GT(refused, 30U);
}

TEST_F(Administrator, SeesNoContent) {
    for (const auto operation : all_operations()) {
        if (!is_the_administrators(operation)) continue;
        const auto request = ask_for(day_, operation, objects_of(day_, asked_of(operation)).front().id);
        ASSERT_TRUE(request) << to_string(operation);
        const auto answer = send(admin_, *request);
        EXPECT_TRUE(answer.good()) << to_string(operation) << ' ' << answer.body;
        for (const char* content : {"pupil-", "adult-", "coat", "rude", "Could we", "Reading at", "Rather", "worry",
                                    "four", "News", "All is"}) {
            EXPECT_EQ(answer.body.find(content), std::string::npos) << to_string(operation) << ": " << answer.body;
        }
    }
}

TEST_F(Administrator, IsAPersonAndNothingMoreWithThatPersonsToken) {
    auto parent = admin_;
    parent.token = school_.tokens.at(Role::guardian);
    EXPECT_EQ(parent.send("GET", "/v1/schools").status, 403);
    EXPECT_EQ(parent.send("GET", school_.path("/staff")).status, 403);
    EXPECT_EQ(parent.send("GET", school_.path("/threads")).status, 200);
}

TEST_F(Administrator, IsNobodyWithATokenThatDoesNotHold) {
    for (const Headers& headers : {Headers{{"Authorization", "Bearer wrong"}}, Headers{{"Authorization", "Basic eDp5"}},
                                   Headers{{"Authorization", "Bearer "}}, Headers{{"Cookie", "__Host-s=wrong"}}}) {
        EXPECT_EQ(admin_.send("GET", "/v1/schools", nullptr, headers).status, 401) << headers.front().second;
    }
}

TEST_F(Administrator, IsNotFoundOnTcp) {
    EXPECT_EQ(daemon_.nobody().send("GET", "/v1/schools").status, 401);
    EXPECT_EQ(daemon_.nobody().send("GET", school_.path("/status")).status, 401);
}

}  // namespace
}  // namespace hometime::test

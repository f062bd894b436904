#include "tools/common/http_client.h"

#include <gtest/gtest.h>

#include "tests/support/small_school.h"
#include "tools/common/exit.h"

namespace hometime::tools {
namespace {

/// The exit code and the words that a call ends with.
template <class Call>
std::pair<Exit, std::string> failure_of(Call call) {
    try {
        call();
    } catch (const Failure& failed) {
        return {failed.code(), failed.what()};
    }
    return {Exit::ok, ""};
}

TEST(HttpClient, EveryKindOfAnswerHasItsExitCode) {
    const std::vector<std::pair<int, Exit>> table{
        {400, Exit::data},      {401, Exit::permission}, {403, Exit::permission},  {404, Exit::permission},
        {409, Exit::data},      {422, Exit::data},       {429, Exit::temporary},   {500, Exit::unavailable},
        {503, Exit::temporary}, {507, Exit::io},         {599, Exit::unavailable},
    };
    for (const auto& [status, expected] : table) EXPECT_EQ(exit_for_status(status), expected) << status;
    EXPECT_EQ(static_cast<int>(Exit::differences), 1);
    EXPECT_EQ(static_cast<int>(Exit::usage), 64);
    EXPECT_EQ(static_cast<int>(Exit::permission), 77);
}

TEST(HttpClient, ADaemonThatIsNotThereIsUnavailableAndNamed) {
    const test::TempDir folder;
    const HttpClient client({folder / "control.sock", "", ""});
    const auto [code, words] = failure_of([&] { std::ignore = client.call("GET", "/healthz"); });
    EXPECT_EQ(code, Exit::unavailable);
    EXPECT_NE(words.find((folder / "control.sock").string()), std::string::npos) << words;
    EXPECT_NE(words.find("Is hometimed running?"), std::string::npos);
}

TEST(HttpClient, OnlyHttpIsSpoken) {
    const HttpClient client({"", "file://", ""});
    EXPECT_EQ(failure_of([&] { std::ignore = client.call("GET", "/etc/hostname"); }).first, Exit::unavailable);
}

class HttpClientOfADaemon : public testing::Test {
protected:
    [[nodiscard]] HttpClient client() const { return HttpClient({daemon_.administrator().door.unix_socket, "", ""}); }
    test::RunningDaemon daemon_;
};

TEST_F(HttpClientOfADaemon, AnAnswerIsItsDocument) {
    EXPECT_EQ(client().call("GET", "/healthz").at("status"), "ok");
    const auto answer = client().send("GET", "/no-such-route");
    EXPECT_EQ(answer.status, 404);
    EXPECT_TRUE(answer.body.is_object());
}

TEST_F(HttpClientOfADaemon, AProblemBecomesWordsAndAnExitCode) {
    const auto [code, words] =
        failure_of([&] { std::ignore = client().call("POST", "/v1/schools", boost::json::object{{"nonsense", 1}}); });
    EXPECT_EQ(code, Exit::data);
    EXPECT_NE(words.find("\n  /"), std::string::npos) << "a line for every field: " << words;
    EXPECT_EQ(failure_of([&] { std::ignore = client().call("GET", "/v1/schools/sch_00000000"); }).first,
              Exit::permission);
}

TEST_F(HttpClientOfADaemon, AStreamIsReadAsItComesAndARefusedOneIsWords) {
    const test::SmallSchool school(daemon_);
    auto teacher = client();
    teacher.use_token(school.tokens.at(Role::teacher));
    std::string heard;
    const auto take = [&](std::string_view bytes) {
        heard += bytes;
        return true;
    };
    teacher.follow(school.path("/updates?follow=false&after=0"), {}, take);
    EXPECT_NE(heard.find("event: ready\n"), std::string::npos) << heard;
    EXPECT_NE(heard.find("event: policy\n"), std::string::npos) << heard;
    const auto place = heard.substr(heard.rfind("id: ") + 4);
    heard.clear();
    teacher.follow(school.path("/updates?follow=false"), place.substr(0, place.find('\n')), take);
    EXPECT_EQ(heard.find("event: policy\n"), std::string::npos) << heard;
    const auto refused = failure_of([&] { client().follow(school.path("/updates"), {}, take); });
    EXPECT_EQ(refused.first, Exit::permission);
    EXPECT_NE(refused.second.find("forbidden"), std::string::npos) << refused.second;
}

TEST_F(HttpClientOfADaemon, AStreamEndsWhenItsReaderHasEnough) {
    const test::SmallSchool school(daemon_);
    auto teacher = client();
    teacher.use_token(school.tokens.at(Role::teacher));
    int parts = 0;
    teacher.follow(school.path("/updates"), {}, [&](std::string_view) { return ++parts == 0; });
    EXPECT_EQ(parts, 1);
}

TEST_F(HttpClientOfADaemon, ATokenThatIsNoneIsAPermissionFailure) {
    const test::SmallSchool school(daemon_);
    HttpClient person({"", "http://127.0.0.1:" + std::to_string(school.client(Role::teacher).door.port), ""});
    const auto path = school.path("/calendar");
    EXPECT_EQ(failure_of([&] { std::ignore = person.call("GET", path); }).first, Exit::permission);
    person.use_token("nobody-has-this");
    EXPECT_EQ(failure_of([&] { std::ignore = person.call("GET", path); }).first, Exit::permission);
    person.use_token(school.tokens.at(Role::teacher));
    EXPECT_EQ(failure_of([&] { std::ignore = person.call("GET", path); }).first, Exit::ok);
}

TEST_F(HttpClientOfADaemon, TheSameIdTwiceDoesItOnce) {
    const test::SmallSchool school(daemon_);
    HttpClient teacher({"", "http://127.0.0.1:" + std::to_string(school.client(Role::teacher).door.port), ""});
    teacher.use_token(school.tokens.at(Role::teacher));
    const auto path = school.path("/pupils/" + std::to_string(school.pupils[0]) + "/points");
    const boost::json::object award{{"skill", "kindness"}};
    const Uuid id{{1, 2, 3, 4, 5, 6, 0x47, 8, 0x89, 10, 11, 12, 13, 14, 15, 16}};
    const auto first = teacher.call("POST", path, award, id);
    EXPECT_EQ(teacher.call("POST", path, award, id), first);
    EXPECT_NE(teacher.call("POST", path, award), first) << "without an id of its own it is another award";
}

}  // namespace
}  // namespace hometime::tools

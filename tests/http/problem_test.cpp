// Problem documents (RFC 9457), and bodies with everything wrong that can be.
#include "daemon/http/problem.h"

#include <gtest/gtest.h>

#include "daemon/http/app.h"

namespace hometime {
namespace {

struct Lesson {
    std::string subject;
    std::uint64_t pupils = 0;
    LocalDate date;
    std::vector<std::uint64_t> marks;
};
BOOST_DESCRIBE_STRUCT(Lesson, (), (subject, pupils, date, marks))

http::Request with_body(std::string body) {
    http::Request request;
    request.id = "urn:uuid:7";
    request.body = std::move(body);
    return request;
}

/// The answer to a body that is no lesson.
http::Response refusal_of(const std::string& body) {
    http::Response refused;
    EXPECT_FALSE(http::parse_body<Lesson>(with_body(body), refused)) << body;
    return refused;
}

std::vector<std::string> pointers_of(const http::Response& response) {
    const auto document = boost::json::parse(response.body);
    std::vector<std::string> pointers;
    for (const auto& error : document.at("errors").as_array()) {
        EXPECT_FALSE(error.at("code").as_string().empty());
        EXPECT_FALSE(error.at("message").as_string().empty());
        pointers.emplace_back(error.at("pointer").as_string());
    }
    return pointers;
}

TEST(ProblemDocument, HasTheMembersOfTheStandardAndOurs) {
    for (const auto& entry : http::problems()) {
        SCOPED_TRACE(entry.code);
        const auto response = http::problem("urn:uuid:7", entry.problem);
        EXPECT_EQ(response.status, entry.status);
        EXPECT_EQ(response.content_type, "application/problem+json");
        EXPECT_EQ(response.close, entry.closes);
        const auto document = boost::json::parse(response.body).as_object();
        EXPECT_TRUE(document.at("type").as_string().ends_with("/problems/" + std::string(entry.code)));
        EXPECT_EQ(document.at("title").as_string(), entry.title);
        EXPECT_EQ(document.at("status").as_int64(), entry.status);
        EXPECT_EQ(document.at("detail").as_string(), entry.detail);
        EXPECT_EQ(document.at("instance").as_string(), "urn:uuid:7");
        EXPECT_EQ(document.at("code").as_string(), entry.code);
        EXPECT_EQ(document.at("retryable").as_bool(), entry.retryable);
        EXPECT_FALSE(document.contains("errors"));
    }
}

TEST(ProblemDocument, OfARefusalHasItsFactsBesideIt) {
    for (const auto& entry : refusals()) {
        SCOPED_TRACE(entry.code);
        const auto response = http::problem("urn:uuid:7", entry.refusal, {}, {{"message", 12}});
        EXPECT_EQ(response.status, entry.status);
        EXPECT_FALSE(response.close) << "the connection has done nothing wrong";
        const auto document = boost::json::parse(response.body).as_object();
        EXPECT_EQ(document.at("code").as_string(), entry.code);
        EXPECT_EQ(document.at("message").as_int64(), 12);
        EXPECT_FALSE(document.at("retryable").as_bool());
    }
}

TEST(Body, AllThatIsWrongWithItIsSaidAtOnce) {
    const auto response = refusal_of(R"({"pupils":"many","date":"tomorrow","marks":[1,-2,3.5],"teacher":"x"})");
    EXPECT_EQ(response.status, 422);
    const std::vector<std::string> expected{"/subject", "/pupils", "/date", "/marks/1", "/marks/2", ""};
    EXPECT_EQ(pointers_of(response), expected);
    EXPECT_EQ(response.body.find("tomorrow"), std::string::npos) << "a rejected value is not repeated";
}

TEST(Body, AMemberThatIsNotKnownIsNotRepeated) {
    const auto response = refusal_of(R"({"subject":"a","pupils":1,"date":"2026-11-24","marks":[],"Ann Fox":"x"})");
    EXPECT_EQ(response.body.find("Ann"), std::string::npos) << response.body;
    EXPECT_NE(response.body.find("may have only these members: subject, pupils"), std::string::npos) << response.body;
}

TEST(Body, OfErrorsNoMoreThanTwentyAreListed) {
    std::string marks;
    for (int i = 0; i < 50; ++i) marks += (i == 0 ? "" : ",") + std::string("-1");
    EXPECT_EQ(
        pointers_of(refusal_of(R"({"subject":"a","pupils":1,"date":"2026-11-24","marks":[)" + marks + "]}")).size(),
        20U);
}

TEST(Body, WhatIsNotStrictJsonIsRefusedAsAWhole) {
    const std::string deep = std::string(17, '[') + std::string(17, ']');
    const std::vector<std::string> broken{"{",
                                          "{}{}",
                                          R"({"pupils":NaN})",
                                          R"({"pupils":1,"pupils":2})",
                                          R"({"subject":"\ud800"})",
                                          "{'a':1}",
                                          "{\"subject\":\"\xff\"}",
                                          R"({"marks":[1,]})",
                                          "\xef\xbb\xbf{}",
                                          R"({"marks":)" + deep + "}"};
    for (const auto& body : broken) {
        const auto response = refusal_of(body);
        EXPECT_EQ(response.status, 400) << body;
        EXPECT_EQ(boost::json::parse(response.body).at("code").as_string(), "invalid-json") << body;
    }
}

TEST(Body, AnEmptyOneIsAnEmptyDocument) {
    const std::vector<std::string> expected{"/subject", "/pupils", "/date", "/marks"};
    EXPECT_EQ(pointers_of(refusal_of("")), expected);
}

}  // namespace
}  // namespace hometime

// Which handler answers, and what is said when there is none.
#include "daemon/http/router.h"

#include <gtest/gtest.h>

namespace hometime {
namespace {

using http::Method;

http::Request request_of(Method method, std::vector<std::string> segments) {
    http::Request request;
    request.method = method;
    request.segments = std::move(segments);
    request.id = "urn:uuid:1";
    return request;
}

std::string allow_of(const http::Response& response) {
    for (const auto& [name, value] : response.headers) {
        if (name == "Allow") return value;
    }
    return {};
}

/// Answers with its own name and the parameter "message", when it has one.
http::RouteHandler named(std::string name) {
    return [name](const http::Request&, const http::Params& params) {
        const auto message = params.find("message");
        return http::json_response(200, message == params.end() ? name : name + " " + message->second);
    };
}

class Routing : public testing::Test {
protected:
    Routing() {
        router_.add(Method::get, "/v1/messages", Operation::read_status, named("list"));
        router_.add(Method::post, "/v1/messages", Operation::read_status, named("send"));
        router_.add(Method::get, "/v1/messages/{message}", Operation::read_status, named("read"));
        router_.add(Method::post, "/v1/messages/{message}/reports", Operation::read_status, named("report"));
        router_.add_public("/healthz", named("health"));
    }
    [[nodiscard]] http::Response ask(Method method, std::vector<std::string> segments) const {
        return router_.handle(request_of(method, std::move(segments)));
    }

    http::Router router_;
};

TEST_F(Routing, TheMethodAndThePathChooseTheHandler) {
    EXPECT_EQ(ask(Method::get, {"v1", "messages"}).body, "list");
    EXPECT_EQ(ask(Method::post, {"v1", "messages"}).body, "send");
    EXPECT_EQ(ask(Method::get, {"v1", "messages", "12"}).body, "read 12");
    EXPECT_EQ(ask(Method::post, {"v1", "messages", "12", "reports"}).body, "report 12");
    EXPECT_EQ(ask(Method::get, {"healthz"}).body, "health");
}

TEST_F(Routing, AHeadIsAnsweredAsAGet) {
    EXPECT_EQ(ask(Method::head, {"v1", "messages", "12"}).body, "read 12");
}

TEST_F(Routing, AnAddressThatIsNoneIs404) {
    const std::vector<std::vector<std::string>> none{
        {}, {"v1"}, {"V1", "messages"}, {"v1", "messages", "12", "x"}, {"v1", "messages", "12", "reports", ""}};
    for (const auto& segments : none) {
        EXPECT_EQ(ask(Method::get, segments).status, 404) << segments.size();
        EXPECT_EQ(ask(Method::other, segments).status, 404) << segments.size();
    }
}

TEST_F(Routing, AnEmptySegmentIsNoParameter) {
    EXPECT_EQ(ask(Method::get, {"v1", "messages", ""}).status, 404);
    EXPECT_EQ(ask(Method::post, {"v1", "messages", "", "reports"}).status, 404);
}

TEST_F(Routing, AnotherMethodIs405AndIsToldWhichThereAre) {
    for (const auto method : {Method::put, Method::del, Method::patch, Method::options, Method::other}) {
        const auto response = ask(method, {"v1", "messages"});
        EXPECT_EQ(response.status, 405);
        EXPECT_EQ(allow_of(response), "GET, HEAD, POST");
    }
    EXPECT_EQ(allow_of(ask(Method::get, {"v1", "messages", "12", "reports"})), "POST");
    EXPECT_EQ(ask(Method::head, {"v1", "messages", "12", "reports"}).status, 405);
}

}  // namespace
}  // namespace hometime

#include "daemon/http/wire.h"

#include <gtest/gtest.h>

namespace hometime::test {
namespace {

std::string date(std::string_view instant) {
    return http::http_date(parse_utc_time(instant).value());
}

TEST(HttpDate, IsTheFixedFormOfTheStandard) {
    EXPECT_EQ(date("1994-11-06T08:49:37Z"), "Sun, 06 Nov 1994 08:49:37 GMT");  // RFC 9110 section 5.6.7
    EXPECT_EQ(date("2026-11-24T15:30:59.999999Z"), "Tue, 24 Nov 2026 15:30:59 GMT");
    EXPECT_EQ(date("2028-02-29T00:00:00Z"), "Tue, 29 Feb 2028 00:00:00 GMT");
}

TEST(Rendering, EveryAnswerIsDated) {
    const auto now = parse_utc_time("2026-11-24T15:30:00Z").value();
    const auto text = http::render(http::json_response(200, "{}"), {"urn:uuid:1", now, true, false, false});
    EXPECT_NE(text.find("\r\nDate: Tue, 24 Nov 2026 15:30:00 GMT\r\n"), std::string::npos) << text;
    EXPECT_TRUE(text.ends_with("\r\n\r\n{}"));
}

TEST(Rendering, AnAnswerToHeadHasNoBody) {
    const auto text = http::render(http::json_response(200, "{}"), {"urn:uuid:1", {}, true, true, true});
    EXPECT_TRUE(text.ends_with("\r\n\r\n"));
    EXPECT_NE(text.find("Content-Length: 2\r\n"), std::string::npos);
}

}  // namespace
}  // namespace hometime::test

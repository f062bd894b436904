// What needs no server; the rest is in tests/e2e/push.
#include "notifier/channels/https_post.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace hometime {
namespace {

using std::chrono::seconds;
constexpr std::chrono::milliseconds kPatience{5000};
const UtcTime kNow = parse_utc_time("1994-11-06T08:49:00Z").value();

TEST(RetryAfter, IsSecondsOrADateInAnyOfThreeForms) {
    EXPECT_EQ(parse_retry_after("0", kNow), seconds{0});
    EXPECT_EQ(parse_retry_after(" 120 ", kNow), seconds{120});
    EXPECT_EQ(parse_retry_after("Sun, 06 Nov 1994 08:49:37 GMT", kNow), seconds{37});
    EXPECT_EQ(parse_retry_after("Sunday, 06-Nov-94 08:49:37 GMT", kNow), seconds{37});
    EXPECT_EQ(parse_retry_after("Sun Nov  6 08:49:37 1994", kNow), seconds{37});
}

TEST(RetryAfter, OfADateIsNeverTooShort) {
    const auto half_past = kNow + std::chrono::milliseconds{500};
    EXPECT_EQ(parse_retry_after("Sun, 06 Nov 1994 08:49:37 GMT", half_past), seconds{37});
}

TEST(RetryAfter, ThatHasPassedIsNow) {
    EXPECT_EQ(parse_retry_after("Sun, 06 Nov 1994 08:48:59 GMT", kNow), seconds{0});
}

TEST(RetryAfter, IsADayAtMost) {
    EXPECT_EQ(parse_retry_after("86399", kNow), seconds{86399});
    EXPECT_EQ(parse_retry_after("86401", kNow), seconds{86400});
    EXPECT_EQ(parse_retry_after(std::string(40, '9'), kNow), seconds{86400});
    EXPECT_EQ(parse_retry_after("Tue, 08 Nov 1994 08:49:37 GMT", kNow), seconds{86400});
}

TEST(RetryAfter, OfAnotherFormIsNone) {
    for (const auto* text : {"", " ", "-1", "1.5", "soon", "3 s", "1994-11-06 08:49:37", "Sun, 06 Nov 1994", "a:b",
                             "99999999999999999999999999999999999999999"}) {
        EXPECT_FALSE(parse_retry_after(text, kNow)) << text;
    }
}

PostFailure failure(const PostResult& posted) {
    return posted ? throw std::logic_error("there was an answer") : posted.error();
}

TEST(HttpsPoster, SendsNothingToWhatIsNoHttpsUrl) {
    HttpsPoster poster;
    for (const auto* url : {"", "nothing", "http://127.0.0.1:9/", "https://user@127.0.0.1:9/",
                            "https://127.0.0.1:9/#part", "file:///etc/passwd", "gopher://127.0.0.1:9/"}) {
        EXPECT_EQ(failure(poster.post({url, {}, "body"}, kNow, kPatience)), PostFailure::bad_url) << url;
    }
}

/// Each of these would be connected to before its certificate could be looked at; it is refused before that.
TEST(HttpsPoster, ConnectsToNoAddressThatIsNotPublic) {
    HttpsPoster poster;
    for (const auto* host : {"127.0.0.1", "localhost", "2130706433", "0x7f.1", "0177.0.0.1", "0.0.0.0", "10.0.0.1",
                             "169.254.169.254", "100.64.0.1", "192.168.1.1", "[::1]", "[::]", "[::ffff:127.0.0.1]",
                             "[::ffff:7f00:1]", "[fe80::1]", "[fd00::1]", "224.0.0.1"}) {
        const auto url = "https://" + std::string(host) + ":9/";
        EXPECT_EQ(failure(poster.post({url, {}, "body"}, kNow, kPatience)), PostFailure::forbidden) << host;
    }
}

TEST(HttpsPoster, SpeaksPlainHttpToLoopbackOnlyAndOnlyWhereItMay) {
    HttpsPoster plain(PostSettings{.public_only = false, .plain_loopback = true});
    EXPECT_EQ(failure(plain.post({"http://192.0.2.1:9/", {}, ""}, kNow, kPatience)), PostFailure::forbidden);
    EXPECT_EQ(failure(plain.post({"http://8.8.8.8:9/", {}, ""}, kNow, kPatience)), PostFailure::forbidden);
}

TEST(HttpsPoster, WithoutTimeSendsNothing) {
    HttpsPoster poster(PostSettings{.public_only = false});
    EXPECT_EQ(failure(poster.post({"https://127.0.0.1:9/", {}, ""}, kNow, std::chrono::milliseconds{0})),
              PostFailure::timed_out);
    EXPECT_EQ(failure(poster.post({"https://127.0.0.1:9/", {}, ""}, kNow, std::chrono::milliseconds{-5})),
              PostFailure::timed_out);
}

TEST(HttpsPoster, TakesNoHeaderThatWouldBeTwo) {
    HttpsPoster poster(PostSettings{.public_only = false});
    const PostRequest request{"https://127.0.0.1:9/", {{"Topic", "a\r\nEvil: b"}}, ""};
    EXPECT_THROW(std::ignore = poster.post(request, kNow, kPatience), std::invalid_argument);
}

}  // namespace
}  // namespace hometime

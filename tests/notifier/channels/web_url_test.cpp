#include "notifier/channels/web_url.h"

#include <gtest/gtest.h>

namespace hometime {
namespace {

std::string origin_of(std::string_view url) {
    const auto parsed = parse_web_url(url);
    return parsed ? parsed->origin : "none";
}

TEST(WebUrl, OriginIsSchemeHostAndAPortThatIsNotTheUsualOne) {
    EXPECT_EQ(origin_of("https://push.example/a/b?c"), "https://push.example");
    EXPECT_EQ(origin_of("HTTPS://Push.Example:443/a"), "https://push.example");
    EXPECT_EQ(origin_of("https://push.example:8443"), "https://push.example:8443");
    EXPECT_EQ(origin_of("http://localhost:80/"), "http://localhost");
    EXPECT_EQ(origin_of("https://[2001:DB8::1]:8443/x"), "https://[2001:db8::1]:8443");
}

TEST(WebUrl, WhatBrowsersWouldReadInAnotherWayIsNone) {
    for (const auto* url :
         {"", "push.example/a", "ftp://push.example/", "https:/push.example/", "https:///push.example/",
          "https:push.example", "https://", "https://a b/", "https://push.example\\@evil.example/",
          "https://push.example/\r\nX: y", "https://push.example/\xc3\xa4", "https://push.example:x/"}) {
        EXPECT_EQ(origin_of(url), "none") << url;
    }
}

TEST(WebUrl, AnEndpointIsHttpsWithoutUserAndFragment) {
    EXPECT_TRUE(is_endpoint("https://push.example/send/abc"));
    for (const auto* url :
         {"http://push.example/", "https://user@push.example/", "https://user:word@push.example/",
          "https://@push.example/", "https://push.example/#part", "https://push.example/#", "nothing"}) {
        EXPECT_FALSE(is_endpoint(url)) << url;
    }
    EXPECT_TRUE(is_endpoint("https://push.example/send?mail=a@b"));
}

TEST(WebUrl, IsOfAtMost1024Characters) {
    const std::string start = "https://push.example/";
    EXPECT_TRUE(is_endpoint(start + std::string(kUrlMax - start.size(), 'a')));
    EXPECT_FALSE(is_endpoint(start + std::string(kUrlMax - start.size() + 1, 'a')));
}

}  // namespace
}  // namespace hometime

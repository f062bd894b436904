#include "notifier/channels/push/subscription.h"

#include <gtest/gtest.h>

#include "tests/notifier/channels/push/rfc8291.h"

namespace hometime::push {
namespace {

/// "" when it is taken.
std::string complaint(const Subscription& subscription) {
    const auto keys = check(subscription);
    if (keys) return {};
    EXPECT_EQ(keys.error().code, ErrorCode::invalid);
    return keys.error().detail.substr(0, keys.error().detail.find(' '));
}

TEST(Subscription, GivesItsKeys) {
    const auto keys = check(rfc8291::subscription());
    ASSERT_TRUE(keys);
    EXPECT_EQ(base64url(keys->p256dh), rfc8291::kBrowserPublic);
    EXPECT_EQ(base64url(keys->auth), rfc8291::kAuth);
}

TEST(Subscription, LeadsToAnHttpsUrl) {
    EXPECT_EQ(complaint(rfc8291::subscription("http://push.example/")), "the");
    EXPECT_EQ(complaint(rfc8291::subscription("https://user@push.example/")), "the");
    EXPECT_EQ(complaint(rfc8291::subscription("https://push.example/#a")), "the");
    EXPECT_EQ(complaint(rfc8291::subscription("")), "the");
    const std::string start = "https://push.example/";
    EXPECT_EQ(complaint(rfc8291::subscription(start + std::string(1024 - start.size(), 'a'))), "");
    EXPECT_EQ(complaint(rfc8291::subscription(start + std::string(1025 - start.size(), 'a'))), "the");
}

TEST(Subscription, HasAPointOfTheCurve) {
    auto it = rfc8291::subscription();
    it.p256dh.pop_back();
    EXPECT_EQ(complaint(it), "p256dh");
    it.p256dh = std::string(87, 'A');
    EXPECT_EQ(complaint(it), "p256dh");
    it.p256dh = "";
    EXPECT_EQ(complaint(it), "p256dh");
    it.p256dh = std::string(rfc8291::kBrowserPublic) + "=";
    EXPECT_EQ(complaint(it), "p256dh");
}

TEST(Subscription, HasASecretOf16Bytes) {
    auto it = rfc8291::subscription();
    for (const std::size_t bytes : {0U, 15U, 17U}) {
        it.auth = base64url(Bytes(bytes, 7));
        EXPECT_EQ(complaint(it), "auth") << bytes;
    }
    it.auth = base64url(Bytes(16, 7));
    EXPECT_EQ(complaint(it), "");
    it.auth = "not base64url!";
    EXPECT_EQ(complaint(it), "auth");
}

/// Endpoints are secrets: whoever has one and the server's key can write there.
TEST(Subscription, WhatIsWrongNeverRepeatsIt) {
    const auto keys = check(rfc8291::subscription("http://push.example/secret-part"));
    ASSERT_FALSE(keys);
    EXPECT_EQ(keys.error().detail.find("secret-part"), std::string::npos);
}

}  // namespace
}  // namespace hometime::push

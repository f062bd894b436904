#include "notifier/channels/webhook/signature.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <vector>

namespace hometime::webhook {
namespace {

constexpr std::string_view kSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
constexpr std::string_view kId = "msg_p5jXN8AQM9LWM0D4loKWxJek";
constexpr std::string_view kBody = R"({"test": 2432232314})";
const UtcTime kThen = from_unix_micros(1'614'265'330'000'000);

std::vector<WebhookSecret> secrets(std::initializer_list<std::string_view> texts) {
    std::vector<WebhookSecret> out;
    for (const auto text : texts) out.push_back(WebhookSecret::parse(text).value());
    return out;
}

/// Source: the tests of Standard Webhooks' own libraries.
TEST(WebhookSignature, IsThatOfThePublishedExample) {
    EXPECT_EQ(signature(secrets({kSecret}), kId, kThen, kBody), "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

TEST(WebhookSignature, CoversIdTimeAndBody) {
    const auto keys = secrets({kSecret});
    const auto good = signature(keys, kId, kThen, kBody);
    EXPECT_NE(signature(keys, "msg_other", kThen, kBody), good);
    EXPECT_NE(signature(keys, kId, kThen + std::chrono::seconds{1}, kBody), good);
    EXPECT_NE(signature(keys, kId, kThen, "{}"), good);
    EXPECT_EQ(signature(keys, kId, kThen + std::chrono::milliseconds{999}, kBody), good) << "whole seconds";
}

TEST(WebhookSignature, WhileASecretChangesThereIsOneForEach) {
    SeededRandom random(7);
    const auto fresh = WebhookSecret::generate(random).text();
    const auto both = signature(secrets({fresh, kSecret}), kId, kThen, kBody);
    EXPECT_EQ(both,
              signature(secrets({fresh}), kId, kThen, kBody) + " " + signature(secrets({kSecret}), kId, kThen, kBody));
}

TEST(WebhookSignature, NeedsASecretAndAnIdWithoutFullStops) {
    EXPECT_THROW(std::ignore = signature({}, kId, kThen, kBody), std::invalid_argument);
    EXPECT_THROW(std::ignore = signature(secrets({kSecret}), "a.b", kThen, kBody), std::invalid_argument);
    EXPECT_TRUE(is_webhook_id("sch_7Q2K9D3V-10455"));
    EXPECT_TRUE(is_webhook_id(std::string(64, 'a')));
    EXPECT_FALSE(is_webhook_id(std::string(65, 'a')));
    for (const auto* bad : {"", "a.b", "a b", "a\r\nb", "\xc3\xa4"}) EXPECT_FALSE(is_webhook_id(bad)) << bad;
}

TEST(WebhookSecretText, Is24To64BytesBehindItsPrefix) {
    for (const std::size_t bytes : {24U, 32U, 64U}) {
        const auto text = "whsec_" + base64(Bytes(bytes, 1));
        const auto secret = WebhookSecret::parse(text);
        ASSERT_TRUE(secret) << bytes;
        EXPECT_EQ(secret->text(), text);
    }
    for (const std::size_t bytes : {0U, 23U, 65U}) {
        EXPECT_FALSE(WebhookSecret::parse("whsec_" + base64(Bytes(bytes, 1)))) << bytes;
    }
    EXPECT_FALSE(WebhookSecret::parse(base64(Bytes(32, 1)))) << "without its prefix it could be anything";
    EXPECT_FALSE(WebhookSecret::parse("whsec_!" + base64(Bytes(32, 1))));
}

TEST(WebhookSecretText, AFreshOneIsReadAgain) {
    SystemRandom random;
    const auto secret = WebhookSecret::generate(random);
    EXPECT_EQ(WebhookSecret::parse(secret.text())->text(), secret.text());
    EXPECT_EQ(secret.view().size(), 32U);
    EXPECT_NE(WebhookSecret::generate(random).text(), secret.text());
}

TEST(WebhookSecretText, MovesIntoAnotherOnesPlace) {
    auto keys = secrets({kSecret, "whsec_" + base64(Bytes(32, 1))});
    keys.erase(keys.begin());
    EXPECT_EQ(keys.at(0).text(), "whsec_" + base64(Bytes(32, 1)));
}

}  // namespace
}  // namespace hometime::webhook

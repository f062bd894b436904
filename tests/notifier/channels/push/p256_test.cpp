#include "notifier/channels/push/p256.h"

#include <gtest/gtest.h>

#include "tests/notifier/channels/push/rfc8291.h"

namespace hometime::push {
namespace {

TEST(P256, APrivateKeyGivesItsPoint) {
    EXPECT_EQ(base64url(rfc8291::pair_of(rfc8291::kServerPrivate).point), rfc8291::kServerPublic);
    EXPECT_EQ(base64url(rfc8291::pair_of(rfc8291::kBrowserPrivate).point), rfc8291::kBrowserPublic);
}

TEST(P256, BothSidesAgreeOnTheSameSecret) {
    const auto server = rfc8291::pair_of(rfc8291::kServerPrivate);
    const auto browser = rfc8291::pair_of(rfc8291::kBrowserPrivate);
    EXPECT_EQ(base64url(agree(server, browser.point).view()), rfc8291::kShared);
    EXPECT_EQ(base64url(agree(browser, server.point).view()), rfc8291::kShared);
}

TEST(P256, APointLiesOnTheCurve) {
    const auto good = parse_base64url(rfc8291::kBrowserPublic).value();
    ASSERT_TRUE(parse_point(good));
    auto off = good;
    off.back() ^= 1;
    EXPECT_FALSE(parse_point(off));
    auto other_form = good;
    other_form.front() = 0x06;  // A hybrid point: OpenSSL would take it.
    EXPECT_FALSE(parse_point(other_form));
    auto short_form = Bytes(good.begin(), good.begin() + 33);
    short_form.front() = 0x02 + (good.back() & 1);
    EXPECT_FALSE(parse_point(short_form));
    EXPECT_FALSE(parse_point(Bytes{0x00}));
    EXPECT_FALSE(parse_point(Bytes{}));
    EXPECT_FALSE(parse_point(Bytes(kPointBytes, 0)));
}

/// The order of the curve. Source: SEC 2 section 2.4.2.
constexpr std::string_view kOrder = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";

std::optional<KeyPair> pair_of_hex(std::string_view text) {
    const auto bytes = parse_hex(text).value();
    Secret secret;
    std::copy(bytes.begin(), bytes.end(), secret.data());
    return key_pair_of(std::move(secret));
}

TEST(P256, APrivateKeyIsFrom1ToBelowTheOrder) {
    EXPECT_FALSE(pair_of_hex(std::string(64, '0')));
    EXPECT_TRUE(pair_of_hex(std::string(63, '0') + "1"));
    std::string below(kOrder);
    below.back() = '0';
    EXPECT_TRUE(pair_of_hex(below));
    EXPECT_FALSE(pair_of_hex(kOrder));
    EXPECT_FALSE(pair_of_hex(std::string(64, 'f')));
}

/// Gives what no private key is, once.
class HighThenSeeded final : public Random {
public:
    void fill(std::span<std::uint8_t> out) override {
        if (calls++ == 0) return std::fill(out.begin(), out.end(), std::uint8_t{0xff});
        seeded_.fill(out);
    }
    int calls = 0;

private:
    SeededRandom seeded_{1};
};

TEST(P256, ADrawThatIsNoKeyIsDrawnAgain) {
    HighThenSeeded random;
    SeededRandom same(1);
    EXPECT_EQ(make_key_pair(random).point, make_key_pair(same).point);
    EXPECT_EQ(random.calls, 2);
}

TEST(P256, TwoDrawsAreTwoKeys) {
    SystemRandom random;
    EXPECT_NE(make_key_pair(random).point, make_key_pair(random).point);
}

}  // namespace
}  // namespace hometime::push

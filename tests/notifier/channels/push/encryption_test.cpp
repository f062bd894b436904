#include "notifier/channels/push/encryption.h"

#include <gtest/gtest.h>

#include <set>
#include <stdexcept>

#include "tests/notifier/channels/push/rfc8291.h"

namespace hometime::push {
namespace {

const ReceiverKeys kKeys = check(rfc8291::subscription()).value();

TEST(PushEncryption, GivesTheBytesOfTheStandardsExample) {
    const auto body = encrypt(kKeys, rfc8291::kText, rfc8291::kText.size(), rfc8291::pair_of(rfc8291::kServerPrivate),
                              rfc8291::decode<Salt>(rfc8291::kSalt));
    EXPECT_EQ(base64url(as_bytes(body)), rfc8291::kBody);
}

TEST(PushEncryption, AllBodiesHaveOneLength) {
    SystemRandom random;
    for (const std::size_t length : {0U, 1U, 100U, 1023U, 1024U}) {
        EXPECT_EQ(encrypt(kKeys, std::string(length, 'x'), random).size(), kBodyBytes) << length;
    }
    EXPECT_LE(kBodyBytes, 4096U) << "push services need not take more";
}

TEST(PushEncryption, EachHasAKeyAndASaltOfItsOwn) {
    SystemRandom random;
    std::set<std::string> salts;
    std::set<std::string> points;
    for (int i = 0; i < 5; ++i) {
        const auto body = encrypt(kKeys, "the same", random);
        salts.insert(body.substr(0, 16));
        points.insert(body.substr(21, kPointBytes));
    }
    EXPECT_EQ(salts.size(), 5U);
    EXPECT_EQ(points.size(), 5U);
}

TEST(PushEncryption, WhatFitsNoRecordIsAMistake) {
    SeededRandom random(1);
    const auto pair = make_key_pair(random);
    EXPECT_THROW(std::ignore = encrypt(kKeys, std::string(kPayloadMax + 1, 'x'), random), std::logic_error);
    EXPECT_THROW(std::ignore = encrypt(kKeys, "longer", 5, pair, Salt{}), std::logic_error);
    EXPECT_EQ(encrypt(kKeys, "longer", 4096 - kRecordExtra, pair, Salt{}).size(), kHeaderBytes + 4096);
    EXPECT_THROW(std::ignore = encrypt(kKeys, "longer", 4097 - kRecordExtra, pair, Salt{}), std::logic_error);
}

}  // namespace
}  // namespace hometime::push

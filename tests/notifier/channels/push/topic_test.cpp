#include "notifier/channels/push/topic.h"

#include <gtest/gtest.h>

namespace hometime::push {
namespace {

/// `printf abc | openssl dgst -sha256 -binary | basenc --base64url | head -c 32`, from FIPS 180's example.
TEST(PushTopic, IsTheBeginningOfTheDigestsHash) {
    EXPECT_EQ(topic_of("abc"), "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qc");
    EXPECT_EQ(topic_of("").size(), kTopicLength);
    EXPECT_NE(topic_of("abd"), topic_of("abc"));
}

}  // namespace
}  // namespace hometime::push

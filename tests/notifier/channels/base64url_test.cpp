#include "notifier/channels/base64url.h"

#include <gtest/gtest.h>

namespace hometime {
namespace {

/// RFC 4648 section 10, without its padding.
TEST(Base64Url, IsAsTheStandardPrintsIt) {
    for (const auto& [bytes, text] : {std::pair("", ""), std::pair("f", "Zg"), std::pair("fo", "Zm8"),
                                      std::pair("foo", "Zm9v"), std::pair("foob", "Zm9vYg")}) {
        EXPECT_EQ(base64url(as_bytes(bytes)), text);
        ASSERT_TRUE(parse_base64url(text));
        EXPECT_EQ(as_text(*parse_base64url(text)), bytes);
    }
    EXPECT_EQ(base64url(Bytes{0xfb, 0xff, 0xfe}), "-__-");
    EXPECT_EQ(parse_base64url("-__-"), (Bytes{0xfb, 0xff, 0xfe}));
}

TEST(Base64Url, TakesNoOtherSpelling) {
    for (const auto* text : {"Zg==", "Zh", "Z", "+//+", "Zm 9", "Zm9v\n", "Zm9vY"}) {
        EXPECT_FALSE(parse_base64url(text)) << text;
    }
}

}  // namespace
}  // namespace hometime

#include "eventstore/base/utf8.h"

#include <gtest/gtest.h>

#include <string>

namespace hometime {
namespace {

TEST(Utf8, AcceptsEveryLengthToItsLimits) {
    for (const std::string text : {"", "a", "\x7f", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf",
                                   "\xee\x80\x80", "\xef\xbf\xbf", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf"}) {
        EXPECT_TRUE(is_utf8(text)) << testing::PrintToString(text);
    }
}

TEST(Utf8, RefusesWhatIsOverlongCutShortASurrogateOrBeyondUnicode) {
    for (const std::string text : {"\x80", "\xbf", "\xc0\xaf", "\xc1\xbf", "\xc2", "\xc2\x41", "\xe0\x9f\xbf",
                                   "\xe2\x82", "\xed\xa0\x80", "\xed\xbf\xbf", "\xf0\x8f\xbf\xbf", "\xf0\x9f\x98",
                                   "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "a\xfe", "\xe2\x82\xac\xe2"}) {
        EXPECT_FALSE(is_utf8(text)) << testing::PrintToString(text);
    }
}

}  // namespace
}  // namespace hometime

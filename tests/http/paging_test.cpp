// The parameters of a list, and the text that requests may hold.
#include "daemon/http/paging.h"

#include <gtest/gtest.h>

#include "daemon/http/utf8.h"

namespace hometime {
namespace {

using Query = std::vector<std::pair<std::string, std::string>>;

std::optional<views::Page> page_for(const Query& query, http::Response& refused) {
    http::Request request;
    request.query = query;
    return http::page_of(request, refused);
}

TEST(Paging, TakesTheParametersOfAList) {
    http::Response refused;
    const auto page = page_for({{"after", "1073"}, {"limit", "5"}, {"order", "newest"}}, refused);
    ASSERT_TRUE(page);
    EXPECT_EQ(page->after, 1073U);
    EXPECT_EQ(page->limit, 5U);
    EXPECT_EQ(page->direction, Direction::backward);
}

TEST(Paging, WithoutParametersBeginsAtTheOldest) {
    http::Response refused;
    const auto page = page_for({}, refused);
    ASSERT_TRUE(page);
    EXPECT_EQ(page->after, 0U);
    EXPECT_EQ(page->limit, views::kPageMax);
    EXPECT_EQ(page->direction, Direction::forward);
}

TEST(Paging, AParameterThatCannotBeUsedIsA400) {
    const std::vector<Query> wrong{{{"limit", "0"}},   {{"limit", std::to_string(views::kPageMax + 1)}},
                                   {{"limit", ""}},    {{"limit", "-1"}},
                                   {{"limit", "+5"}},  {{"limit", "5 "}},
                                   {{"limit", "0x5"}}, {{"after", "18446744073709551616"}},
                                   {{"after", "one"}}, {{"order", "random"}},
                                   {{"order", ""}}};
    for (const auto& query : wrong) {
        http::Response refused;
        EXPECT_FALSE(page_for(query, refused)) << query.front().first << "=" << query.front().second;
        EXPECT_EQ(refused.status, 400);
    }
}

TEST(Utf8, AcceptsEveryLengthToItsLimits) {
    for (const std::string text : {"", "a", "\x7f", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf",
                                   "\xee\x80\x80", "\xef\xbf\xbf", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf"}) {
        EXPECT_TRUE(http::is_utf8(text)) << testing::PrintToString(text);
    }
}

TEST(Utf8, RefusesWhatIsOverlongCutShortASurrogateOrBeyondUnicode) {
    for (const std::string text : {"\x80", "\xbf", "\xc0\xaf", "\xc1\xbf", "\xc2", "\xc2\x41", "\xe0\x9f\xbf",
                                   "\xe2\x82", "\xed\xa0\x80", "\xed\xbf\xbf", "\xf0\x8f\xbf\xbf", "\xf0\x9f\x98",
                                   "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "a\xfe", "\xe2\x82\xac\xe2"}) {
        EXPECT_FALSE(http::is_utf8(text)) << testing::PrintToString(text);
    }
}

}  // namespace
}  // namespace hometime

// The parameters of a list.
#include "daemon/http/paging.h"

#include <gtest/gtest.h>

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

/// The numbers 1 to 10, a page at a time, as a view gives them.
std::vector<int> numbers(const views::Page& page) {
    std::vector<int> all{1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
    const bool forward = page.direction == Direction::forward;
    if (!forward) std::reverse(all.begin(), all.end());
    const auto after = static_cast<int>(page.after);
    std::erase_if(all, [&](int n) { return after != 0 && (forward ? n <= after : n >= after); });
    if (all.size() > page.limit) all.resize(page.limit);
    return all;
}

constexpr auto kPlace = [](int n) { return static_cast<std::uint64_t>(n); };

TEST(Paging, WhatIsLeftOutTakesNoPlaceAndOnlyTheEndIsEmpty) {
    const auto late = [](int n) { return n > 7; };
    EXPECT_EQ(http::page_of_those({0, 2, Direction::forward}, numbers, kPlace, late), (std::vector{8, 9}));
    EXPECT_EQ(http::page_of_those({9, 2, Direction::forward}, numbers, kPlace, late), (std::vector{10}));
    EXPECT_EQ(http::page_of_those({10, 2, Direction::forward}, numbers, kPlace, late), std::vector<int>{});
    EXPECT_EQ(http::page_of_those({9, 2, Direction::backward}, numbers, kPlace, late), (std::vector{8}));
}

TEST(Paging, PagesFollowEachOtherWithoutAGap) {
    const auto odd = [](int n) { return n % 2 == 1; };
    for (const auto direction : {Direction::forward, Direction::backward}) {
        std::vector<int> all;
        views::Page page{0, 2, direction};
        for (auto part = http::page_of_those(page, numbers, kPlace, odd); !part.empty();
             part = http::page_of_those(page, numbers, kPlace, odd)) {
            all.insert(all.end(), part.begin(), part.end());
            page.after = kPlace(part.back());
        }
        if (direction == Direction::backward) std::reverse(all.begin(), all.end());
        EXPECT_EQ(all, (std::vector{1, 3, 5, 7, 9}));
    }
}

TEST(Paging, TwoListsAreOneInTheirOrder) {
    const views::Page forward{0, 4, Direction::forward};
    EXPECT_EQ(http::merged(std::vector{1, 5, 6}, {2, 3, 9}, forward, kPlace), (std::vector{1, 2, 3, 5}));
    const views::Page backward{0, 4, Direction::backward};
    EXPECT_EQ(http::merged(std::vector{6, 5, 1}, {9, 3}, backward, kPlace), (std::vector{9, 6, 5, 3}));
}

}  // namespace
}  // namespace hometime

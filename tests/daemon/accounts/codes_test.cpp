#include "daemon/accounts/codes.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <vector>

namespace hometime {
namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

TEST(Codes, S16_HaveSeventeenCharactersThatCannotBeMistaken) {
    SeededRandom random(1);
    for (int i = 0; i < 1000; ++i) {
        const auto code = draw_code(random);
        ASSERT_EQ(code.text.size(), 17U);
        EXPECT_EQ(code.text.find_first_not_of(kAlphabet), std::string::npos) << code.text;
        EXPECT_EQ(code.selector, code.text.substr(0, 3));
    }
}

TEST(Codes, S16_AMillionAreAllDifferent) {
    SeededRandom random(2);
    std::vector<std::string> codes;
    for (int i = 0; i < 1'000'000; ++i) codes.push_back(draw_code(random).text);
    std::sort(codes.begin(), codes.end());
    EXPECT_EQ(std::adjacent_find(codes.begin(), codes.end()), codes.end());
}

TEST(Codes, EveryCharacterOfTheSecretIsDrawn) {
    SeededRandom random(3);
    std::vector<std::set<char>> at(16);
    for (int i = 0; i < 2000; ++i) {
        const auto code = draw_code(random);
        for (std::size_t k = 0; k < at.size(); ++k) at[k].insert(code.text[k]);
    }
    for (const auto& characters : at) EXPECT_EQ(characters.size(), kAlphabet.size());
}

TEST(Codes, ArePrintedInGroupsAndReadBack) {
    SeededRandom random(4);
    const auto code = draw_code(random);
    const auto text = printed(code);
    EXPECT_EQ(text.size(), 21U);
    for (const auto at : {3U, 8U, 13U, 18U}) EXPECT_EQ(text[at], '-');
    const auto read = parse_code(text);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->text, code.text);
    EXPECT_EQ(read->selector, code.selector);
}

TEST(Codes, AreReadAsPeopleTypeThem) {
    SeededRandom random(5);
    for (int i = 0; i < 500; ++i) {
        const auto code = draw_code(random);
        std::string typed = "  ";
        for (const char c : printed(code)) {
            if (c == '0')
                typed += i % 2 == 0 ? 'O' : 'o';
            else if (c == '1')
                typed += i % 2 == 0 ? 'l' : 'I';
            else if (c == '-')
                typed += ' ';
            else
                typed += c >= 'A' ? static_cast<char>(c - 'A' + 'a') : c;
        }
        const auto read = parse_code(typed);
        ASSERT_TRUE(read) << typed;
        EXPECT_EQ(read->text, code.text);
    }
}

TEST(Codes, AnySingleWrongCharacterIsNoticed) {
    SeededRandom random(6);
    for (int i = 0; i < 50; ++i) {
        const auto code = draw_code(random);
        for (std::size_t at = 0; at < code.text.size(); ++at) {
            for (const char wrong : kAlphabet) {
                auto typed = code.text;
                typed[at] = wrong;
                EXPECT_EQ(parse_code(typed).has_value(), wrong == code.text[at]) << code.text << " as " << typed;
            }
        }
    }
}

TEST(Codes, AnyTwoCharactersThatChangedPlacesAreNoticed) {
    SeededRandom random(7);
    for (int i = 0; i < 200; ++i) {
        const auto code = draw_code(random);
        for (std::size_t a = 0; a < code.text.size(); ++a) {
            for (std::size_t b = a + 1; b < code.text.size(); ++b) {
                auto typed = code.text;
                std::swap(typed[a], typed[b]);
                EXPECT_EQ(parse_code(typed).has_value(), typed == code.text) << code.text << " as " << typed;
            }
        }
    }
}

TEST(Codes, WhatIsNoCodeIsNotRead) {
    SeededRandom random(8);
    const auto code = draw_code(random).text;
    for (const auto& typed : {std::string(), std::string("-"), code.substr(0, 16), code + "0", "U" + code.substr(1),
                              code + code, code.substr(0, 16) + "*", std::string(1'000'000, '0')}) {
        EXPECT_FALSE(parse_code(typed)) << typed.substr(0, 40);
    }
}

}  // namespace
}  // namespace hometime

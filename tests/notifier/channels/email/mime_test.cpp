#include "notifier/channels/email/mime.h"

#include <gtest/gtest.h>

#include "eventstore/base/random.h"
#include "eventstore/base/utf8.h"
#include "tests/notifier/channels/email/parsed_mail.h"
#include "tests/support/environment.h"

namespace hometime::email {
namespace {

/// RFC 2045, 6.7: printable or CRLF, lines of at most 76, none ends with a blank, "=" before hex or a line's end.
void expect_well_formed(std::string_view quoted) {
    std::size_t column = 0;
    for (std::size_t i = 0; i < quoted.size(); ++i) {
        if (quoted.substr(i, 2) == "\r\n") {
            EXPECT_LE(column, kLineMax);
            EXPECT_FALSE(i > 0 && (quoted[i - 1] == ' ' || quoted[i - 1] == '\t'));
            column = 0;
            ++i;
            continue;
        }
        ++column;
        EXPECT_TRUE((quoted[i] >= ' ' && quoted[i] <= '~') || quoted[i] == '\t') << testing::PrintToString(quoted);
        if (quoted[i] == '=') {
            const auto next = quoted.substr(i + 1, 2);
            EXPECT_TRUE(next == "\r\n" || (next.size() == 2 && parse_hex(next))) << next;
        }
    }
    EXPECT_LE(column, kLineMax);
    EXPECT_FALSE(quoted.ends_with(' ') || quoted.ends_with('\t'));
}

std::string with_crlf(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\n' && (i == 0 || text[i - 1] != '\r')) out += '\r';
        out += text[i];
    }
    return out;
}

TEST(QuotedPrintable, LeavesPlainLinesAlone) {
    EXPECT_EQ(quoted_printable("Two families have written.\n.\nReply by 16:00.\n"),
              "Two families have written.\r\n.\r\nReply by 16:00.\r\n");
    EXPECT_EQ(quoted_printable(""), "");
    EXPECT_EQ(quoted_printable("no end"), "no end");
    EXPECT_EQ(quoted_printable("\n\r\n"), "\r\n\r\n");
}

TEST(QuotedPrintable, WritesWhatIsNotPlainAsHex) {
    EXPECT_EQ(quoted_printable("Zoë = 1\n"), "Zo=C3=AB =3D 1\r\n");
    EXPECT_EQ(quoted_printable("blank \nand tab\t\r\n mid\tdle"), "blank=20\r\nand tab=09\r\n mid\tdle");
    EXPECT_EQ(quoted_printable("a\rb\r\r\n"), "a=0Db=0D\r\n") << "a CR alone is no line end";
    EXPECT_EQ(quoted_printable(std::string("\0\x7f", 2)), "=00=7F");
}

TEST(QuotedPrintable, BreaksLinesAtSeventySix) {
    EXPECT_EQ(quoted_printable(std::string(76, 'x')), std::string(76, 'x'));
    EXPECT_EQ(quoted_printable(std::string(77, 'x')), std::string(75, 'x') + "=\r\nxx");
    EXPECT_EQ(quoted_printable(std::string(73, 'x') + "="), std::string(73, 'x') + "=3D");
    EXPECT_EQ(quoted_printable(std::string(74, 'x') + "="), std::string(74, 'x') + "=\r\n=3D");
}

TEST(QuotedPrintable, DecodesToTheSameText) {
    const auto seed = hometime::test::given("HOMETIME_TEST_SEED", 41);
    SCOPED_TRACE(seed);
    SeededRandom random(seed);
    constexpr std::string_view kLikely = "\r\n =.\t-_?ab";
    for (int round = 0; round < 3000; ++round) {
        std::string text;
        for (const auto byte : random.bytes<200>()) {
            text += byte < 160 ? kLikely[byte % kLikely.size()] : static_cast<char>(random.bytes<1>()[0]);
        }
        const auto quoted = quoted_printable(text);
        expect_well_formed(quoted);
        ASSERT_EQ(hometime::test::decode_quoted_printable(quoted), with_crlf(text)) << testing::PrintToString(text);
    }
}

TEST(HeaderText, IsLeftAloneWherePlainAndShort) {
    EXPECT_EQ(header_text("2 families have written", 9), "2 families have written");
    EXPECT_EQ(header_text(std::string(67, 'x'), 9), std::string(67, 'x'));
    EXPECT_TRUE(header_text(std::string(68, 'x'), 9).starts_with("=?UTF-8?B?"));
    EXPECT_TRUE(header_text(" x", 9).starts_with("=?UTF-8?B?")) << "a reader would drop the blank";
    EXPECT_TRUE(header_text("=?UTF-8?B?eA==?=", 9).starts_with("=?UTF-8?B?PT")) << "a reader would show an x";
}

TEST(HeaderText, EncodesWholeCharactersOnShortLines) {
    std::string text;
    for (int i = 0; i < 60; ++i) text += "a€😀ß";
    const auto value = header_text(text, 9);
    std::string line = std::string(9, ' ');
    for (std::size_t i = 0; i <= value.size(); ++i) {
        if (i == value.size() || value.substr(i, 2) == "\r\n") {
            EXPECT_LE(line.size(), kLineMax);
            const auto word = line.substr(line.find("=?"));
            EXPECT_TRUE(is_utf8(hometime::test::decode_words(word))) << word;
            line.clear();
            ++i;
        } else {
            line += value[i];
        }
    }
    std::string unfolded;
    for (const char c : value) {
        if (c != '\r' && c != '\n') unfolded += c;
    }
    EXPECT_EQ(hometime::test::decode_words(unfolded), text);
}

TEST(HeaderPhrase, GoesBetweenQuotationMarks) {
    EXPECT_EQ(header_phrase("Hill School", 6), "\"Hill School\"");
    EXPECT_EQ(header_phrase("\"Hill\" \\ Dale, <x>", 6), "\"\\\"Hill\\\" \\\\ Dale, <x>\"");
    EXPECT_EQ(header_phrase("École", 6), "=?UTF-8?B?w4ljb2xl?=");
}

}  // namespace
}  // namespace hometime::email

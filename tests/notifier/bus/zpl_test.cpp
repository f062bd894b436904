#include "notifier/bus/zpl.h"

#include <gtest/gtest.h>

namespace hometime::bus {
namespace {

std::string value_of(const ZplFile& file, std::string_view path) {
    for (const auto& entry : file.entries) {
        if (entry.path == path) return entry.value;
    }
    return "(absent)";
}

TEST(Zpl, ReadsNamesBelowSectionsWithAndWithoutQuotes) {
    const auto file = parse_zpl(
        "# a certificate\n"
        "\n"
        "metadata\n"
        "    name = \"mis # sync\"  # its name\n"
        "    plain = two words   # not this\r\n"
        "    apostrophe = 'a \"quote\"'\n"
        "curve\n"
        "    public-key = \"a#b$c\"\n"
        "top = 1");
    ASSERT_TRUE(file.errors.empty()) << file.errors.front().message;
    EXPECT_EQ(value_of(file, "metadata/name"), "mis # sync");
    EXPECT_EQ(value_of(file, "metadata/plain"), "two words");
    EXPECT_EQ(value_of(file, "metadata/apostrophe"), "a \"quote\"");
    EXPECT_EQ(value_of(file, "curve/public-key"), "a#b$c");
    EXPECT_EQ(value_of(file, "top"), "1");
    EXPECT_EQ(file.entries[0].line, 4U);
    EXPECT_EQ(file.entries[0].column, 12U);
}

struct Mistake {
    const char* name;
    std::string text;
    std::uint32_t line;
    std::uint32_t column;
};
class ZplMistake : public testing::TestWithParam<Mistake> {};

TEST_P(ZplMistake, IsFoundAtItsPlace) {
    const auto file = parse_zpl(GetParam().text);
    ASSERT_EQ(file.errors.size(), 1U);
    EXPECT_EQ(file.errors[0].line, GetParam().line) << file.errors[0].message;
    EXPECT_EQ(file.errors[0].column, GetParam().column) << file.errors[0].message;
}

INSTANTIATE_TEST_SUITE_P(
    All, ZplMistake,
    testing::Values(Mistake{"odd_indent", "a\n   b = 1\n", 2, 4}, Mistake{"skipped_level", "a\n        b = 1\n", 2, 9},
                    Mistake{"no_value", "a =\n", 1, 4}, Mistake{"no_equals", "a b\n", 1, 3},
                    Mistake{"open_quote", "a = \"b\n", 1, 5}, Mistake{"after_the_quote", "a = \"b\" c\n", 1, 9},
                    Mistake{"twice", "a = 1\na = 2\n", 2, 5}, Mistake{"tab", "\ta = 1\n", 1, 1},
                    Mistake{"not_ascii", "a = \"\xC3\xBC\"\n", 1, 6}, Mistake{"no_name", "= 1\n", 1, 1},
                    Mistake{"too_deep", "a\n    b\n        c\n            d\n                e\n", 5, 17},
                    Mistake{"long_line", std::string(kZplLineMax + 1, 'a'), 1, kZplLineMax + 1},
                    Mistake{"large", std::string(kZplBytesMax + 1, '\n'), 0, 0}),
    [](const auto& info) { return info.param.name; });

TEST(Zpl, AFileOfTheLargestSizeIsRead) {
    EXPECT_TRUE(parse_zpl(std::string(kZplBytesMax, '\n')).errors.empty());
    EXPECT_TRUE(parse_zpl("a = " + std::string(kZplLineMax - 4, 'b')).errors.empty());
    EXPECT_TRUE(parse_zpl("").errors.empty());
}

}  // namespace
}  // namespace hometime::bus

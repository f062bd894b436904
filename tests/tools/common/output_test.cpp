#include "tools/common/output.h"

#include <gtest/gtest.h>

namespace hometime::tools {
namespace {

using boost::json::array;
using boost::json::object;

/// What `print` writes to standard output.
template <class Print>
std::string printed(Print print) {
    testing::internal::CaptureStdout();
    print();
    return testing::internal::GetCapturedStdout();
}
const array kRows{object{{"name", "Zoë"}, {"classes", {"Oak", "Elm"}}, {"held", 2}},
                  object{{"name", "Al"}, {"held", nullptr}, {"more", "unseen"}}};

TEST(Output, ATableAlignsItsColumnsByWhatATerminalShows) {
    EXPECT_EQ(printed([] { Output(false).table(kRows, {"name", "held", "classes"}); }),
              "name  held  classes\n"
              "Zoë   2     Oak, Elm\n"
              "Al    -     -\n");
}

TEST(Output, AnEmptyTableSaysSo) {
    EXPECT_EQ(printed([] { Output(false).table(array{}, {"name"}); }), "name\n(none)\n");
}

TEST(Output, JsonIsOneDocumentOnALineAndNothingElse) {
    const Output out(true);
    EXPECT_EQ(printed([&] { out.table(kRows, {"name"}); }), boost::json::serialize(kRows) + "\n");
    EXPECT_EQ(printed([&] { out.table(array{}, {"name"}); }), "[]\n");
    EXPECT_EQ(printed([&] { out.object(object{{"a", 1}}); }), "{\"a\":1}\n");
    EXPECT_EQ(printed([&] { out.say("Imported."); }), "");
}

TEST(Output, AnObjectIsALineForEachMember) {
    EXPECT_EQ(printed([] { Output(false).object(object{{"a", 1}, {"b", nullptr}, {"c", array{1, 2}}}); }),
              "a: 1\nb: -\nc: 1, 2\n");
    EXPECT_EQ(printed([] { Output(false).say("Imported."); }), "Imported.\n");
}

TEST(Output, WhatStandsInAMemberIsIndentedBelowIt) {
    const object whole{{"held", 2}, {"office", object{{"phone", "1"}, {"hours", nullptr}}}, {"people", kRows}};
    EXPECT_EQ(printed([&] { Output(false).object(whole); }),
              "held: 2\n"
              "office:\n"
              "  phone: 1\n"
              "  hours: -\n"
              "people:\n"
              "  name  classes   held\n"
              "  Zoë   Oak, Elm  2\n"
              "  Al    -         -\n");
}

TEST(Output, CellsOfEveryKind) {
    EXPECT_EQ(cell(nullptr), "-");
    EXPECT_EQ(cell(true), "yes");
    EXPECT_EQ(cell(false), "no");
    EXPECT_EQ(cell("text"), "text");
    EXPECT_EQ(cell(-5), "-5");
    EXPECT_EQ(cell(array{}), "-");
    EXPECT_EQ(cell(array{"a", nullptr, array{1, 2}}), "a, -, 1, 2");
    EXPECT_EQ(cell(object{{"a", 1}}), "{\"a\":1}");
}

TEST(Output, WidthIsCodePoints) {
    EXPECT_EQ(width(""), 0U);
    EXPECT_EQ(width("Łucja"), 5U);
    EXPECT_EQ(width("日本"), 2U);
}

TEST(Output, NoBarWithoutATerminal) {
    testing::internal::CaptureStderr();
    {
        Progress bar("Working", 0);
        bar.at(0);
        bar.at(7);
    }
    const auto text = testing::internal::GetCapturedStderr();
    EXPECT_EQ(text, "");
}

}  // namespace
}  // namespace hometime::tools

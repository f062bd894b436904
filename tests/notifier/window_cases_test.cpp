#include "notifier/window_cases.h"

#include <gtest/gtest.h>

#include "tests/support/folder_faults.h"

namespace hometime {
namespace {

const std::filesystem::path kOwn = HOMETIME_SOURCE_DIR "/tests/notifier/data/window_cases.json";
const std::filesystem::path kShared = HOMETIME_SOURCE_DIR "/../shared/data/window_cases.json";

std::string replaced(std::string text, std::string_view from, std::string_view to) {
    return text.replace(text.find(from), from.size(), to);
}

TEST(WindowCases, OurOwnAllHold) {
    const auto report = check_window_cases(test::slurp(kOwn));
    ASSERT_TRUE(report) << report.error().detail;
    EXPECT_EQ(report->mismatches, std::vector<std::string>{});
    EXPECT_EQ(report->passed, 16U);
}

TEST(WindowCases, TheSharedOnesAllHold) {
    if (!std::filesystem::exists(kShared)) GTEST_SKIP() << "the shared worked cases are not beside this project";
    const auto report = check_window_cases(test::slurp(kShared));
    ASSERT_TRUE(report) << report.error().detail;
    EXPECT_EQ(report->mismatches, std::vector<std::string>{});
    EXPECT_GE(report->passed, 40U);
}

TEST(WindowCases, AnAnswerThatDiffersIsNamedWithBothAnswers) {
    auto text = test::slurp(kOwn);
    text = replaced(text, R"("expected_release_utc": "2026-11-24T15:30:00Z")",
                    R"("expected_release_utc": "2026-11-24T15:31:00Z")");
    text = replaced(text, R"("expected_due_utc": "2026-11-24T17:00:00Z")", R"("expected_due_utc": null)");
    const auto report = check_window_cases(text);
    ASSERT_TRUE(report) << report.error().detail;
    EXPECT_EQ(report->passed, 15U);
    ASSERT_EQ(report->mismatches.size(), 1U);
    EXPECT_EQ(report->mismatches.front(),
              "while-teaching: release expected 2026-11-24T15:31:00Z, got 2026-11-24T15:30:00Z; "
              "due expected never, got 2026-11-24T17:00:00Z");
}

TEST(WindowCases, AnAnswerWhereNeverWasExpectedDiffers) {
    const auto text = replaced(test::slurp(kOwn), R"("to": "2027-07-06")", R"("to": "2027-07-07")");
    const auto earlier = replaced(text, R"([{"from": "2027-07-06")", R"([{"from": "2027-07-05")");
    const auto report = check_window_cases(earlier);
    ASSERT_TRUE(report) << report.error().detail;
    ASSERT_EQ(report->mismatches.size(), 1U);
    EXPECT_TRUE(report->mismatches.front().starts_with("551-days-ahead-is-never: release expected never, got 2027-"));
}

TEST(WindowCases, WhatCannotBeReadIsInvalid) {
    const auto own = test::slurp(kOwn);
    for (const auto& [text, named] : std::vector<std::pair<std::string, std::string>>{
             {"", ""},
             {"{", ""},
             {"{}", ""},
             {R"([{"name":"x"}])", "/0/zone"},
             {replaced(own, "Europe/London", "Europe/Londen"), "while-teaching"},
             {replaced(own, R"("15:30")", R"("25:30")"), "/0/weekly_windows/0/start"},
             {replaced(own, "2026-11-24T11:10:00Z", "yesterday"), "/0/now_utc"}}) {
        const auto report = check_window_cases(text);
        ASSERT_FALSE(report) << text.substr(0, 40);
        EXPECT_EQ(report.error().code, ErrorCode::invalid);
        EXPECT_NE(report.error().detail.find(named), std::string::npos) << report.error().detail;
    }
    EXPECT_EQ(check_window_cases("[]")->passed, 0U);
}

}  // namespace
}  // namespace hometime

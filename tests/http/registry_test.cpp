// The registries of problems and refusals: what a person reads when something cannot be done.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "daemon/commands/refusal.h"
#include "daemon/http/problem.h"

namespace hometime {
namespace {

bool is_code(std::string_view code) {
    return !code.empty() &&
           std::all_of(code.begin(), code.end(), [](char c) { return (c >= 'a' && c <= 'z') || c == '-'; });
}

template <class Entry>
void expect_sound(const Entry& entry, std::set<std::string_view>& codes) {
    SCOPED_TRACE(entry.code);
    EXPECT_TRUE(is_code(entry.code));
    EXPECT_TRUE(codes.insert(entry.code).second) << "a code says one thing";
    EXPECT_GE(entry.status, 400);
    EXPECT_LE(entry.status, 599);
    EXPECT_FALSE(entry.title.empty());
    EXPECT_TRUE(entry.detail.ends_with('.') || entry.detail.ends_with('?')) << "a sentence: " << entry.detail;
}

TEST(Registry, EveryProblemAndEveryRefusalHasACodeOfItsOwnAndASentence) {
    std::set<std::string_view> codes;
    for (const auto& entry : http::problems()) expect_sound(entry, codes);
    for (const auto& entry : refusals()) expect_sound(entry, codes);
    EXPECT_GE(codes.size(), 60U);
}

/// Each enumerator up to the last has an entry, and finds it.
TEST(Registry, NoProblemAndNoRefusalIsWithoutAnEntry) {
    ASSERT_EQ(http::problems().size(), static_cast<std::size_t>(http::Problem::backups_not_configured) + 1);
    for (std::size_t i = 0; i < http::problems().size(); ++i) {
        EXPECT_EQ(http::info(static_cast<http::Problem>(i)).problem, static_cast<http::Problem>(i));
    }
    ASSERT_EQ(refusals().size(), static_cast<std::size_t>(Refusal::unknown_dead_letter) + 1);
    for (std::size_t i = 0; i < refusals().size(); ++i) {
        EXPECT_EQ(info(static_cast<Refusal>(i)).refusal, static_cast<Refusal>(i));
    }
}

}  // namespace
}  // namespace hometime

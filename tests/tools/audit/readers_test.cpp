#include "tools/audit/readers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/tools/audit/school_folder.h"
#include "tools/audit/difference.h"
#include "tools/audit/replay.h"

namespace hometime::tools {
namespace {

using test::SchoolFolder;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

SchoolId school() {
    return SchoolFolder::left().school;
}

/// "staff:12" -> the operations, of those who could read.
using Readers = std::map<std::string, std::set<std::string>>;
Readers readers(const std::string& thing, const std::string& at = {}) {
    const SchoolFolder folder;
    const auto answer = who_could_read(folder.path(), school(), thing, at);
    EXPECT_TRUE(answer) << answer.error().detail;
    Readers all;
    if (!answer) return all;
    for (const auto& one : answer->at("readers").as_array()) {
        const auto& person = one.at("person");
        auto& by = all[std::string(person.at("kind").as_string()) + ":" +
                       std::to_string(person.at("id").to_number<std::uint64_t>())];
        for (const auto& operation : one.at("by").as_array()) by.emplace(operation.as_string());
    }
    return all;
}
std::string message(MessageId id) {
    return "message:" + std::to_string(id.value);
}
std::string tina() {
    return "staff:" + std::to_string(SchoolFolder::left().tina.value);
}

TEST(WhoCouldRead, AReleasedMessageIsItsTeachersAndItsWritersAndTheLeaderships) {
    const auto all = readers(message(SchoolFolder::left().own));
    EXPECT_EQ(all.at(tina()), std::set<std::string>{"read_message"});
    const auto writers =
        std::count_if(all.begin(), all.end(), [](const auto& one) { return one.first.starts_with("guardian:"); });
    EXPECT_EQ(writers, 1);
    const auto inspectors = std::count_if(all.begin(), all.end(), [](const auto& one) {
        return one.second.contains("inspect_thread") && one.second.contains("export_subject");
    });
    EXPECT_EQ(inspectors, 1) << "SLT, by a look that is itself recorded";
    EXPECT_EQ(all.size(), 3U);
}

TEST(WhoCouldRead, AHeldMessageIsNotItsTeachersYet) {
    const auto all = readers(message(SchoolFolder::left().held));
    EXPECT_THAT(all, Not(Contains(testing::Key(tina()))));
    EXPECT_EQ(all.size(), 2U);
}

TEST(WhoCouldRead, TheAnswerIsOfItsMoment) {
    const auto own = SchoolFolder::left().own;
    const SchoolFolder folder;
    EXPECT_EQ(who_could_read(folder.path(), school(), message(own), std::to_string(own.value - 1)).error().code,
              ErrorCode::not_found)
        << "it was not written yet";
    const auto then = readers(message(own), std::to_string(own.value));
    EXPECT_FALSE(then.empty());
    const auto answer = who_could_read(folder.path(), school(), message(own), std::to_string(own.value)).value();
    EXPECT_EQ(answer.at("sequence"), own.value);
    EXPECT_NE(answer.at("policy"), 0);
}

TEST(WhoCouldRead, EveryKindOfThingHasAnAnswer) {
    const SchoolFolder folder;
    std::map<std::string, std::uint64_t> things{{"feed", 0}};  // One of each kind, from the facts that made them.
    ASSERT_TRUE(dump(folder.path(), school(), Sequence{1}, Sequence{0}, [&](const boost::json::object& line) {
        const auto sequence = line.at("sequence").to_number<std::uint64_t>();
        const auto type = std::string(line.at("type").as_string());
        const auto& fact = line.at("fact");
        if (type == "message_sent") things["thread"] = fact.at("thread").to_number<std::uint64_t>();
        if (type == "posted") things["post"] = sequence;
        if (type == "concern_raised") things["concern"] = sequence;
        if (type == "message_reported") things["report"] = sequence;
        if (type == "meeting_requested") things["meeting"] = sequence;
        if (type == "guardian_linked") {
            things["conduct"] = fact.at("guardian").to_number<std::uint64_t>();
            for (const auto* kind : {"pupil", "points", "restrictions"}) {
                things[kind] = fact.at("pupil").to_number<std::uint64_t>();
            }
        }
    }));
    EXPECT_EQ(things.size(), 10U);
    for (const auto& [kind, id] : things) EXPECT_FALSE(readers(kind + ":" + std::to_string(id)).empty()) << kind;
}

TEST(WhoCouldRead, WhatIsNoThingIsAnError) {
    const SchoolFolder folder;
    for (const std::string thing : {"", "message", "message:", "message:x", "message:-1", "secret:1", "message:1 "}) {
        const auto answer = who_could_read(folder.path(), school(), thing, {});
        ASSERT_FALSE(answer) << thing;
        EXPECT_EQ(answer.error().code, ErrorCode::invalid);
    }
    EXPECT_EQ(who_could_read(folder.path(), school(), "message:999999", {}).error().code, ErrorCode::not_found);
    EXPECT_EQ(who_could_read(folder.path(), school(), "message:1", {}).error().code, ErrorCode::not_found);
    EXPECT_EQ(who_could_read(folder.path(), SchoolId{1}, "message:1", {}).error().code, ErrorCode::not_found);
}

TEST(ReplayView, EveryViewIsShownWithNamesForItsRows) {
    const SchoolFolder folder;
    std::size_t rows = 0;
    for (const auto& projection : views::all_projections()) {
        const auto name = std::string(projection->view().name);
        const auto end = replay_view(folder.path(), school(), name, {}, [&](const boost::json::object& line) {
            ++rows;
            EXPECT_THAT(std::string(line.at("row").as_string()), Not(HasSubstr("kind "))) << name;
            EXPECT_FALSE(line.at("value").is_string()) << name << ": not JSON";
            for (const auto* text : {"Tina", "Otis", "Lane", "green bottles"}) {
                EXPECT_THAT(boost::json::serialize(line), Not(HasSubstr(text))) << name;
            }
        });
        ASSERT_TRUE(end) << end.error().detail;
        EXPECT_TRUE(replay_view(folder.path(), school(), to_string(projection->view()), "1", [](const auto&) {}));
    }
    EXPECT_GT(rows, 300U);
    const auto unknown = replay_view(folder.path(), school(), "secrets", {}, [](const auto&) {});
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().code, ErrorCode::invalid);
    EXPECT_THAT(unknown.error().detail, HasSubstr("inbox"));
}

TEST(Difference, BetweenAMomentAndItselfThereIsNone) {
    const SchoolFolder folder;
    const auto count = difference_between(folder.path(), school(), "100", "100", [](const auto&) { FAIL(); });
    ASSERT_TRUE(count) << count.error().detail;
    EXPECT_FALSE(count->any());
}

TEST(Difference, AHeldMessageAddsARowOfStateAndItsRowsInViews) {
    const SchoolFolder folder;
    const auto held = SchoolFolder::left().held.value;
    std::set<std::string> seen;
    const auto count = difference_between(
        folder.path(), school(), std::to_string(held - 1), std::to_string(held), [&](const boost::json::object& line) {
            seen.insert(std::string(line.at("in").as_string()) + " " + std::string(line.at("change").as_string()) +
                        " " + std::string(line.at("row").as_string()));
            EXPECT_THAT(std::string(line.at("row").as_string()), Not(HasSubstr("kind ")));
            EXPECT_EQ(line.contains("before"), line.at("change") != "added");
            EXPECT_EQ(line.contains("after"), line.at("change") != "removed");
        });
    ASSERT_TRUE(count) << count.error().detail;
    EXPECT_THAT(seen, Contains("state added held"));
    EXPECT_THAT(seen, Contains("threads@2 added thread_item"));
    EXPECT_THAT(seen, Contains("held@1 added held_message"));
    EXPECT_GT(count->added, 2U);
    EXPECT_EQ(count->removed, 0U);

    const auto back =
        difference_between(folder.path(), school(), std::to_string(held), std::to_string(held - 1), [](const auto&) {});
    EXPECT_EQ(back->removed, count->added) << "the other way round it is taken away";
    EXPECT_EQ(back->changed, count->changed);
}

TEST(Difference, OnlyTheMembersThatChangedAreShown) {
    const SchoolFolder folder;
    const auto opened = difference_between(folder.path(), school(), "100", "", [](const boost::json::object& line) {
        if (line.at("change") != "changed" || !line.at("before").is_object()) return;
        for (const auto& [name, value] : line.at("before").as_object()) {
            const auto* other = line.at("after").as_object().if_contains(name);
            if (other != nullptr) EXPECT_NE(*other, value) << name;
        }
    });
    ASSERT_TRUE(opened) << opened.error().detail;
    EXPECT_GT(opened->changed, 0U);
}

}  // namespace
}  // namespace hometime::tools

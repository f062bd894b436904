#include "tools/audit/replay.h"

#include <gtest/gtest.h>

#include "tests/tools/audit/school_folder.h"

namespace hometime::tools {
namespace {

using test::SchoolFolder;

boost::json::object replayed(const std::string& at) {
    const SchoolFolder folder;
    const auto state = replay(folder.path(), SchoolFolder::left().school, at);
    EXPECT_TRUE(state) << state.error().detail;
    return state ? *state : boost::json::object{};
}
const boost::json::value& person(const boost::json::object& state, StaffId staff) {
    for (const auto& one : state.at("staff").as_array()) {
        if (one.at("staff").to_number<std::uint64_t>() == staff.value) return one;
    }
    throw std::out_of_range("there is no such member of staff");
}
bool lists(const boost::json::value& messages, MessageId message) {
    for (const auto& one : messages.as_array()) {
        if (one.at("message").to_number<std::uint64_t>() == message.value) return true;
    }
    return false;
}

TEST(AuditReplay, TheNewestFactShowsLinksInboxesAndWhatIsHeld) {
    const auto& left = SchoolFolder::left();
    const auto state = replayed("");
    EXPECT_EQ(state.at("school").as_string(), to_string(left.school));
    EXPECT_GE(state.at("links").as_array().size(), 2U);
    const auto& tina = person(state, left.tina);
    EXPECT_TRUE(lists(tina.at("inbox"), left.own));
    EXPECT_FALSE(lists(tina.at("inbox"), left.held));
    EXPECT_TRUE(lists(tina.at("held"), left.held));
    EXPECT_FALSE(tina.at("windows_today").as_array().empty());
}

TEST(AuditReplay, ASequenceShowsTheSchoolAsOfThatFact) {
    const auto& left = SchoolFolder::left();
    const auto before = replayed(std::to_string(left.own.value - 1));
    EXPECT_EQ(before.at("sequence"), left.own.value - 1);
    EXPECT_FALSE(lists(person(before, left.tina).at("inbox"), left.own));
    EXPECT_EQ(replayed("1").at("links").as_array().size(), 0U);
    EXPECT_EQ(replayed("1").at("staff").as_array().size(), 0U);
    EXPECT_EQ(replayed("999999999"), replayed("")) << "beyond the newest is the newest";
    EXPECT_EQ(replayed("").at("sequence"), SchoolFolder().keys(Table::records).size());
    EXPECT_EQ(replayed("").at("instant"), "2026-11-24T16:05:00Z");
}

TEST(AuditReplay, AnInstantIsInclusive) {
    const auto& left = SchoolFolder::left();
    const SchoolFolder folder;
    std::string sent_at;
    std::string held_at;
    ASSERT_TRUE(dump(folder.path(), left.school, Sequence{1}, Sequence{0}, [&](const boost::json::object& line) {
        if (line.at("sequence") == left.own.value) sent_at = line.at("recorded_at").as_string();
        if (line.at("sequence") == left.held.value) held_at = line.at("recorded_at").as_string();
    }));
    ASSERT_LT(sent_at, held_at);
    const auto at = replayed(held_at);
    EXPECT_TRUE(lists(person(at, left.tina).at("held"), left.held));
    const auto before = to_string(*parse_utc_time(held_at) - std::chrono::microseconds{1});
    EXPECT_FALSE(lists(person(replayed(before), left.tina).at("held"), left.held));
    EXPECT_EQ(replayed(before).at("instant").as_string(), before);
    EXPECT_EQ(replayed("2001-01-01T00:00:00Z").at("sequence"), 0U) << "there was nothing yet";
}

TEST(AuditReplay, S41_EachMessageHasWhatItsSenderWasTold) {
    const auto& left = SchoolFolder::left();
    const auto receipt = [](const boost::json::object& state, MessageId message) -> boost::json::value {
        for (const auto& one : state.at("receipts").as_array()) {
            if (one.at("message").to_number<std::uint64_t>() == message.value) return one;
        }
        return nullptr;
    };
    const auto now = replayed("");
    const auto held = receipt(now, left.held);
    ASSERT_TRUE(held.is_object());
    EXPECT_EQ(held.at("sent_at").as_string(), "2026-11-24T16:05:00Z");
    EXPECT_EQ(held.at("release_at").as_string(), "2026-11-25T08:00:00Z");
    EXPECT_EQ(held.at("due").as_string(), "2026-11-25T16:00:00Z");
    EXPECT_EQ(held.at("policy"), now.at("policy"));
    EXPECT_EQ(held.at("staff").to_number<std::uint64_t>(), left.tina.value);
    const auto then = replayed(std::to_string(left.own.value));
    EXPECT_EQ(receipt(then, left.own), receipt(now, left.own)) << "what was told does not change";
    EXPECT_TRUE(receipt(then, left.held).is_null()) << "and is not there before it was said";
}

TEST(AuditReplay, WhatIsNoInstantOrSchoolIsAnError) {
    const SchoolFolder folder;
    for (const std::string at : {"yesterday", "0", "-1", "12x", "2026-11-24", " 5"}) {
        const auto state = replay(folder.path(), SchoolFolder::left().school, at);
        ASSERT_FALSE(state) << at;
        EXPECT_EQ(state.error().code, ErrorCode::invalid);
    }
    const auto state = replay(folder.path(), SchoolId{1}, "");
    ASSERT_FALSE(state);
    EXPECT_EQ(state.error().code, ErrorCode::not_found);
}

TEST(AuditDump, EveryRecordIsALineAndNothingSealedIsOpened) {
    const SchoolFolder folder;
    const auto school = SchoolFolder::left().school;
    std::uint64_t next = 1;
    std::size_t sealed = 0;
    std::string all;
    ASSERT_TRUE(dump(folder.path(), school, Sequence{}, Sequence{}, [&](const boost::json::object& line) {
        EXPECT_EQ(line.at("sequence"), next++);
        sealed += line.at("sealed").as_array().size();
        all += boost::json::serialize(line);
    }));
    EXPECT_EQ(next - 1, folder.keys(Table::records).size());
    EXPECT_GT(sealed, 10U);
    for (const auto* name : {"Tina", "Otis", "Lane", "green bottles"})
        EXPECT_EQ(all.find(name), std::string::npos) << name;
}

TEST(AuditDump, ARangeIsInclusive) {
    const SchoolFolder folder;
    std::vector<std::uint64_t> seen;
    ASSERT_TRUE(
        dump(folder.path(), SchoolFolder::left().school, Sequence{3}, Sequence{5},
             [&](const boost::json::object& line) { seen.push_back(line.at("sequence").to_number<std::uint64_t>()); }));
    EXPECT_EQ(seen, (std::vector<std::uint64_t>{3, 4, 5}));
}

}  // namespace
}  // namespace hometime::tools

#include "eventstore/upcast.h"

#include <gtest/gtest.h>

namespace hometime {
namespace {

/// A fact that changed its fields twice, under a tag that stands for none of them here. Schema 1 called the pupil
/// `child` and had two texts; 2 put the texts the other way round; 3 has a count and only one text.
struct Changed {
    static constexpr auto kTag = EventTag::pupil_left;
    static constexpr std::uint16_t kSchema = 3;
    PupilId pupil;
    std::uint64_t count = 0;
    friend bool operator==(const Changed&, const Changed&) = default;
};
BOOST_DESCRIBE_STRUCT(Changed, (), (pupil, count))

bool rename_child(boost::json::object& clear) {
    const auto* child = clear.if_contains("child");
    if (child == nullptr || !child->is_number()) return false;
    clear["pupil"] = *child;
    clear.erase("child");
    return true;
}
bool begin_to_count(boost::json::object& clear) {
    clear["count"] = 1;
    return true;
}

constexpr std::array kSteps{
    UpcastStep{EventTag::pupil_left, 1, &rename_child, {2, {2, 1}}},
    UpcastStep{EventTag::pupil_left, 2, &begin_to_count, {2, {1, 0}}},
};
constexpr Upcasts kUpcasts{kSteps};

std::string refusal(std::uint16_t schema, std::string_view clear) {
    const auto fact = decode_fact<Changed>(schema, clear, kUpcasts);
    if (fact) return "read";
    EXPECT_EQ(fact.error().code, ErrorCode::corrupt);
    return fact.error().detail;
}

TEST(Upcast, EverySchemaReadsAsTheFactOfToday) {
    EXPECT_EQ(decode_fact<Changed>(1, R"({"child":17})", kUpcasts), (Changed{PupilId{17}, 1}));
    EXPECT_EQ(decode_fact<Changed>(2, R"({"pupil":17})", kUpcasts), (Changed{PupilId{17}, 1}));
    EXPECT_EQ(decode_fact<Changed>(3, R"({"pupil":17,"count":4})", kUpcasts), (Changed{PupilId{17}, 4}));
}

TEST(Upcast, ASchemaOfANewerProgramIsRefusedWithWhatToDo) {
    EXPECT_EQ(refusal(4, R"({"pupil":17,"count":4})"),
              "pupil_left: schema 4 is newer than this program knows (3): it was written by a newer version; use that "
              "one");
    EXPECT_EQ(refusal(0, "{}"), "pupil_left: a schema begins with 1");
}

TEST(Upcast, WhatAnOlderSchemaWouldNotHaveWrittenIsRefusedWithoutRepeatingIt) {
    for (const auto* clear : {R"({"pupil":17})", R"({"child":"Ada"})", R"({"child":17,"more":1})", "[]", "", "{"}) {
        const auto words = refusal(1, clear);
        EXPECT_NE(words, "read") << clear;
        EXPECT_EQ(words.find("Ada"), std::string::npos);
    }
    EXPECT_NE(refusal(3, R"({"count":4,"pupil":17})"), "read") << "today's schema is canonical";
}

TEST(Upcast, ATextIsFoundUnderTheNumberItWasSealedWith) {
    const auto stored = [](std::uint16_t schema, std::uint8_t part) {
        return kUpcasts.stored_part(EventTag::pupil_left, schema, part);
    };
    EXPECT_EQ(stored(1, 1), 2) << "the texts changed places";
    EXPECT_EQ(stored(2, 1), 1);
    EXPECT_EQ(stored(3, 1), 1);
    EXPECT_EQ(stored(1, 2), std::nullopt) << "today's fact has no second text";
    EXPECT_EQ(kUpcasts.part_count(EventTag::pupil_left, 1, 1), 2U);
    EXPECT_EQ(kUpcasts.part_count(EventTag::pupil_left, 3, 1), 1U);
    EXPECT_EQ(kUpcasts.stored_part(EventTag::message_sent, 1, 1), 1) << "a fact that never changed";
}

TEST(Upcast, StepsCoverASchemaOnlyWithoutAHole) {
    EXPECT_TRUE(kUpcasts.covers(EventTag::pupil_left, 3));
    EXPECT_FALSE(kUpcasts.covers(EventTag::pupil_left, 4)) << "the step from 3 is missing";
    EXPECT_FALSE(kUpcasts.covers(EventTag::pupil_left, 2)) << "a step leads beyond today's";
    EXPECT_TRUE(kUpcasts.covers(EventTag::message_sent, 1));
    constexpr Upcasts kHole{std::span(kSteps).subspan(1)};
    EXPECT_FALSE(kHole.covers(EventTag::pupil_left, 3));
    EXPECT_FALSE(decode_fact<Changed>(1, R"({"child":17})", kHole));
}

}  // namespace
}  // namespace hometime

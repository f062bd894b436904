#include "eventstore/base/json_object.h"

#include <gtest/gtest.h>

#include "eventstore/events/calendar_types.h"

namespace hometime::json {
namespace {

TEST(JsonObject, MembersStandInTheOrderInWhichTheyWerePut) {
    Object object;
    object.put("b", 1).put("a", true).put("n", Sequence{7});
    EXPECT_EQ(std::move(object).take(), R"({"b":1,"a":true,"n":7})");
}

TEST(JsonObject, WithoutMembersItIsEmpty) {
    EXPECT_EQ(Object(64).take(), "{}");
}

TEST(JsonObject, TextsAreEscapedHoweverTheyAreGiven) {
    Object object;
    object.put("literal", "a\"b").put("view", std::string_view("c\\d")).put("text", std::string("\ne\tf\rg\x01"));
    EXPECT_EQ(std::move(object).take(), R"({"literal":"a\"b","view":"c\\d","text":"\ne\tf\rg\u0001"})");
}

TEST(JsonObject, DescribedValuesAreWhatTheyAreElsewhere) {
    Object object;
    object.put("terms", std::vector{DateRange{*parse_local_date("2026-09-01"), *parse_local_date("2026-12-18")}});
    const auto text = std::move(object).take();
    EXPECT_EQ(text, R"({"terms":[{"from":"2026-09-01","to":"2026-12-18"}]})");
    EXPECT_EQ(boost::json::parse(text).as_object().size(), 1U);
}

}  // namespace
}  // namespace hometime::json

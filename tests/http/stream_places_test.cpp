// How many streams there may be.
#include "daemon/http/stream_places.h"

#include <gtest/gtest.h>

namespace hometime::http {
namespace {

TEST(StreamPlaces, APersonsNewestStreamTakesThePlaceOfTheirOldest) {
    StreamPlaces places(2, 10);
    const auto first = places.take(1);
    const auto second = places.take(1);
    const auto of_another = places.take(2);
    EXPECT_FALSE(first->is_wanted());
    const auto third = places.take(1);
    EXPECT_TRUE(first->is_wanted());
    EXPECT_FALSE(second->is_wanted());
    EXPECT_FALSE(third->is_wanted());
    EXPECT_FALSE(of_another->is_wanted());
}

TEST(StreamPlaces, AStreamThatEndedNeedsNoRoom) {
    StreamPlaces places(2, 10);
    auto first = places.take(1);
    const auto second = places.take(1);
    first.reset();
    const auto third = places.take(1);
    EXPECT_FALSE(second->is_wanted());
    EXPECT_FALSE(third->is_wanted());
}

TEST(StreamPlaces, AllTogetherAreBoundedAndAFreePlaceIsGivenAgain) {
    StreamPlaces places(5, 2);
    auto first = places.take(1);
    const auto second = places.take(2);
    EXPECT_EQ(places.take(3), nullptr);
    first.reset();
    EXPECT_NE(places.take(3), nullptr);
}

}  // namespace
}  // namespace hometime::http

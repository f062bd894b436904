#include "eventstore/base/canonical.h"

#include <gtest/gtest.h>

#include <limits>

#include "eventstore/base/json.h"

namespace hometime {
namespace {

enum class Colour : std::uint8_t { red, green };
BOOST_DESCRIBE_ENUM(Colour, red, green)

struct Inner {
    LocalDate date;
    std::optional<std::int64_t> number;
    friend bool operator==(const Inner&, const Inner&) = default;
};
BOOST_DESCRIBE_STRUCT(Inner, (), (date, number))

struct Everything {
    PupilId pupil;
    bool flag = false;
    std::int32_t small = 0;
    std::string text;
    std::optional<Colour> colour;
    Private secret;
    std::optional<UtcTime> at;
    LocalMinute minute;
    std::set<StaffId> staff;
    std::vector<Inner> inner;
    SchoolId school{1};
    Uuid uuid;
    friend bool operator==(const Everything&, const Everything&) = default;
};
BOOST_DESCRIBE_STRUCT(Everything, (),
                      (pupil, flag, small, text, colour, secret, at, minute, staff, inner, school, uuid))

Everything full() {
    Everything all;
    all.pupil = PupilId{std::numeric_limits<std::uint64_t>::max()};
    all.flag = true;
    all.small = std::numeric_limits<std::int32_t>::min();
    for (int c = 0; c < 256; ++c) all.text += static_cast<char>(c);
    all.colour = Colour::green;
    all.at = from_unix_micros(1'795'518'600'000'001);
    all.minute = LocalMinute{1440};
    all.staff = {StaffId{2}, StaffId{10}};
    all.inner = {{LocalDate{}, -5}, {LocalDate{}, std::nullopt}};
    return all;
}

template <class T>
bool reads(std::string_view text) {
    T out{};
    return json::read_canonical(text, out);
}

TEST(Canonical, ReadsWhatWriteWrote) {
    for (const auto& value : {full(), Everything{}}) {
        Everything read;
        ASSERT_TRUE(json::read_canonical(json::to_string(value), read));
        EXPECT_EQ(read, value);
    }
}

TEST(Canonical, LeavesPrivateMembersEmptyAndRefusesThemInTheText) {
    auto value = full();
    value.secret.text = "hidden";
    Everything read;
    ASSERT_TRUE(json::read_canonical(json::to_string(value), read));
    EXPECT_EQ(read.secret.text, "");
    EXPECT_FALSE(reads<Everything>(json::to_string(value, json::Privacy::include)));
}

TEST(Canonical, RefusesEveryPrefixOfADocument) {
    const auto text = json::to_string(full());
    for (std::size_t length = 0; length < text.size(); ++length) {
        ASSERT_FALSE(reads<Everything>(std::string_view(text).substr(0, length))) << length;
    }
}

/// Whatever is read is spelled as write spells it.
TEST(Canonical, AcceptsOneSpellingOnly) {
    const auto text = json::to_string(full());
    for (std::size_t at = 0; at < text.size(); ++at) {
        for (const char c : std::string("0179-+.,:\"\\nu \tZtzFfe[]{}\x01\x80")) {
            auto other = text;
            other[at] = c;
            Everything read;
            if (json::read_canonical(other, read)) {
                ASSERT_EQ(json::to_string(read), other) << at;
            }
            other = text;
            other.insert(at, 1, c);
            read = {};
            if (json::read_canonical(other, read)) {
                ASSERT_EQ(json::to_string(read), other) << at;
            }
        }
    }
}

TEST(Canonical, RefusesOtherSpellingsOfTheSameValue) {
    EXPECT_TRUE(reads<Inner>(R"({"date":"2026-11-24","number":-5})"));
    EXPECT_FALSE(reads<Inner>(R"({"number":-5,"date":"2026-11-24"})"));
    EXPECT_FALSE(reads<Inner>(R"({"date":"2026-11-24","number":null})"));
    EXPECT_FALSE(reads<Inner>(R"({"date":"2026-11-24","number":-0})"));
    EXPECT_FALSE(reads<Inner>(R"({"date":"2026-11-24","number":5.0})"));
    EXPECT_FALSE(reads<std::string>(R"("\u000a")"));
    EXPECT_FALSE(reads<std::string>(R"("\u001F")"));
    EXPECT_FALSE(reads<std::string>(R"("\/")"));
    EXPECT_FALSE(reads<UtcTime>(R"("2026-11-24T15:30:00.000000Z")"));
    EXPECT_FALSE(reads<UtcTime>(R"("2026-11-24T15:30:00.5Z")"));
    EXPECT_FALSE(reads<UtcTime>(R"("2026-11-24T15:30:00+00:00")"));
    EXPECT_FALSE(reads<UtcTime>(R"("2026-11-24t15:30:00Z")"));
    EXPECT_TRUE(reads<std::set<StaffId>>("[1,2]"));
    EXPECT_FALSE(reads<std::set<StaffId>>("[2,1]"));
    EXPECT_FALSE(reads<std::set<StaffId>>("[1,1]"));
}

TEST(Canonical, DecodeStillReadsOtherSpellingsAndPlacesErrors) {
    const auto read = json::decode<Inner>(R"({ "number": 3, "date": "2026-11-24" })");
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(read->number, 3);
    const auto wrong = json::decode<Inner>(R"({"date":"today"})");
    ASSERT_FALSE(wrong.has_value());
    EXPECT_EQ(wrong.error().code, ErrorCode::corrupt);
    EXPECT_EQ(wrong.error().detail, "stored JSON is not as written at /date");
}

}  // namespace
}  // namespace hometime

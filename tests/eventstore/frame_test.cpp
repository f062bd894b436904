#include "eventstore/frame.h"

#include <gtest/gtest.h>

namespace hometime {
namespace {

RecordHeader header() {
    RecordHeader header;
    header.log = Uuid{{1, 2, 3}};
    header.sequence = Sequence{7};
    header.recorded_at = from_unix_micros(1'795'518'600'000'001);
    header.tag = EventTag::pupil_left;
    header.actor = {ActorKind::administrator, 1000};
    return header;
}

const Bytes kBox(60, 0xAB);

std::string frame(const RecordHeader& h = header(), std::string_view clear = R"({"pupil":17})") {
    const std::array<SealedPartView, 2> parts{{{1, 9, kBox}, {2, 10, kBox}}};
    std::string out;
    EXPECT_TRUE(encode_frame(out, h, clear, parts).has_value());
    return out;
}

/// The same bytes with one changed and the crc made right again.
std::string forged(std::string bytes, std::size_t at, char value) {
    bytes[at] = value;
    bytes.resize(bytes.size() - kFrameCrcBytes);
    append_be(bytes, crc32c(as_bytes(bytes)));
    return bytes;
}

TEST(Frame, GivesBackWhatItWasGiven) {
    const auto bytes = frame();
    const auto record = decode_frame(bytes);
    ASSERT_TRUE(record.has_value()) << record.error().detail;
    EXPECT_EQ(record->header, header());
    EXPECT_EQ(record->clear, R"({"pupil":17})");
    ASSERT_EQ(record->sealed().size(), 2U);
    EXPECT_EQ(record->sealed()[1].part, 2);
    EXPECT_EQ(record->sealed()[1].key, 10U);
    EXPECT_TRUE(std::ranges::equal(record->sealed()[1].box, kBox));
}

TEST(Frame, IsAppendedToWhatIsThere) {
    std::string out = "before";
    ASSERT_TRUE(encode_frame(out, header(), "{}", {}).has_value());
    EXPECT_TRUE(decode_frame(std::string_view(out).substr(6)).has_value());
    EXPECT_TRUE(out.starts_with("before"));
}

TEST(Frame, RefusesEveryFlippedBit) {
    const auto bytes = frame();
    for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
        auto flipped = bytes;
        flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
        const auto record = decode_frame(flipped);
        ASSERT_FALSE(record.has_value()) << "bit " << bit;
        ASSERT_EQ(record.error().code, ErrorCode::corrupt);
    }
}

TEST(Frame, RefusesEveryOtherLength) {
    const auto bytes = frame();
    for (std::size_t length = 0; length < bytes.size(); ++length) {
        ASSERT_FALSE(decode_frame(std::string_view(bytes).substr(0, length)).has_value()) << length;
    }
    EXPECT_FALSE(decode_frame(bytes + '\0').has_value());
    EXPECT_FALSE(decode_frame(bytes + bytes).has_value());
}

/// Whatever decodes must be exactly what encode would have written: one record, one spelling.
TEST(Frame, HasOneEncodingEvenWhereTheCrcIsRight) {
    const auto bytes = frame();
    std::size_t accepted = 0;
    for (std::size_t at = 0; at < bytes.size() - kFrameCrcBytes; ++at) {
        for (const int value : {0, 1, 2, 5, 31, 127, 128, 255}) {
            const auto other = forged(bytes, at, static_cast<char>(value));
            const auto record = decode_frame(other);
            if (!record) continue;
            ++accepted;
            std::string again;
            ASSERT_TRUE(encode_frame(again, record->header, record->clear, record->sealed()).has_value()) << at;
            ASSERT_EQ(again, other) << "byte " << at;
        }
    }
    EXPECT_GT(accepted, 0U);
}

TEST(Frame, SaysWhatIsWrongAndNeverTheContent) {
    const auto flags = decode_frame(forged(frame(), 5, 1));
    EXPECT_EQ(flags.error().detail, "the record is not as written: a reserved bit is set");
    const auto version = decode_frame(forged(frame(), 4, 2));
    EXPECT_EQ(version.error().detail, "the record is not as written: its frame version is not known here");
    const auto tag = decode_frame(forged(frame(), 45, '\xFF'));
    EXPECT_EQ(tag.error().detail, "the record is not as written: there is no such kind of fact");
}

TEST(Frame, RefusesToWriteAHeaderThatNoRecordMayHave) {
    std::string out;
    auto refused = [&](RecordHeader h) {
        const auto written = encode_frame(out, h, "{}", {});
        return !written && written.error().code == ErrorCode::invalid && out.empty();
    };
    auto broken = header();
    broken.sequence = {};
    EXPECT_TRUE(refused(broken));
    broken = header();
    broken.group_index = 1;
    EXPECT_TRUE(refused(broken));
    broken = header();
    broken.tag = static_cast<EventTag>(9999);
    EXPECT_TRUE(refused(broken));
    broken = header();
    broken.actor.kind = static_cast<ActorKind>(0);
    EXPECT_TRUE(refused(broken));
    EXPECT_FALSE(refused(header()));
}

TEST(Frame, RefusesPartsOutOfOrder) {
    const std::array<SealedPartView, 2> parts{{{2, 9, kBox}, {2, 10, kBox}}};
    std::string out;
    EXPECT_FALSE(encode_frame(out, header(), "{}", parts).has_value());
}

TEST(Frame, AllowsExactlyTheLargestRecord) {
    std::string empty;
    ASSERT_TRUE(encode_frame(empty, header(), "", {}).has_value());
    const std::string fits(kRecordBytesMax - empty.size(), 'x');
    std::string out;
    EXPECT_TRUE(encode_frame(out, header(), fits, {}).has_value());
    EXPECT_EQ(out.size(), kRecordBytesMax);
    EXPECT_TRUE(decode_frame(out).has_value());
    EXPECT_FALSE(encode_frame(out, header(), fits + 'x', {}).has_value());
    EXPECT_EQ(out.size(), kRecordBytesMax);
}

}  // namespace
}  // namespace hometime

#include "eventstore/codec.h"

#include <gtest/gtest.h>

#include <set>

#include "eventstore/base/json.h"
#include "tests/support/samples.h"

namespace hometime {
namespace {

std::string clear_of(const Event& event) {
    std::string out;
    write_clear(out, event);
    return out;
}

TEST(Codec, GivesBackTheClearPartOfEveryFact) {
    for (auto event : test::sample_events()) {
        const auto clear = clear_of(event);
        const auto decoded = decode_event(tag_of(event), schema_of(event), clear);
        ASSERT_TRUE(decoded.has_value()) << name_of(tag_of(event)) << ": " << decoded.error().detail;
        clear_private(event);
        EXPECT_EQ(*decoded, event) << clear;
        EXPECT_EQ(clear_of(*decoded), clear);
    }
}

TEST(Codec, WritesNoPrivateTextIntoTheClearPart) {
    for (const auto& event : test::sample_events()) {
        const auto texts = private_texts(event);
        for (const auto text : texts.all()) {
            if (!text.empty()) {
                EXPECT_EQ(clear_of(event).find(text), std::string::npos);
            }
        }
    }
}

TEST(Codec, NumbersPrivateTextsFromOneInTheirOrder) {
    const Event reply = ReplySent{ThreadId{1}, GuardianId{2}, StaffId{3}, PupilId{4}, false, {"the text"}};
    ASSERT_EQ(private_texts(reply).count, 1U);
    EXPECT_EQ(private_texts(reply).texts[0], "the text");
    EXPECT_EQ(private_texts(PupilLeft{}).count, 0U);
}

TEST(Codec, KnowsWhoseKeySealsATextAndThatSomeFactsHaveNone) {
    const auto scope = seal_scope_of(ReplySent{{}, {}, {}, PupilId{4}, false, {}});
    ASSERT_TRUE(scope.has_value());
    EXPECT_EQ(scope->subject, (Subject{SubjectKind::pupil, 4}));
    EXPECT_EQ(scope->retention, RetentionClass::messages);
    EXPECT_FALSE(seal_scope_of(PupilLeft{PupilId{4}}).has_value());
}

TEST(Codec, RefusesASchemaFromAFutureProgramAndSaysSo) {
    const auto decoded = decode_event(EventTag::pupil_left, 2, R"({"pupil":17})");
    ASSERT_FALSE(decoded.has_value());
    EXPECT_EQ(decoded.error().code, ErrorCode::corrupt);
    EXPECT_NE(decoded.error().detail.find("schema 2 is newer than this program knows (1)"), std::string::npos);
}

TEST(Codec, RefusesAnUnknownTag) {
    for (const int tag : {0, 6, 50, 116, 65535}) {
        const auto decoded = decode_event(static_cast<EventTag>(tag), 1, "{}");
        ASSERT_FALSE(decoded.has_value()) << tag;
        EXPECT_EQ(decoded.error().code, ErrorCode::corrupt);
    }
}

TEST(Codec, RefusesEveryOtherSpellingOfAFact) {
    for (const auto* clear : {R"({"pupil": 17})", R"({"pupil":17} )", R"({"pupil":017})", R"({"pupil":-17})",
                              R"({"pupil":"17"})", R"({})", R"({"pupil":17,"class_id":1})", R"({"pupil":17,})",
                              R"([17])", "", R"({"pupil":17)", R"({"pupil":99999999999999999999})"}) {
        const auto decoded = decode_event(EventTag::pupil_left, 1, clear);
        ASSERT_FALSE(decoded.has_value()) << clear;
        EXPECT_EQ(decoded.error().detail, "pupil_left: its clear part is not as written");
    }
}

TEST(Codec, NamesEveryTagOnce) {
    std::set<std::string_view> names;
    std::set<EventTag> tags;
    for (const auto& event : test::sample_events()) {
        names.insert(name_of(tag_of(event)));
        tags.insert(tag_of(event));
    }
    EXPECT_EQ(names.size(), std::variant_size_v<EventVariant>);
    EXPECT_EQ(tags.size(), std::variant_size_v<EventVariant>);
    EXPECT_FALSE(names.contains("unknown"));
    EXPECT_EQ(name_of(EventTag::guardian_linked), "guardian_linked");
}

TEST(Codec, RefusesARecordWhoseSealedPartIsMissing) {
    RecordHeader header;
    header.sequence = Sequence{1};
    header.tag = EventTag::school_opened;
    std::string bytes;
    ASSERT_TRUE(encode_frame(bytes, header, clear_of(SchoolOpened{"UTC", {"x"}}), {}).has_value());
    const auto record = decode_record(bytes);
    ASSERT_FALSE(record.has_value());
    EXPECT_EQ(record.error().detail, "school_opened: a sealed part is missing or extra");
}

}  // namespace
}  // namespace hometime

#include "eventstore/sealing.h"

#include <gtest/gtest.h>

#include "eventstore/codec.h"
#include "tests/support/samples.h"
#include "tests/support/temp_dir.h"

namespace hometime {
namespace {

class Sealing : public testing::Test {
protected:
    Sealing() : ring_(KeyStore::create(posix_files(), dir_ / "store", Secret{}, random_).value(), random_) {}

    RecordHeader header(std::uint64_t sequence = 100) {
        RecordHeader header;
        header.log = Uuid{{9, 9}};
        header.sequence = Sequence{sequence};
        header.recorded_at = test::sample_instant();
        return header;
    }
    Record record(const Event& event, std::uint64_t sequence = 100) {
        auto h = header(sequence);
        std::string bytes;
        EXPECT_TRUE(encode_record(bytes, SchoolId{7}, h, event, ring_).has_value());
        return decode_record(bytes).value();
    }
    KeyScope scope_of(const Record& record) {
        EXPECT_TRUE(ring_.store_pending().has_value());
        const auto index = read_key_store(posix_files(), dir_ / "store", std::nullopt).value();
        return index.scopes.at(record.sealed.at(0).key - 1);
    }

    test::TempDir dir_;
    SeededRandom random_{1};
    KeyRing ring_;
};

TEST_F(Sealing, MakesARecordOfEveryFactAndOpensItsTextsAgain) {
    for (const auto& event : test::sample_events()) {
        const auto record = this->record(event);
        EXPECT_EQ(record.header.tag, tag_of(event));
        EXPECT_EQ(record.header.schema, schema_of(event));
        const auto texts = private_texts(event);
        ASSERT_EQ(record.sealed.size(), texts.count);
        for (std::size_t i = 0; i < texts.count; ++i) {
            EXPECT_EQ(unseal_part(record, static_cast<std::uint8_t>(i + 1), ring_), texts.texts[i]);
        }
        EXPECT_EQ(unseal_part(record, static_cast<std::uint8_t>(texts.count + 1), ring_).error().code,
                  ErrorCode::not_found);
    }
}

TEST_F(Sealing, PutsNoPrivateTextIntoTheBytes) {
    for (const auto& event : test::sample_events()) {
        auto h = header();
        std::string bytes;
        ASSERT_TRUE(encode_record(bytes, SchoolId{7}, h, event, ring_).has_value());
        const auto texts = private_texts(event);
        for (const auto text : texts.all()) {
            if (!text.empty()) {
                EXPECT_EQ(bytes.find(text), std::string::npos);
            }
        }
    }
}

TEST_F(Sealing, BindsATextToItsPlaceInItsLog) {
    const Event event = ReplySent{{}, {}, {}, PupilId{17}, false, {"text"}};
    auto moved = record(event);
    moved.header.sequence = Sequence{101};
    EXPECT_EQ(unseal_part(moved, 1, ring_).error().code, ErrorCode::corrupt);
    moved = record(event);
    moved.header.log = Uuid{{8, 8}};
    EXPECT_EQ(unseal_part(moved, 1, ring_).error().code, ErrorCode::corrupt);
    moved = record(event);
    moved.sealed[0].part = 2;
    EXPECT_EQ(unseal_part(moved, 2, ring_).error().code, ErrorCode::corrupt);
}

TEST_F(Sealing, UsesTheKeyOfTheSubjectInItsSchoolYear) {
    const auto reply = record(ReplySent{{}, {}, {}, PupilId{17}, false, {"text"}});
    EXPECT_EQ(scope_of(reply), (KeyScope{SchoolId{7}, {SubjectKind::pupil, 17}, RetentionClass::messages, 2026}));
}

TEST_F(Sealing, NamesAThingThatTheFactCreatesByItsOwnSequence) {
    const auto enrolled = record(PupilEnrolled{"p", ClassId{4}, "", {"{}"}}, 321);
    EXPECT_EQ(scope_of(enrolled), (KeyScope{SchoolId{7}, {SubjectKind::pupil, 321}, RetentionClass::identity, 2026}));
    const auto opened = record(SchoolOpened{"UTC", {"name"}}, 2);
    EXPECT_EQ(scope_of(opened), (KeyScope{SchoolId{7}, {SubjectKind::school, 0}, RetentionClass::identity, 2026}));
}

TEST_F(Sealing, RefusesATextThatIsTooLargeForARecord) {
    auto h = header();
    std::string bytes = "before";
    const auto encoded = encode_record(
        bytes, SchoolId{7}, h, ReplySent{{}, {}, {}, PupilId{17}, false, {std::string(kRecordBytesMax, 'x')}}, ring_);
    ASSERT_FALSE(encoded.has_value());
    EXPECT_EQ(encoded.error().code, ErrorCode::invalid);
    EXPECT_EQ(bytes, "before");
}

}  // namespace
}  // namespace hometime

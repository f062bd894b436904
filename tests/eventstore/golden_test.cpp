#include <gtest/gtest.h>
#include <sodium.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <numeric>
#include <set>
#include <sstream>

#include "eventstore/codec.h"
#include "eventstore/sealing.h"
#include "eventstore/upcast.h"
#include "tests/support/samples.h"

namespace hometime {
namespace {

const std::filesystem::path kGolden = HOMETIME_SOURCE_DIR "/tests/eventstore/golden";
constexpr std::uint64_t kKey = 7;
constexpr std::size_t kNonceBytes = 24;
constexpr std::size_t kHexLine = 96;

RecordHeader golden_header(const Event& event) {
    RecordHeader header;
    header.log = Uuid{{0xA0, 1, 2, 3, 4, 5, 0x46, 7, 0x88, 9, 10, 11, 12, 13, 14, 15}};
    header.sequence = Sequence{1042};
    header.recorded_at = from_unix_micros(1'795'518'600'123'456);
    header.tag = tag_of(event);
    header.schema = schema_of(event);
    header.actor = {ActorKind::staff, 5};
    header.session = 0x1122334455667788;
    header.policy = PolicyVersion{3};
    header.causation = Sequence{1040};
    header.group_index = 1;
    header.group_size = 3;
    return header;
}

Secret golden_key() {
    Secret key;
    std::iota(key.data(), key.data() + Secret::kBytes, std::uint8_t{0});
    return key;
}

/// Sealed as the key ring does, but always with the same nonce.
Bytes golden_box(const RecordHeader& header, std::uint8_t part, std::string_view text) {
    const auto associated = associated_data(header.log, header.sequence, part, kKey);
    Bytes box(kBoxOverhead + text.size(), 0x24);
    crypto_aead_xchacha20poly1305_ietf_encrypt(box.data() + kNonceBytes, nullptr, as_bytes(text).data(), text.size(),
                                               associated.data(), associated.size(), nullptr, box.data(),
                                               golden_key().data());
    return box;
}

std::string golden_record(const Event& event) {
    const auto header = golden_header(event);
    const auto texts = private_texts(event);
    std::vector<Bytes> boxes;
    for (const auto text : texts.all()) {
        boxes.push_back(golden_box(header, static_cast<std::uint8_t>(boxes.size() + 1), text));
    }
    std::vector<SealedPartView> parts;
    for (const auto& box : boxes) parts.push_back({static_cast<std::uint8_t>(parts.size() + 1), kKey, box});
    std::string clear;
    write_clear(clear, event);
    std::string out;
    EXPECT_TRUE(encode_frame(out, header, clear, parts).has_value());
    return out;
}

std::filesystem::path golden_file(const Event& event) {
    std::string name(name_of(tag_of(event)));
    if (schema_of(event) > 1) name += '@' + std::to_string(schema_of(event));
    return kGolden / (name + ".hex");
}

std::string as_hex_lines(std::string_view bytes) {
    const auto digits = hex(as_bytes(bytes));
    std::string out;
    for (std::size_t i = 0; i < digits.size(); i += kHexLine) out += digits.substr(i, kHexLine) + '\n';
    return out;
}

std::string read_hex_file(const std::filesystem::path& path) {
    std::ostringstream content;
    content << std::ifstream(path).rdbuf();
    auto digits = content.str();
    std::erase(digits, '\n');
    const auto bytes = parse_hex(digits);
    EXPECT_TRUE(bytes.has_value()) << path;
    return bytes ? std::string(as_text(*bytes)) : std::string{};
}

void add_missing_files() {
    for (const auto& event : test::sample_events()) {
        if (std::filesystem::exists(golden_file(event))) continue;
        std::ofstream(golden_file(event)) << as_hex_lines(golden_record(event));
    }
}

class Golden : public testing::Test {
protected:
    static void SetUpTestSuite() {
        const char* wish = std::getenv("HOMETIME_GOLDEN");
        if (wish != nullptr && std::string_view(wish) == "add") add_missing_files();
    }
};

TEST_F(Golden, EveryFactOfTheCatalogueHasASample) {
    std::set<std::size_t> kinds;
    for (const auto& event : test::sample_events()) kinds.insert(event.index());
    EXPECT_EQ(kinds.size(), std::variant_size_v<EventVariant>);
}

TEST_F(Golden, EveryFactIsWrittenAsItAlwaysWas) {
    for (const auto& event : test::sample_events()) {
        ASSERT_TRUE(std::filesystem::exists(golden_file(event))) << "no golden file: " << golden_file(event);
        EXPECT_EQ(as_hex_lines(golden_record(event)), as_hex_lines(read_hex_file(golden_file(event))))
            << golden_file(event) << ": the bytes of a shipped fact changed";
    }
}

TEST_F(Golden, EveryFactEverWrittenReadsBack) {
    for (const auto& event : test::sample_events()) {
        const auto record = decode_record(read_hex_file(golden_file(event)));
        ASSERT_TRUE(record.has_value()) << golden_file(event) << ": " << record.error().detail;
        EXPECT_EQ(record->header, golden_header(event));
        auto clear = event;
        clear_private(clear);
        EXPECT_EQ(record->event, clear) << golden_file(event);
        ASSERT_EQ(record->sealed.size(), private_texts(event).count);
        for (const auto& part : record->sealed) {
            EXPECT_EQ(part.box, golden_box(record->header, part.part, private_texts(event).texts[part.part - 1U]));
        }
    }
}

/// A file for each schema that was ever shipped: "pupil_left.hex" is the first, "pupil_left@2.hex" the second.
TEST_F(Golden, EveryFactHasAFileForEachOfItsSchemasAndAStepFromEachOlderOne) {
    for (const auto& event : test::sample_events()) {
        const auto tag = tag_of(event);
        EXPECT_TRUE(upcasts().covers(tag, schema_of(event))) << name_of(tag);
        for (int schema = 1; schema <= schema_of(event); ++schema) {
            const auto name = std::string(name_of(tag)) + (schema > 1 ? '@' + std::to_string(schema) : "") + ".hex";
            EXPECT_TRUE(std::filesystem::exists(kGolden / name)) << name;
        }
    }
}

TEST_F(Golden, NoFileInTheFolderIsLeftUnread) {
    for (const auto& entry : std::filesystem::directory_iterator(kGolden)) {
        if (entry.path().extension() != ".hex") continue;
        EXPECT_TRUE(decode_record(read_hex_file(entry.path())).has_value()) << entry.path();
    }
}

}  // namespace
}  // namespace hometime

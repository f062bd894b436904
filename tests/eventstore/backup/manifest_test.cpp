#include "eventstore/backup/manifest.h"

#include <gtest/gtest.h>

#include "eventstore/backup/summed.h"
#include "eventstore/base/json.h"

namespace hometime {
namespace {

const std::string kSum(64, 'a');

BackupManifest sample() {
    BackupManifest manifest;
    manifest.id = "20261124T103000Z";
    manifest.made_at = parse_utc_time("2026-11-24T10:30:00Z").value();
    manifest.program = "0.1.0";
    manifest.head = base64(as_bytes(*encode_head({1, 2, {3, 4}, {5, 6}, {}})));
    manifest.schools = {{SchoolId{7}, Uuid{}, 42, kSum, "a note\n"}};
    manifest.files = {{"accounts/CURRENT", 16, kSum}, {"log/000012.sst", 4096, kSum}};
    return manifest;
}

TEST(BackupManifest, ComesBackAsItWasWritten) {
    const auto back = decode_manifest(encode_manifest(sample()));
    ASSERT_TRUE(back) << back.error().detail;
    EXPECT_EQ(*back, sample());
    EXPECT_EQ(head_of(*back)->commit, 2U);
    EXPECT_EQ(records_of(*back), 42U);
    EXPECT_EQ(bytes_of(*back), 4112U);
}

TEST(BackupManifest, EveryFlippedBitIsNoticed) {
    const auto good = encode_manifest(sample());
    for (std::size_t bit = 0; bit < 8 * good.size(); ++bit) {
        auto bad = good;
        bad[bit / 8] = static_cast<char>(static_cast<unsigned char>(bad[bit / 8]) ^ (1U << (bit % 8)));
        ASSERT_FALSE(decode_manifest(bad)) << "bit " << bit;
    }
}

TEST(BackupManifest, EveryCutIsNoticed) {
    const auto good = encode_manifest(sample());
    for (std::size_t length = 0; length < good.size(); ++length) {
        ASSERT_FALSE(decode_manifest(std::string_view(good).substr(0, length))) << length;
    }
}

TEST(BackupManifest, NamesNothingOutsideADataFolder) {
    for (const char* name : {"", "log/", "../HEAD", "log/../HEAD", "log/a/b", "/etc/passwd", "HEAD", "keys/store",
                             "accounts/.x", "log/a b"}) {
        auto manifest = sample();
        manifest.files[0].name = name;
        EXPECT_FALSE(decode_manifest(encode_manifest(manifest))) << name;
    }
    auto manifest = sample();
    manifest.files[0].sha256 = "../../../etc/passwd";
    EXPECT_FALSE(decode_manifest(encode_manifest(manifest)));
}

TEST(BackupManifest, OfALaterVersionIsNotGuessedAt) {
    auto manifest = sample();
    manifest.version = 2;
    EXPECT_EQ(decode_manifest(encode_manifest(manifest)).error().code, ErrorCode::corrupt);
}

TEST(BackupId, IsTheSecondItWasBegunIn) {
    const auto at = parse_utc_time("2026-11-24T10:30:00.999Z").value();
    EXPECT_EQ(backup_id(at), "20261124T103000Z");
    EXPECT_TRUE(is_backup_id("20261124T103000Z"));
    EXPECT_TRUE(is_backup_id("20261124T103000Z-2"));
    for (const char* text : {"", "20261124T103000", "20261124T103000Z-", "20261124T103000Z2", "../20261124T1030Z",
                             "20261124T103000Z-99999999", "2026112aT103000Z"}) {
        EXPECT_FALSE(is_backup_id(text)) << text;
    }
}

TEST(SummedLine, TakesAnyBody) {
    for (const std::string body : {"{}", "[]", R"({"sha256":"x"})"}) {
        const auto text = with_sum(body);
        EXPECT_EQ(*without_sum(text), body);
        EXPECT_TRUE(json::parse(text.substr(0, text.size() - 1)));
    }
    EXPECT_FALSE(without_sum(""));
}

}  // namespace
}  // namespace hometime

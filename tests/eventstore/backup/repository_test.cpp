#include "eventstore/backup/repository.h"

#include <gtest/gtest.h>

#include "tests/support/folder_faults.h"
#include "tests/support/temp_dir.h"

namespace hometime {
namespace {

using namespace test;

constexpr UtcTime kNow = from_unix_micros(1'795'516'200'000'000);  // 2026-11-24T10:30:00Z

class Repository : public testing::Test {
protected:
    [[nodiscard]] BackupRepository repository() const { return BackupRepository(folder_ / "backups"); }
    BackupWriter writer() { return BackupWriter::open(repository()).value(); }
    /// A backup that holds these contents.
    BackupManifest add(const std::vector<std::string>& contents) {
        auto one = writer();
        BackupManifest manifest;
        manifest.id = one.draw_id(kNow);
        manifest.made_at = kNow;
        for (const auto& content : contents) {
            spill(folder_ / "source", content);
            manifest.files.push_back(one.keep("log/" + content, folder_ / "source").value());
        }
        EXPECT_TRUE(one.publish(manifest));
        return manifest;
    }
    [[nodiscard]] std::size_t kept() const { return files_below(repository().contents()).size(); }

    TempDir folder_;
};

TEST_F(Repository, AFolderWithoutBackupsIsNone) {
    EXPECT_FALSE(repository().exists());
    EXPECT_TRUE(repository().ids().empty());
    EXPECT_FALSE(repository().newest());
    EXPECT_EQ(repository().read("20261124T103000Z").error().code, ErrorCode::not_found);
    EXPECT_EQ(repository().read("../../etc/passwd").error().code, ErrorCode::not_found);
}

TEST_F(Repository, WhatTwoBackupsHoldIsKeptOnce) {
    add({"a", "b"});
    add({"b", "c"});
    EXPECT_EQ(kept(), 3U);
    EXPECT_EQ(repository().ids(), (std::vector<std::string>{"20261124T103000Z", "20261124T103000Z-2"}));
    EXPECT_EQ(repository().newest()->id, "20261124T103000Z-2");
}

TEST_F(Repository, TheNewestIsTheOneThatWasMadeLastWhateverTheClockSays) {
    add({"a"});
    auto one = writer();
    EXPECT_EQ(one.draw_id(kNow - std::chrono::hours{1}), "20261124T103000Z-2");
    EXPECT_EQ(one.draw_id(kNow), "20261124T103000Z-2");
    EXPECT_EQ(one.draw_id(kNow + std::chrono::seconds{1}), "20261124T103001Z");
}

TEST_F(Repository, TheTenthOfASecondComesAfterTheNinth) {
    for (int i = 0; i < 11; ++i) add({std::to_string(i)});
    EXPECT_EQ(repository().newest()->id, "20261124T103000Z-11");
}

TEST_F(Repository, WhatWasKeptForNoBackupGoesWithTheNextWriter) {
    add({"a"});
    spill(folder_ / "source", "b");
    ASSERT_TRUE(writer().keep("log/b", folder_ / "source"));
    EXPECT_EQ(kept(), 2U);
    writer();
    EXPECT_EQ(kept(), 1U);
}

TEST_F(Repository, ForgettingABackupLeavesWhatOthersHold) {
    const auto first = add({"a", "b"});
    add({"b", "c"});
    EXPECT_EQ(writer().forget({first.id}).value(), 1U);
    EXPECT_EQ(kept(), 2U);
    EXPECT_TRUE(repository().check_files(repository().read("20261124T103000Z-2").value()));
}

TEST_F(Repository, WithAManifestThatCannotBeReadNoFileGoes) {
    const auto first = add({"a"});
    const auto second = add({"b"});
    flip_bit(repository().manifest(first.id), 300);
    EXPECT_EQ(writer().forget({second.id}).error().code, ErrorCode::corrupt);
    EXPECT_EQ(kept(), 2U);
    EXPECT_EQ(repository().ids(), std::vector{first.id});
    EXPECT_TRUE(writer().keep("log/c", folder_ / "source"));  // It still takes backups.
}

TEST_F(Repository, WhereBackupsCannotBeListedNothingIsTakenForUnneeded) {
    add({"a"});
    std::filesystem::rename(repository().manifests(), folder_ / "elsewhere");
    spill(repository().manifests(), "no folder");
    EXPECT_FALSE(BackupWriter::open(repository()));
    EXPECT_EQ(kept(), 1U);
}

TEST_F(Repository, WhatIsNoBackupsFileStays) {
    add({"a"});
    spill(repository().contents() / "thesis.txt", "years of work");
    writer();
    EXPECT_EQ(slurp(repository().contents() / "thesis.txt"), "years of work");
}

TEST_F(Repository, AnotherBackupsManifestUnderThisNameIsRefused) {
    const auto first = add({"a"});
    std::filesystem::rename(repository().manifest(first.id), repository().manifest("20271124T103000Z"));
    EXPECT_EQ(repository().read("20271124T103000Z").error().code, ErrorCode::corrupt);
}

}  // namespace
}  // namespace hometime

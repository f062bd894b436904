#include "eventstore/backup/create.h"

#include "eventstore/keystore.h"
#include "tests/eventstore/backup/stopped_folder.h"
#include "tests/support/failing_files.h"

namespace hometime {
namespace {

using namespace test;

class Backup : public testing::Test {
protected:
    MadeBackup made() {
        auto backup = folder_.back_up();
        EXPECT_TRUE(backup) << backup.error().detail;
        return backup.value();
    }
    void expect_refused(const std::string& id, const std::string& file) {
        const auto verified = verify_backup(folder_.repository(), id);
        ASSERT_FALSE(verified) << file;
        EXPECT_EQ(verified.error().code, ErrorCode::corrupt) << verified.error().detail;
        EXPECT_NE(verified.error().detail.find(file), std::string::npos) << verified.error().detail;
    }

    StoppedFolder folder_;
};

TEST_F(Backup, HoldsWhatTheFolderHeldAndVerifies) {
    const auto backup = made();
    EXPECT_EQ(backup.manifest.id, "20261124T103000Z");
    const auto verified = verify_backup(folder_.repository(), backup.manifest.id);
    ASSERT_TRUE(verified) << verified.error().detail;
    EXPECT_EQ(*verified, backup.manifest);
    EXPECT_EQ(head_of(*verified)->schools, folder_.heads());
    EXPECT_EQ(records_of(*verified), 123U);
    for (const auto& log : verified->schools) EXPECT_TRUE(log.checkpoint);
}

TEST_F(Backup, TheSecondCopiesOnlyWhatIsNew) {
    const auto first = made();
    folder_.grow(4);
    const auto second = made();
    EXPECT_EQ(second.manifest.id, "20261124T103000Z-2");
    std::set<std::string> before;
    for (const auto& file : first.manifest.files) before.insert(file.sha256);
    std::uint64_t fresh = 0;
    for (const auto& file : second.manifest.files) fresh += before.contains(file.sha256) ? 0 : file.bytes;
    EXPECT_EQ(second.copied_bytes, fresh);
    EXPECT_LT(fresh, bytes_of(second.manifest));
    for (const auto& id : folder_.repository().ids()) EXPECT_TRUE(verify_backup(folder_.repository(), id)) << id;
}

TEST_F(Backup, OfTheSameMomentCopiesNothing) {
    made();
    EXPECT_EQ(made().copied_bytes, 0U);
}

TEST_F(Backup, AFlippedBitInAnyFileIsRefusedByItsName) {
    const auto backup = made();
    const auto repository = folder_.repository();
    std::uint64_t seed = 1;
    for (const auto& file : backup.manifest.files) {
        if (file.bytes == 0) continue;
        seed = seed * 6364136223846793005U + 1442695040888963407U;
        const auto bit = (seed >> 8) % (8 * file.bytes);
        flip_bit(repository.file(file.sha256), bit);
        expect_refused(backup.manifest.id, "files/" + file.sha256 + " (");
        flip_bit(repository.file(file.sha256), bit);
    }
    flip_bit(repository.manifest(backup.manifest.id), 4000);
    expect_refused(backup.manifest.id, "backups/20261124T103000Z.json");
}

TEST_F(Backup, AMissingFileIsRefusedByItsName) {
    const auto backup = made();
    for (const auto& file : backup.manifest.files) {
        const auto path = folder_.repository().file(file.sha256);
        const auto bytes = slurp(path);
        std::filesystem::remove(path);
        expect_refused(backup.manifest.id, file.sha256);
        spill(path, bytes);
    }
    EXPECT_TRUE(verify_backup(folder_.repository(), backup.manifest.id));
}

TEST_F(Backup, ADamagedKeptFileIsReplacedByTheNextBackup) {
    const auto first = made();
    const auto& file = first.manifest.files.back();
    flip_bit(folder_.repository().file(file.sha256), 5);
    EXPECT_EQ(made().copied_bytes, file.bytes);
    EXPECT_TRUE(verify_backup(folder_.repository(), first.manifest.id));
}

TEST_F(Backup, OfADamagedFolderIsNone) {
    for (const auto& file : files_below(folder_.data().log())) {
        if (file.extension() != ".sst" && file.extension() != ".log") continue;
        const auto path = folder_.data().log() / file;
        if (std::filesystem::file_size(path) == 0) continue;
        flip_bit(path, 8 * (std::filesystem::file_size(path) / 3));
        const auto backup = folder_.back_up();
        EXPECT_FALSE(backup) << file;
        EXPECT_TRUE(folder_.repository().ids().empty());
        flip_bit(path, 8 * (std::filesystem::file_size(path) / 3));
    }
    EXPECT_TRUE(folder_.back_up());
}

TEST_F(Backup, OfAFolderSetBackBehindItsCheckpointIsNone) {
    const auto before = folder_.root() / "before";
    copy_folder(folder_.data().root, before);
    folder_.grow(4);
    copy_folder(folder_.data().checkpoints(), before / "checkpoints");
    copy_folder(before, folder_.data().root);
    const auto backup = folder_.back_up();
    ASSERT_FALSE(backup);
    EXPECT_EQ(backup.error().code, ErrorCode::corrupt);
    EXPECT_NE(backup.error().detail.find("signed for by a checkpoint"), std::string::npos) << backup.error().detail;
}

TEST_F(Backup, HoldsNoKeyAtAll) {
    made();
    const auto keys = slurp(folder_.data().key_store());
    const auto kek = slurp(folder_.data().kek());
    for (const auto& file : files_below(folder_.repository().root())) {
        const auto bytes = slurp(folder_.repository().root() / file);
        EXPECT_EQ(bytes.find(kek), std::string::npos) << file;
        for (auto entry = kKeyStoreHeaderBytes; entry < keys.size(); entry += kKeyEntryBytes) {
            const auto wrapped = keys.substr(entry + kKeyEntryBytes - 4 - 48, 16);  // Before the crc; never by chance.
            ASSERT_EQ(bytes.find(wrapped), std::string::npos) << file;
        }
    }
}

TEST_F(Backup, TwoAtOnceInOneFolderAreRefused) {
    const auto writer = BackupWriter::open(folder_.repository());
    ASSERT_TRUE(writer);
    EXPECT_EQ(folder_.back_up().error().code, ErrorCode::busy);
    EXPECT_EQ(BackupWriter::open(folder_.repository()).error().code, ErrorCode::busy);
}

TEST_F(Backup, BrokenOffIsNone) {
    auto writer = BackupWriter::open(folder_.repository()).value();
    const auto moment = moment_of_stopped(posix_files(), folder_.data(), kBackupTime).value();
    int asked = 0;
    EXPECT_EQ(make_backup(writer, moment, "test", [&] { return ++asked > 3; }).error().code, ErrorCode::busy);
    EXPECT_TRUE(folder_.repository().ids().empty());
}

/// The disk fails, or the process dies, at any one change: whatever has a manifest afterwards verifies, and the next
/// backup finds no trace.
TEST_F(Backup, ThatFailsAtAnyChangeLeavesNoneThatCounts) {
    const auto first = made();
    folder_.grow(4);
    FailingFiles counted;
    const auto saved = folder_.root() / "saved";
    copy_folder(folder_.repository().root(), saved);
    ASSERT_TRUE(folder_.back_up(counted));
    const auto changes = counted.changes().size();
    ASSERT_GT(changes, 20U);
    for (std::size_t n = 0; n < changes; ++n) {
        SCOPED_TRACE("change " + std::to_string(n) + ": " + counted.changes()[n]);
        copy_folder(saved, folder_.repository().root());
        FailingFiles files;
        files.fail_change(n, static_cast<Fault>(n % 3));
        std::ignore = folder_.back_up(files);
        for (const auto& id : folder_.repository().ids()) ASSERT_TRUE(verify_backup(folder_.repository(), id)) << id;
        EXPECT_TRUE(folder_.repository().read(first.manifest.id));
    }
    const auto after = folder_.back_up();
    ASSERT_TRUE(after) << after.error().detail;
    EXPECT_FALSE(std::filesystem::exists(folder_.repository().scratch()));
}

}  // namespace
}  // namespace hometime

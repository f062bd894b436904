// I40: what is restored from a backup of an instant verifies against the newest checkpoint of before that instant, kept
// elsewhere. And the bugs that would break it, each switched on.
#include "eventstore/backup/create.h"
#include "eventstore/backup/known.h"
#include "eventstore/base/mutants.h"
#include "tests/daemon/backup/backed_up_school.h"

namespace hometime {
namespace {

using namespace test;

class BackupInvariant : public BackedUpSchool {
protected:
    /// What a witness elsewhere keeps of now.
    void keep_checkpoint() {
        daemon_.daemon().write_checkpoints();
        const auto note = DataFolder{daemon_.folder()}.checkpoint(school_.school);
        spill(apart_ / ("note-" + std::to_string(++kept_)), slurp(note));
    }
    [[nodiscard]] std::vector<SignedSize> kept() const {
        std::vector<SignedSize> notes;
        const auto key = slurp(DataFolder{daemon_.folder()}.public_key());
        for (int i = 1; i <= kept_; ++i) {
            const auto known = known_sizes(posix_files(), apart_ / ("note-" + std::to_string(i)), key).value();
            for (const auto& one : known) notes.push_back({one.school, one.size, one.root});
        }
        return notes;
    }
    /// The check of I40.
    static Findings check(const std::filesystem::path& folder, const std::vector<SignedSize>& notes) {
        auto db = RocksDb::open({DataFolder{folder}.log(), DbMode::read_only, {}, nullptr});
        if (!db) throw std::runtime_error(db.error().detail);
        auto heads = read_edges(**db).value();
        return against_checkpoints(notes, RocksReader(std::move(*db), nullptr, std::move(heads)));
    }

    int kept_ = 0;
};

TEST_F(BackupInvariant, I40_ARestoredLogHoldsWhatWasSignedForBeforeTheBackup) {
    keep_checkpoint();
    send();
    keep_checkpoint();
    backed_up();
    const auto before = kept();
    send();
    keep_checkpoint();
    auto options = to("back");
    options.lost_from = {apart_ / "note-1", apart_ / "note-2", apart_ / "note-3"};
    const auto restored = restore(options);
    ASSERT_TRUE(restored) << restored.error().detail;
    EXPECT_TRUE(check(apart_ / "back", before).empty());
    EXPECT_EQ(restored->schools.front().lost(), 1U) << "what was signed for after the backup is named as lost";
}

TEST_F(BackupInvariant, I40_ABackupOfAnotherHistoryIsRefusedByTheNoteKeptElsewhere) {
    backed_up();
    ASSERT_TRUE(restore(to("fork")));
    send();  // A history that the fork does not have, signed for.
    keep_checkpoint();
    RunningOptions options;
    options.start = daemon_.clock().now();
    options.backups = true;
    options.data_there = apart_ / "fork";
    RunningDaemon fork(options);
    std::ignore = fork.as(parent_.token)
                      .call("POST", school_.path("/messages"),
                            boost::json::object{{"pupil", school_.pupils[0]}, {"category", "general"}, {"text", "?"}});
    fork.stop();
    EXPECT_FALSE(check(apart_ / "fork", kept()).empty());
    auto writer = BackupWriter::open(BackupRepository(fork.backups())).value();
    const auto moment = moment_of_stopped(posix_files(), DataFolder{apart_ / "fork"}, daemon_.clock().now()).value();
    ASSERT_TRUE(make_backup(writer, moment, "test"));
    RestoreOptions back = to("refused");
    back.backups = fork.backups();
    back.keys.reset();
    back.drill = true;
    back.lost_from = {apart_ / "note-1"};
    const auto restored = restore(back);
    ASSERT_FALSE(restored);
    EXPECT_EQ(restored.error().code, ErrorCode::corrupt);
    EXPECT_NE(restored.error().detail.find("note-1 vouches for other records"), std::string::npos)
        << restored.error().detail;
}

TEST_F(BackupInvariant, I40_HeadReadTooEarlyIsNoticed) {
    send();
    const ScopedMutant bug(Mutant::backup_head_early);
    std::atomic<bool> enough{false};
    std::thread writer([&] {
        while (!enough) send();
    });
    bool noticed = false;
    for (int i = 0; i < 20 && !noticed; ++i) noticed = back_up().at("outcome").as_string() == "failed";
    enough = true;
    writer.join();
    EXPECT_TRUE(noticed);
    EXPECT_FALSE(daemon_.failed());
}

TEST_F(BackupInvariant, I40_ABackupThatWasNotCheckedIsNoticed) {
    for (int i = 0; i < 5; ++i) send();
    keep_checkpoint();
    daemon_.stop();
    const DataFolder folder{daemon_.folder()};
    const auto moment = moment_of_stopped(posix_files(), folder, daemon_.clock().now()).value();
    for (const auto& file : files_below(folder.log())) {
        if (file.extension() == ".log") spill(folder.log() / file, "");  // The disk lost what it said it had.
    }
    auto writer = BackupWriter::open(repository()).value();
    ASSERT_FALSE(make_backup(writer, moment, "test")) << "the copy is checked before it is a backup";
    {
        const ScopedMutant bug(Mutant::backup_unverified);
        ASSERT_TRUE(make_backup(writer, moment, "test"));
    }
    auto drill = to("back");
    drill.keys.reset();
    drill.drill = true;
    const auto restored = restore(drill);
    ASSERT_FALSE(restored);
    EXPECT_EQ(restored.error().code, ErrorCode::corrupt);
    copy_folder(folder.log(), apart_ / "log");
    EXPECT_FALSE(check(apart_.path(), kept()).empty());
}

}  // namespace
}  // namespace hometime

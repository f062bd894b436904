// What comes back, what is refused, and what is said to be lost.
#include "daemon/backup/restore.h"

#include "daemon/eraser.h"
#include "projections/views/streams.h"
#include "tests/daemon/backup/backed_up_school.h"
#include "tools/audit/verify.h"

namespace hometime {
namespace {

using namespace test;

class RestoreBackup : public BackedUpSchool {
protected:
    static void expect_verifies(const std::filesystem::path& folder) {
        const auto report = tools::verify(folder);
        ASSERT_TRUE(report) << report.error().detail;
        EXPECT_EQ(report->difference, "");
    }
    void expect_refused(const Result<Restored>& restored, ErrorCode code, const std::string& words,
                        const RestoreOptions& options) {
        ASSERT_FALSE(restored);
        EXPECT_EQ(restored.error().code, code) << restored.error().detail;
        EXPECT_NE(restored.error().detail.find(words), std::string::npos) << restored.error().detail;
        EXPECT_FALSE(std::filesystem::exists(options.target)) << "half a restore is left";
    }
    std::unique_ptr<RunningDaemon> start_on(const std::filesystem::path& folder) {
        RunningOptions options;
        options.start = daemon_.clock().now();
        options.data_there = folder;
        auto started = std::make_unique<RunningDaemon>(options);
        wait_for_views(started->app());
        return started;
    }
    /// They are made anew from what came back; until then a question is answered `views-behind`.
    static void wait_for_views(const http::App& app) {
        for (const auto& head : app.log.heads()) {
            for (int tries = 0; tries < 10 && !app.runner.caught_up(head.school, kReadYourWritesMax); ++tries) continue;
        }
    }
    std::string ask(RunningDaemon& daemon, const std::string& rest) const {
        const auto answer = daemon.as(parent_.token).send("GET", school_.path(rest));
        return std::to_string(answer.status) + " " + answer.body;
    }
};

TEST_F(RestoreBackup, ComesBackAndAnswersAsBefore) {
    const auto message = send("The words that must come back.");
    const auto wanted = ask(daemon_, "/messages/" + std::to_string(message));
    ASSERT_NE(wanted.find("The words that must come back."), std::string::npos);
    const auto id = backed_up();
    const auto backed_up_size = size();
    send("Later.");
    daemon_.stop();

    const auto restored = restore(to("back"));
    ASSERT_TRUE(restored) << restored.error().detail;
    EXPECT_EQ(restored->backup, id);
    EXPECT_EQ(restored->records, backed_up_size);
    expect_verifies(apart_ / "back");
    const auto again = start_on(apart_ / "back");
    EXPECT_EQ(ask(*again, "/messages/" + std::to_string(message)), wanted);
    const auto head = again->app().log.head(school_.school).value();
    EXPECT_EQ(head.size, backed_up_size + 1) << "what came back, and the fact that says so";
    EXPECT_FALSE(std::filesystem::exists(DataFolder{apart_ / "back"}.restored()));
}

TEST_F(RestoreBackup, EveryLogSaysThatItCameBackAndANewEpochBegins) {
    const auto id = backed_up();
    const auto backed_up_size = size();
    const auto old_epoch = views::stream_school(daemon_.app().view_store, school_.school)->log;
    const auto restored = restore(to("back"));
    ASSERT_TRUE(restored) << restored.error().detail;
    const auto again = start_on(apart_ / "back");
    const auto record = again->app().log.read({school_.school, Sequence{backed_up_size + 1}}).value();
    const auto& fact = std::get<LogRestored>(record.event);
    EXPECT_EQ(fact.backup, id);
    EXPECT_EQ(fact.size, backed_up_size);
    EXPECT_EQ(fact.root, restored->schools.front().root);
    EXPECT_FALSE(fact.known_size);
    ASSERT_TRUE(again->app().runner.wait_for({school_.school, Sequence{backed_up_size + 1}}, std::chrono::seconds{20}));
    const auto epoch = views::stream_school(again->app().view_store, school_.school)->log;
    EXPECT_EQ(epoch, fact.epoch);
    EXPECT_NE(epoch, old_epoch);
    const auto twice = restore(to("back again"));
    ASSERT_TRUE(twice);
    EXPECT_NE(twice->schools.front().epoch, fact.epoch) << "no two restores are one history";
}

TEST_F(RestoreBackup, ToAPositionCutsThatLogThere) {
    const auto stays = send("Stays.");
    const auto goes = send("Goes.");
    backed_up();
    auto options = to("back");
    options.at = Position{school_.school, Sequence{stays}};
    const auto restored = restore(options);
    ASSERT_TRUE(restored) << restored.error().detail;
    EXPECT_GE(restored->replies_dropped, 1U);
    EXPECT_EQ(what_is_lost(restored->schools.front()),
              to_string(school_.school) + " record " + std::to_string(goes) + " is lost");
    expect_verifies(apart_ / "back");
    const auto again = start_on(apart_ / "back");
    EXPECT_EQ(ask(*again, "/messages/" + std::to_string(stays)).substr(0, 3), "200");
    EXPECT_EQ(ask(*again, "/messages/" + std::to_string(goes)).substr(0, 3), "404");
    EXPECT_EQ(again->app().log.head(school_.school)->size, stays + 1);
}

TEST_F(RestoreBackup, SaysExactlyWhatIsLostFromTheDamagedFolder) {
    backed_up();
    const auto kept = size();
    for (int i = 0; i < 3; ++i) send();
    const auto had = size();
    daemon_.stop();
    std::filesystem::remove_all(DataFolder{daemon_.folder()}.log());  // The disk is gone but for a few files.
    auto options = to("back");
    options.lost_from = {daemon_.folder()};
    const auto restored = restore(options);
    ASSERT_TRUE(restored) << restored.error().detail;
    const auto& log = restored->schools.front();
    EXPECT_EQ(log.known_size, had);
    EXPECT_EQ(what_is_lost(log), to_string(school_.school) + " records " + std::to_string(kept + 1) + " to " +
                                     std::to_string(had) + " are lost");
    expect_verifies(apart_ / "back");
}

TEST_F(RestoreBackup, AWordThatAStartDiedOverIsTakenUpByTheNext) {
    backed_up();
    const auto backed_up_size = size();
    ASSERT_TRUE(restore(to("back")));
    const DataFolder folder{apart_ / "back"};
    const RestoredFolder word{1, "20261124T100001Z", {{school_.school, random_.uuid(), backed_up_size + 1, "", {}}}};
    ASSERT_TRUE(leave_word(posix_files(), folder, word));
    auto again = start_on(folder.root);
    EXPECT_EQ(again->app().log.head(school_.school)->size, backed_up_size + 2);
    EXPECT_FALSE(std::filesystem::exists(folder.restored()));
    again->stop();
    ASSERT_TRUE(leave_word(posix_files(), folder, word));  // Recorded, and the word not yet gone.
    EXPECT_EQ(start_on(folder.root)->app().log.head(school_.school)->size, backed_up_size + 2);
}

TEST_F(RestoreBackup, AFolderWithSomethingInItIsLeftAlone) {
    backed_up();
    const auto options = to("back");
    std::filesystem::create_directories(options.target);
    spill(options.target / "thesis.txt", "years of work");
    EXPECT_EQ(restore(options).error().code, ErrorCode::conflict);
    EXPECT_EQ(slurp(options.target / "thesis.txt"), "years of work");
    std::filesystem::remove(options.target / "thesis.txt");
    EXPECT_TRUE(restore(options)) << "an empty one is taken";
}

TEST_F(RestoreBackup, AFlippedBitIsRefusedByTheFilesName) {
    const auto id = backed_up();
    const auto manifest = repository().read(id).value();
    for (const std::string kind : {"log/MANIFEST", "log/CURRENT", ".sst", "checkpoint.pub", "accounts/"}) {
        const auto file = std::ranges::find_if(manifest.files, [&](const BackupFile& one) {
            return one.bytes > 0 && one.name.find(kind) != std::string::npos;
        });
        ASSERT_NE(file, manifest.files.end()) << kind;
        flip_bit(repository().file(file->sha256), 4 * file->bytes);
        const auto options = to("bad");
        expect_refused(restore(options), ErrorCode::corrupt, "files/" + file->sha256, options);
        flip_bit(repository().file(file->sha256), 4 * file->bytes);
    }
    const auto copy = KeyCopies(daemon_.key_copies()).list().front();
    flip_bit(daemon_.key_copies() / copy.id / "store", 999);
    const auto options = to("bad");
    expect_refused(restore(options), ErrorCode::corrupt, copy.id + "/store", options);
    flip_bit(daemon_.key_copies() / copy.id / "store", 999);
    flip_bit(repository().manifest(id), 999);
    expect_refused(restore(options), ErrorCode::corrupt, "backups/" + id + ".json", options);
}

TEST_F(RestoreBackup, WithoutTheRightKeysFailsClosedAndSaysWhatToDo) {
    backed_up();
    auto options = to("closed");
    options.keys.reset();
    expect_refused(restore(options), ErrorCode::key_missing, "To go on: 1.", options);
    options.keys = apart_ / "nowhere";
    expect_refused(restore(options), ErrorCode::key_missing, "no copy of the key store there", options);
    options = to("closed");
    options.kek = apart_ / "kek";
    expect_refused(restore(options), ErrorCode::key_missing, "paper in the safe", options);
    spill(*options.kek, std::string(32, 'x'));
    std::filesystem::permissions(*options.kek, std::filesystem::perms::owner_read);
    expect_refused(restore(options), ErrorCode::key_missing, "To go on: 1.", options);
    spill(daemon_.key_copies() / "kek", slurp(DataFolder{daemon_.folder()}.kek()));
    options.kek = daemon_.key_copies() / "kek";
    EXPECT_TRUE(restore(options));
}

TEST_F(RestoreBackup, ANewerKeyStoreServesAnOlderLog) {
    backed_up();
    std::ignore =
        school_.client(Role::office)
            .call("POST", school_.path("/pupils/" + std::to_string(school_.pupils[0]) + "/adults"),
                  boost::json::object{{"given_name", "New"}, {"family_name", "Adult"}, {"relationship", "carer"}});
    const auto first = repository().ids().front();
    backed_up();
    auto options = to("back");
    options.backup = first;
    const auto restored = restore(options);
    ASSERT_TRUE(restored) << restored.error().detail;
    EXPECT_EQ(restored->key_copy, KeyCopies(daemon_.key_copies()).list().back().id);
    expect_verifies(apart_ / "back");
}

TEST_F(RestoreBackup, WhatWasErasedAfterTheBackupStaysErased) {
    send("Erased later.");
    backed_up();
    const auto first = repository().ids().front();
    const auto backed_up_size = size();
    const KeyToDestroy key{1, {SubjectKind::school, 0}, RetentionClass::identity, 2026};
    const auto outcome =
        daemon_.app().sequencer.run({school_.school, DestroyKeys{DestructionBasis::restored, {}, {key}},
                                     Actor{ActorKind::system, 0}, 0, Operation::destroy_keys, Object{}, std::nullopt});
    ASSERT_TRUE(std::holds_alternative<Done>(outcome));
    ASSERT_TRUE(daemon_.app().eraser->run_once()) << "a new generation, without the key";
    backed_up();
    auto options = to("back");
    options.backup = first;
    const auto restored = restore(options);
    ASSERT_TRUE(restored) << restored.error().detail;
    EXPECT_EQ(restored->key_copy.substr(0, 2), "2-") << "the newest copy, not the one that is as old as the backup";
    expect_verifies(apart_ / "back");
    const auto again = start_on(apart_ / "back");
    const auto fact = again->app().log.read({school_.school, Sequence{backed_up_size + 2}}).value();
    EXPECT_EQ(std::get<KeyDestroyed>(fact.event).key, 1U);
    EXPECT_EQ(std::get<KeyDestroyed>(fact.event).basis, DestructionBasis::restored);
}

TEST_F(RestoreBackup, ADrillNeedsNoKeysAndLeavesNothingThatADaemonStartsOn) {
    backed_up();
    auto options = to("drill");
    options.keys.reset();
    options.drill = true;
    const auto restored = restore(options);
    ASSERT_TRUE(restored) << restored.error().detail;
    EXPECT_FALSE(restored->keys_opened);
    EXPECT_EQ(restored->records, size());
    EXPECT_FALSE(std::filesystem::exists(DataFolder{options.target}.head()));
}

}  // namespace
}  // namespace hometime

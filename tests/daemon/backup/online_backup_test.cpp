// Backups that a daemon makes while people use it.
#include <atomic>
#include <thread>

#include "tests/daemon/backup/backed_up_school.h"

namespace hometime {
namespace {

using namespace test;

using OnlineBackup = BackedUpSchool;

TEST_F(OnlineBackup, MadeWhilePeopleWriteHoldsAllThatWasAcknowledgedBeforeIt) {
    const auto before = send();
    std::atomic<bool> enough{false};
    std::thread writer([&] {
        while (!enough) send();
    });
    std::vector<std::string> made;
    for (int i = 0; i < 3; ++i) made.push_back(backed_up());
    enough = true;
    writer.join();
    for (const auto& id : made) {
        const auto verified = verify_backup(repository(), id);
        ASSERT_TRUE(verified) << verified.error().detail;
        EXPECT_GE(verified->schools.front().size, before);
        EXPECT_LE(verified->schools.front().size, size());
    }
    EXPECT_FALSE(daemon_.failed());
    EXPECT_FALSE(std::filesystem::exists(DataFolder{daemon_.folder()}.backup_moment()));
}

TEST_F(OnlineBackup, TheSecondCopiesOnlyWhatIsNew) {
    const auto first = back_up();
    send();
    const auto second = back_up();
    const auto copied = [](const boost::json::value& last) {
        return last.at("copied_bytes").to_number<std::uint64_t>();
    };
    EXPECT_LT(copied(second), copied(first));
    std::set<std::string> held;
    std::uint64_t fresh = 0;
    const auto manifests = daemon_.administrator().call("GET", "/v1/backups").at("backups").as_array();
    ASSERT_EQ(manifests.size(), 2U);
    const auto older = repository().read(std::string(first.at("backup").as_string())).value();
    const auto newer = repository().read(std::string(second.at("backup").as_string())).value();
    for (const auto& file : older.files) held.insert(file.sha256);
    for (const auto& file : newer.files) {
        fresh += held.contains(file.sha256) ? 0 : file.bytes;
    }
    EXPECT_EQ(copied(second), fresh);
}

TEST_F(OnlineBackup, TheKeyStoreIsCopiedApart) {
    const auto last = back_up();
    EXPECT_TRUE(last.at("kek_copied").as_bool()) << "in this folder the key-encrypting key is a file";
    const KeyCopies copies(daemon_.key_copies());
    ASSERT_EQ(copies.list().size(), 1U);
    EXPECT_EQ(copies.list().front().id, last.at("key_copy").as_string());
    const auto kek = slurp(DataFolder{daemon_.folder()}.kek());
    for (const auto& file : files_below(daemon_.backups())) {
        EXPECT_EQ(slurp(daemon_.backups() / file).find(kek), std::string::npos) << file;
    }
}

TEST_F(OnlineBackup, TheAgeOfTheNewestIsANumberForMonitoring) {
    EXPECT_EQ(daemon_.daemon().metrics().find("hometime_backup_age_seconds"), std::string::npos);
    backed_up();
    daemon_.clock().advance(std::chrono::hours{25});
    EXPECT_NE(daemon_.daemon().metrics().find("hometime_backup_age_seconds 90000"), std::string::npos);
    daemon_.restart();
    EXPECT_NE(daemon_.daemon().metrics().find("hometime_backup_age_seconds 90000"), std::string::npos);
}

TEST_F(OnlineBackup, WithoutAFolderThereIsNone) {
    RunningDaemon plain({.backups = false});
    const auto answer = plain.administrator().send("POST", "/v1/backups");
    EXPECT_EQ(answer.status, 409);
    EXPECT_EQ(answer.json().at("code").as_string(), "backups-not-configured");
    EXPECT_TRUE(plain.administrator().call("GET", "/v1/backups").at("backups").as_array().empty());
}

TEST_F(OnlineBackup, WhatStandsInTheWayIsSaidWithoutNames) {
    std::filesystem::create_directories(daemon_.backups());
    spill(daemon_.backups() / "files", "in the way");
    const auto last = back_up();
    EXPECT_EQ(last.at("outcome").as_string(), "failed");
    EXPECT_FALSE(last.as_object().contains("backup"));
    EXPECT_EQ(boost::json::serialize(last).find(daemon_.backups().string()), std::string::npos);
    EXPECT_FALSE(daemon_.failed());
    send();
}

TEST_F(OnlineBackup, ADaemonThatStopsBreaksItOff) {
    std::ignore = daemon_.administrator().call("POST", "/v1/backups");
    daemon_.stop();
    for (const auto& id : repository().ids()) EXPECT_TRUE(verify_backup(repository(), id));
}

}  // namespace
}  // namespace hometime

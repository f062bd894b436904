// A small school in a daemon that makes backups, and what a test does with them.
#pragma once

#include <gtest/gtest.h>

#include "daemon/backup/restore.h"
#include "eventstore/backup/verify.h"
#include "tests/support/folder_faults.h"
#include "tests/support/small_school.h"

namespace hometime::test {

class BackedUpSchool : public testing::Test {
protected:
    /// Has a backup made and waits for what becomes of it.
    boost::json::value back_up() {
        daemon_.clock().advance(std::chrono::seconds{1});  // Each was begun at an instant of its own.
        const auto began_at = daemon_.administrator().call("POST", "/v1/backups").at("began_at").as_string();
        for (;;) {
            const auto state = daemon_.administrator().call("GET", "/v1/backups");
            if (state.as_object().contains("last") && state.at("last").at("began_at") == began_at) {
                return state.at("last");
            }
        }
    }
    /// The id of a backup that was verified.
    std::string backed_up() {
        const auto last = back_up();
        EXPECT_EQ(last.at("outcome").as_string(), "verified") << last;
        return std::string(last.at("backup").as_string());
    }
    /// The number of a message that the guardian has sent now.
    std::uint64_t send(const std::string& text = "Hello.") {
        return parent_
            .call("POST", school_.path("/messages"),
                  boost::json::object{{"pupil", school_.pupils[0]}, {"category", "general"}, {"text", text}})
            .at("message")
            .to_number<std::uint64_t>();
    }
    [[nodiscard]] BackupRepository repository() const { return BackupRepository(daemon_.backups()); }
    [[nodiscard]] RestoreOptions to(const std::string& folder) const {
        RestoreOptions options;
        options.backups = daemon_.backups();
        options.target = apart_ / folder;
        options.keys = daemon_.key_copies();
        return options;
    }
    Result<Restored> restore(const RestoreOptions& options) {
        return restore_backup(options, daemon_.clock(), random_);
    }
    [[nodiscard]] std::uint64_t size() { return daemon_.app().log.head(school_.school)->size; }

    TempDir apart_;
    SystemRandom random_;
    RunningDaemon daemon_{[] {
        RunningOptions options;
        options.start = parse_utc_time("2026-11-24T10:00:00Z").value();  // Lessons: every message is held.
        options.backups = true;
        return options;
    }()};
    SmallSchool school_{daemon_};
    HttpClient parent_ = school_.client(Role::guardian);
};

}  // namespace hometime::test

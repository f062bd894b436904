// Backups that the daemon makes while it serves: one moment between two commits, then copying that holds nobody up.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "daemon/accounts/accounts.h"
#include "daemon/backup/settings.h"
#include "daemon/sequencer.h"
#include "eventstore/backup/create.h"
#include "eventstore/backup/key_copies.h"
#include "eventstore/rocks_log.h"

namespace hometime {

/// What became of one backup.
struct BackupOutcome {
    UtcTime began_at;
    std::string backup;  ///< its id; empty: none was made
    std::uint64_t copied_bytes = 0;
    std::string key_copy;          ///< of the key store, made with it
    bool kek_copied = false;       ///< the key-encrypting key lies in that copy: it is a file of the data folder
    std::optional<Error> failure;  ///< for the journal; its code is for everybody
};

class Backups {
public:
    struct Parts {
        DataFolder folder;
        const RocksLog& log;
        Sequencer& sequencer;
        const Accounts& accounts;
        const Clock& clock;
        bool kek_is_credential = false;
    };
    Backups(BackupSettings settings, Parts parts);
    ~Backups();
    Backups(const Backups&) = delete;
    Backups& operator=(const Backups&) = delete;

    /// Begins a backup, or joins the one that is being made; returns when that was begun. Any thread, as all members.
    /// Errors: `invalid` no folder is configured; `busy` the daemon is stopping.
    [[nodiscard]] Result<UtcTime> begin();
    /// When the one that is being made was begun.
    [[nodiscard]] std::optional<UtcTime> running() const;
    /// Of the newest since the daemon started.
    [[nodiscard]] std::optional<BackupOutcome> last() const;
    /// The backups whose manifests can be read, oldest first.
    [[nodiscard]] std::vector<BackupManifest> list() const;
    /// The moment that the newest verified backup shows. nullopt: there is none.
    [[nodiscard]] std::optional<UtcTime> newest() const;
    /// Breaks off a backup that is being made and waits until it is.
    void stop();

private:
    void run(UtcTime began_at);
    [[nodiscard]] Result<BackupOutcome> make_or_say_why(UtcTime began_at);
    [[nodiscard]] Result<BackupOutcome> make(UtcTime began_at);
    [[nodiscard]] Result<BackupMoment> take_moment(KeyFiles& keys);
    [[nodiscard]] Result<void> link_moment(BackupMoment& moment, KeyFiles& keys) const;
    [[nodiscard]] Result<void> sign(BackupMoment& moment) const;
    void tell(const BackupOutcome& outcome) const;

    BackupSettings settings_;
    Parts parts_;
    FileSystem& files_ = posix_files();
    std::atomic<bool> stopping_{false};
    mutable std::mutex mutex_;
    std::optional<UtcTime> running_;
    std::optional<BackupOutcome> last_;
    std::optional<UtcTime> newest_;
    std::thread thread_;
};

}  // namespace hometime

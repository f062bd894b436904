// What is where in a data folder.
#pragma once

#include <filesystem>
#include <string>

#include "eventstore/base/ids.h"

namespace hometime {

/// Names below one data folder. Says where things are, not that they are there.
struct DataFolder {
    std::filesystem::path root;
    [[nodiscard]] std::filesystem::path lock() const { return root / "LOCK"; }
    [[nodiscard]] std::filesystem::path log() const { return root / "log"; }
    [[nodiscard]] std::filesystem::path head() const { return root / "HEAD"; }
    [[nodiscard]] std::filesystem::path keys() const { return root / "keys"; }
    [[nodiscard]] std::filesystem::path key_store() const { return keys() / "store"; }
    /// The secret of the key store's generation, and of the one that is being made.
    [[nodiscard]] std::filesystem::path key_generation() const { return keys() / "generation"; }
    [[nodiscard]] std::filesystem::path next_key_generation() const { return keys() / "generation.next"; }
    /// The key-encrypting key; only where no credential brings it.
    [[nodiscard]] std::filesystem::path kek() const { return keys() / "kek"; }
    [[nodiscard]] std::filesystem::path checkpoints() const { return root / "checkpoints"; }
    [[nodiscard]] std::filesystem::path checkpoint(SchoolId school) const { return checkpoints() / to_string(school); }
    /// The key that checkpoints are verified with.
    [[nodiscard]] std::filesystem::path public_key() const { return root / "checkpoint.pub"; }
    /// What a start cut off a write-ahead log.
    [[nodiscard]] std::filesystem::path lost_and_found() const { return root / "lost+found"; }
    /// Where a start tries the log without the bytes it may cut. Gone afterwards.
    [[nodiscard]] std::filesystem::path trial() const { return root / "log.trial"; }
    /// The database at one moment, while a backup is copied from it. Gone afterwards.
    [[nodiscard]] std::filesystem::path backup_moment() const { return root / "log.backup.tmp"; }
    /// What a restore has yet to record in the logs. Gone once it has.
    [[nodiscard]] std::filesystem::path restored() const { return root / "RESTORED"; }
    /// Room that is given up when the disk is full (eventstore/ballast.h).
    [[nodiscard]] std::filesystem::path ballast() const { return root / "ballast"; }
    [[nodiscard]] std::filesystem::path views() const { return root / "views"; }
    [[nodiscard]] std::filesystem::path accounts() const { return root / "accounts"; }
};

}  // namespace hometime

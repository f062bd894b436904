// What `hometime backup` is told, and its commands.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "tools/hometime/shell.h"

namespace hometime::tools {

struct BackupOptions {
    std::string backup;          ///< an id; empty: the newest
    std::filesystem::path data;  ///< create without a daemon: the data folder
    std::filesystem::path from;  ///< the folder of backups
    std::filesystem::path to;    ///< create without a daemon: the folder of backups; restore: the target
    std::filesystem::path keys;  ///< the folder of key store copies
    std::filesystem::path kek;   ///< a file with the key-encrypting key
    std::vector<std::filesystem::path> lost_from;
    std::optional<std::uint64_t> at;
    int keep_days = 35;
    std::size_t keep_at_least = 7;
    bool all = false;
};

/// Asks the daemon for one and waits until it is verified; with `data`, makes one of a stopped daemon's folder.
void backup_create(const Shell&, const BackupOptions&);
/// The daemon's; with `from`, those of a folder.
void backup_list(const Shell&, const BackupOptions&);
/// Exit::data, with the name of the file or the finding, for the first backup that does not verify.
void backup_verify(const Shell&, const BackupOptions&);
void backup_restore(const Shell&, const BackupOptions&);
/// Forgets backups older than `keep_days`, but for the newest `keep_at_least`, and key copies whose time has passed.
void backup_prune(const Shell&, const BackupOptions&);
/// Restores into a temporary folder, verifies, removes it, and says how long that took.
void backup_drill(const Shell&, const BackupOptions&);

}  // namespace hometime::tools

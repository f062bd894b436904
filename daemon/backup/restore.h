// Restoring a backup into an empty folder: copied, verified, put under the keys, and every log told that it came back.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "daemon/backup/restored.h"
#include "eventstore/backup/repository.h"
#include "eventstore/base/random.h"

namespace hometime {

struct RestoreOptions {
    std::filesystem::path backups;                 ///< the folder of backups
    std::string backup;                            ///< its id; empty: the newest
    std::filesystem::path target;                  ///< a folder that is empty, or not there
    std::optional<std::filesystem::path> keys;     ///< the folder of key store copies
    std::optional<std::filesystem::path> kek;      ///< the key-encrypting key; empty: the copy's own file
    std::optional<Position> at;                    ///< the last record of one school that is to come back; empty: all
    std::vector<std::filesystem::path> lost_from;  ///< what else is known: see known_sizes()
    /// A drill: the folder is read and thrown away. Without keys, it never becomes one that a daemon starts on.
    bool drill = false;
};

struct Restored {
    std::string backup;
    UtcTime made_at;
    std::string key_copy;              ///< the copy that was used; empty: none
    std::vector<RestoredLog> schools;  ///< by id
    std::uint64_t records = 0;
    std::uint64_t replies_dropped = 0;  ///< of commands whose facts did not come back
    bool keys_opened = false;
};

/// On an error nothing is left in the target.
/// Errors: `conflict` the target is not empty; `not_found` no such backup, school or record; `invalid` the records of
/// one command would be torn apart; `corrupt` the first file or finding that is not as it was written, or a
/// note from elsewhere that is of another history; `key_missing` no copy of the key store opens this backup: the
/// detail says what to do; `unavailable`; `permission`.
[[nodiscard]] Result<Restored> restore_backup(const RestoreOptions& options, const Clock& clock, Random& random);

}  // namespace hometime

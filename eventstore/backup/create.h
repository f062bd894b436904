// Making a backup of one moment of a data folder: copied, read back, opened, compared, and only then one that counts.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "eventstore/backup/repository.h"
#include "eventstore/data_folder.h"

namespace hometime {

/// One moment of a data folder, as files that nobody changes any more.
struct BackupMoment {
    UtcTime at;
    std::filesystem::path log;         ///< the database's files
    std::filesystem::path accounts;    ///< the credentials' files; a folder that is not there holds none
    std::filesystem::path public_key;  ///< checkpoint.pub
    Head head;
    std::vector<BackupLog> schools;  ///< as HEAD has them, with the newest signed note of each
};

/// Asked now and then; true: nobody wants the backup any more.
using BackupCancelled = std::function<bool()>;

struct MadeBackup {
    BackupManifest manifest;
    std::uint64_t copied_bytes = 0;  ///< of files that no earlier backup holds
};

/// Copies, checks and publishes. On an error no backup was made, and what was copied goes with the next writer.
/// Errors: `corrupt` the copy does not hold what HEAD and the signed notes say: the first finding; `busy` cancelled;
/// `unavailable`, `permission`.
[[nodiscard]] Result<MadeBackup> make_backup(BackupWriter& writer, const BackupMoment& moment,
                                             const std::string& program, const BackupCancelled& cancelled = {});

/// A folder whose daemon does not run, as it stands. Whoever calls holds its lock.
/// Errors: `not_found` no HEAD; `corrupt`; `unavailable`; `permission`.
[[nodiscard]] Result<BackupMoment> moment_of_stopped(FileSystem& files, const DataFolder& folder, UtcTime now);

}  // namespace hometime

// Reading a backup again: every byte of its files, its signed notes, every record of its logs.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "eventstore/backup/repository.h"
#include "eventstore/recovery.h"

namespace hometime {

/// The sizes that a backup's notes sign for. Errors: `corrupt` a note does not verify with the backup's public key.
[[nodiscard]] Result<std::vector<SignedSize>> signed_sizes(const std::vector<BackupLog>& schools,
                                                           std::string_view public_key);

/// Lays the logs out in `scratch`, an empty folder, by links where the disk has them, and holds them to the manifest's
/// HEAD and notes (check_copy). Does not hash the files: check_files() does.
/// Errors: `corrupt` the first finding; `unavailable`; `permission`.
[[nodiscard]] Result<void> check_logs(const BackupRepository& repository, const BackupManifest& manifest,
                                      const std::filesystem::path& scratch);

/// Everything about one backup. Writes nothing but below tmp/, or in the system's temporary folder where the backup's
/// disk cannot be written. Returns its manifest.
/// Errors: `not_found` no such backup; `corrupt` names the file or the first finding; `busy` a backup is being made;
/// `unavailable`; `permission`.
[[nodiscard]] Result<BackupManifest> verify_backup(const BackupRepository& repository, const std::string& id);

}  // namespace hometime

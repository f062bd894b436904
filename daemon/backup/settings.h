// Where backups go: the [backup] part of the configuration.
#pragma once

#include <chrono>
#include <filesystem>

#include "eventstore/backup/key_copies.h"

namespace hometime {

struct BackupSettings {
    std::filesystem::path folder;       ///< empty: the daemon makes no backups
    std::filesystem::path keys_folder;  ///< copies of the key store, apart
    std::chrono::days keys_kept{kKeyCopyDays};
    [[nodiscard]] bool configured() const { return !folder.empty(); }
};

}  // namespace hometime

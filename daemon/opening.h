// Opening a data folder for the daemon: to serve it whole, or only to look at it.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "daemon/accounts/accounts.h"
#include "daemon/space_limits.h"
#include "eventstore/base/random.h"
#include "eventstore/disk_space.h"
#include "eventstore/folder_lock.h"
#include "eventstore/recovery.h"
#include "eventstore/rocks_log.h"
#include "projections/views/projection.h"
#include "projections/views/store.h"

namespace hometime {

/// How a folder is served. `evidence`: it was asked for; nothing in the folder changes. `no_room`: the disk is so full
/// that the folder cannot even be opened to write; it is served as evidence is, until there is room.
enum class Serving : std::uint8_t { whole, evidence, no_room };
/// "evidence", "disk-full"; of `whole` "ok".
[[nodiscard]] std::string_view to_string(Serving serving);

struct OpeningOptions {
    std::filesystem::path folder;
    std::optional<std::filesystem::path> kek_credential;
    SessionPolicy sessions;
    SpaceLimits space;
    std::shared_ptr<const DiskSpace> disk;
};

struct OpenedFolder {
    Serving serving = Serving::whole;
    std::optional<FolderLock> lock;    ///< unless `whole`, whose log has it
    std::unique_ptr<RocksReader> log;  ///< null: evidence that nobody asked for; say `findings` and end
    RocksLog* writer = nullptr;        ///< the same, of `whole`
    std::unique_ptr<ViewStore> views;
    std::unique_ptr<Accounts> accounts;
    Findings findings;
    bool keys_open = true;
    std::string notes;  ///< what else is not possible, sentences for the operator
};

/// Opens the folder to serve it; on a disk without room the ballast is given up first.
/// Errors: those of open_log and of the stores.
[[nodiscard]] Result<OpenedFolder> open_folder(const OpeningOptions& options, Random& random);
/// Opens it to look at it: nothing in it changes. Errors: those of open_evidence.
[[nodiscard]] Result<OpenedFolder> open_to_look(const OpeningOptions& options, Random& random);

}  // namespace hometime

// Reading a data folder as an auditor does: beside its owner or without one, changing nothing, opening no text.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>

#include "eventstore/file.h"
#include "eventstore/recovery.h"

namespace hometime {

/// A folder of this process alone, gone with this object.
class ScratchFolder {
public:
    /// Errors: `unavailable` none can be made.
    [[nodiscard]] static Result<ScratchFolder> make();
    ~ScratchFolder();
    ScratchFolder(ScratchFolder&& other) noexcept;
    ScratchFolder& operator=(ScratchFolder&& other) noexcept;
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    explicit ScratchFolder(std::filesystem::path path) : path_(std::move(path)) {}
    std::filesystem::path path_;
};

/// What an auditor sees. Rows, records and edges are those of one moment, at or after HEAD.
struct AuditLog {
    ScratchFolder scratch;  ///< first, so that it goes last
    Head head;              ///< read before the database: all of it must be in there
    KeyStoreIndex keys;     ///< which keys exist; their clear fields only
    bool beside_owner = false;
    /// What HEAD, the key store, or a checkpoint in the folder vouches for and the database does not hold.
    /// Empty: the log holds at least what HEAD says.
    Findings findings;
    /// Serves every log up to its edge. Rows of state and stored replies are of the same moment. Never unseals.
    std::unique_ptr<RocksReader> log;
};

/// Where the key store is, when it is not in the folder.
struct AuditKeys {
    std::optional<std::filesystem::path> key_store = std::nullopt;
    bool absent = false;  ///< it is not at hand: `keys` stays empty, and nothing is said about it
};

/// Opens `folder` for an audit. Needs no key and writes nothing in the folder. Beside the owner the database is
/// read as it stood at one moment not before HEAD; it may be ahead by what was committed meanwhile.
/// Errors: `not_found` no HEAD; `corrupt` HEAD or the database cannot be read at all; `permission`; `unavailable`.
[[nodiscard]] Result<AuditLog> open_for_audit(const std::filesystem::path& folder, FileSystem& files = posix_files(),
                                              const AuditKeys& keys = {});

}  // namespace hometime

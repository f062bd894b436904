// A folder of backups, on another disk if possible:
//
//   files/<sha256>       what files of data folders held; written once, shared by all backups that hold the same
//   backups/<id>.json    manifests: written last, so that what has none is no backup
//   tmp/                 what is being made; means nothing
//   LOCK                 one writer at a time
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "eventstore/backup/manifest.h"
#include "eventstore/file_digest.h"
#include "eventstore/folder_lock.h"

namespace hometime {

/// Names below one folder of backups, and reading. Any thread.
class BackupRepository {
public:
    explicit BackupRepository(std::filesystem::path root, FileSystem& files = posix_files())
        : root_(std::move(root)), files_(&files) {}

    [[nodiscard]] const std::filesystem::path& root() const { return root_; }
    [[nodiscard]] FileSystem& files() const { return *files_; }
    [[nodiscard]] std::filesystem::path file(const std::string& sha256) const { return contents() / sha256; }
    [[nodiscard]] std::filesystem::path contents() const { return root_ / "files"; }
    [[nodiscard]] std::filesystem::path manifests() const { return root_ / "backups"; }
    [[nodiscard]] std::filesystem::path manifest(const std::string& id) const { return manifests() / (id + ".json"); }
    [[nodiscard]] std::filesystem::path scratch() const { return root_ / "tmp"; }
    [[nodiscard]] std::filesystem::path lock() const { return root_ / "LOCK"; }

    /// Whether a folder of backups is there. False where that cannot be told.
    [[nodiscard]] bool exists() const;
    /// The backups, oldest first: whatever has a manifest, readable or not.
    [[nodiscard]] std::vector<std::string> ids() const;
    /// Errors: `not_found` no such backup; `corrupt` the manifest is not as it was written, with its name.
    [[nodiscard]] Result<BackupManifest> read(const std::string& id) const;
    /// The newest that can be read. nullopt: there is none.
    [[nodiscard]] std::optional<BackupManifest> newest() const;

    /// Reads every file of the backup again. Errors: `corrupt` names the first that is missing or not as it was
    /// written; `unavailable`.
    [[nodiscard]] Result<void> check_files(const BackupManifest& manifest) const;

private:
    std::filesystem::path root_;
    FileSystem* files_;
};

/// The one writer of a folder of backups.
class BackupWriter {
public:
    /// Makes the folder where there is none, takes its lock, and removes what an earlier writer left unfinished.
    /// Errors: `busy` somebody else writes; `permission`; `unavailable`.
    [[nodiscard]] static Result<BackupWriter> open(BackupRepository repository);

    [[nodiscard]] const BackupRepository& repository() const { return repository_; }
    /// The id for a backup that is begun now: no other has it, and it comes after all that are there, even where the
    /// clock was set back since.
    [[nodiscard]] std::string draw_id(UtcTime now) const;
    /// Keeps what `source` holds, under `name`. What is there already, whole, is not copied again; what is there and
    /// damaged is replaced. Either way the kept file has been read back. Durable after publish().
    /// Errors: `corrupt` the source changed meanwhile, or what was written reads back otherwise; `unavailable`.
    [[nodiscard]] Result<BackupFile> keep(const std::string& name, const std::filesystem::path& source);
    /// Bytes that keep() had to copy so far.
    [[nodiscard]] std::uint64_t copied_bytes() const { return copied_; }
    /// An empty folder for whoever needs one in between; gone at the next open().
    [[nodiscard]] Result<std::filesystem::path> scratch();
    /// Makes what was kept a backup, durably: before this it is none.
    [[nodiscard]] Result<void> publish(const BackupManifest& manifest);
    /// Forgets these backups, then every file that no backup holds any more. Returns the bytes that went.
    /// Errors: `corrupt` a manifest cannot be read, so that nobody knows which files it needs: only manifests go.
    [[nodiscard]] Result<std::uint64_t> forget(const std::vector<std::string>& ids);

private:
    BackupWriter(BackupRepository repository, FolderLock lock)
        : repository_(std::move(repository)), lock_(std::move(lock)) {}
    [[nodiscard]] Result<void> clear_scratch();
    [[nodiscard]] Result<std::uint64_t> sweep();
    [[nodiscard]] Result<void> copy_in(const BackupFile& file, const std::filesystem::path& source);

    BackupRepository repository_;
    FolderLock lock_;
    std::uint64_t copied_ = 0;
};

}  // namespace hometime

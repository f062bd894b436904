#include "eventstore/backup/verify.h"

#include <algorithm>
#include <optional>

#include "eventstore/audit.h"
#include "eventstore/backup/check.h"
#include "eventstore/checkpoint.h"

namespace hometime {

namespace {

/// A public key is one line; more than this is none. Bytes.
constexpr std::uint64_t kKeyBytesMax = 16 * 1024;
constexpr std::string_view kLogPrefix = "log/";

/// Lays the database of a backup out under its own names, by links where the disk has them: for reading only.
Result<void> lay_out(const BackupRepository& repository, const std::vector<BackupFile>& kept,
                     const std::filesystem::path& folder) {
    for (const auto& file : kept) {
        if (!file.name.starts_with(kLogPrefix)) continue;
        const auto name = folder / file.name.substr(kLogPrefix.size());
        if (repository.files().link(repository.file(file.sha256), name)) continue;
        const auto copied = copy_and_sync(repository.files(), repository.file(file.sha256), name);
        if (!copied) return fail(copied.error().code, "files/" + file.sha256 + ": " + copied.error().detail);
    }
    return {};
}

Result<std::string> public_key_of(const BackupRepository& repository, const BackupManifest& manifest) {
    const auto kept = std::find_if(manifest.files.begin(), manifest.files.end(),
                                   [](const BackupFile& file) { return file.name == "checkpoint.pub"; });
    if (kept == manifest.files.end()) return fail(ErrorCode::corrupt, "the backup holds no checkpoint.pub");
    return read_file(repository.files(), repository.file(kept->sha256), kKeyBytesMax);
}

/// Where a backup's logs are laid out: below tmp/ under the lock, elsewhere when the disk cannot be written.
class LayOutFolder {
public:
    static Result<LayOutFolder> make(const BackupRepository& repository) {
        LayOutFolder folder;
        auto lock = FolderLock::take(repository.lock());
        if (lock) {
            folder.lock_.emplace(std::move(*lock));
            folder.files_ = &repository.files();
            folder.path_ = repository.scratch() / "verify";
            if (auto cleared = folder.clear(); !cleared) return tl::unexpected(cleared.error());
            if (auto made = repository.files().create_folders(folder.path_); !made) return tl::unexpected(made.error());
            return folder;
        }
        if (lock.error().code == ErrorCode::busy) return fail(ErrorCode::busy, "a backup is being made there");
        if (lock.error().code != ErrorCode::permission) return tl::unexpected(lock.error());
        auto elsewhere = ScratchFolder::make();
        if (!elsewhere) return tl::unexpected(elsewhere.error());
        folder.path_ = elsewhere->path();
        folder.elsewhere_.emplace(std::move(*elsewhere));
        return folder;
    }
    ~LayOutFolder() {
        if (lock_) std::ignore = clear();  // The next writer does it too.
    }
    LayOutFolder(LayOutFolder&& other) noexcept
        : files_(other.files_),
          lock_(std::exchange(other.lock_, {})),
          elsewhere_(std::move(other.elsewhere_)),
          path_(other.path_) {}
    LayOutFolder& operator=(LayOutFolder&&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    LayOutFolder() = default;
    [[nodiscard]] Result<void> clear() const { return files_->remove_folder(path_); }

    FileSystem* files_ = nullptr;
    std::optional<FolderLock> lock_;  ///< held: path_ is below the backup folder's tmp/
    std::optional<ScratchFolder> elsewhere_;
    std::filesystem::path path_;
};

}  // namespace

Result<std::vector<SignedSize>> signed_sizes(const std::vector<BackupLog>& schools, std::string_view public_key) {
    std::vector<SignedSize> sizes;
    const auto key = NoteVerifier::parse(public_key.substr(0, public_key.find('\n')));
    if (!key) return fail(ErrorCode::corrupt, "checkpoint.pub holds no key");
    for (const auto& log : schools) {
        if (!log.checkpoint) continue;
        const auto note = open_checkpoint(*log.checkpoint, key->named(log_origin(log.school)));
        if (!note) return fail(ErrorCode::corrupt, "the checkpoint of " + to_string(log.school) + " does not verify");
        sizes.push_back({log.school, note->size, note->root});
    }
    return sizes;
}

Result<void> check_logs(const BackupRepository& repository, const BackupManifest& manifest,
                        const std::filesystem::path& scratch) {
    const auto key = public_key_of(repository, manifest);
    if (!key) return tl::unexpected(key.error());
    const auto notes = signed_sizes(manifest.schools, *key);
    if (!notes) return tl::unexpected(notes.error());
    const auto head = head_of(manifest);
    if (!head) return tl::unexpected(head.error());
    if (auto laid_out = lay_out(repository, manifest.files, scratch); !laid_out) return laid_out;
    const auto findings = check_copy(scratch, *head, *notes);
    if (!findings) return tl::unexpected(findings.error());
    if (findings->empty()) return {};
    return fail(ErrorCode::corrupt, to_string(findings->front()));
}

Result<BackupManifest> verify_backup(const BackupRepository& repository, const std::string& id) {
    auto manifest = repository.read(id);
    if (!manifest) return manifest;
    const auto folder = LayOutFolder::make(repository);
    if (!folder) return tl::unexpected(folder.error());
    if (auto checked = repository.check_files(*manifest); !checked) return tl::unexpected(checked.error());
    if (auto checked = check_logs(repository, *manifest, folder->path()); !checked) {
        return tl::unexpected(checked.error());
    }
    return manifest;
}

}  // namespace hometime

#include "eventstore/backup/repository.h"

#include <algorithm>
#include <set>

#include "eventstore/backup/folder_names.h"

namespace hometime {

namespace {

/// A manifest of ten thousand files is about 2 MiB; more than this is none. Bytes.
constexpr std::uint64_t kManifestBytesMax = std::uint64_t{64} << 20;
constexpr std::string_view kManifestEnding = ".json";

/// What a backup's file is called. Whatever else lies there is somebody's, and stays.
bool is_content_name(const std::string& name) {
    constexpr std::size_t kHexBytes = 64;
    return name.size() == kHexBytes && name.find_first_not_of("0123456789abcdef") == std::string::npos;
}

tl::unexpected<Error> about(const std::string& what, const Error& error) {
    return fail(error.code, what + ": " + error.detail);
}

}  // namespace

bool BackupRepository::exists() const {
    const auto there = files_->exists(manifests());
    return there && *there;
}

std::vector<std::string> BackupRepository::ids() const {
    std::vector<std::string> ids;
    for (auto& name : names_that_can_be_read_in(manifests())) {
        if (!name.ends_with(kManifestEnding)) continue;
        name.resize(name.size() - kManifestEnding.size());
        if (is_backup_id(name)) ids.push_back(std::move(name));
    }
    std::ranges::sort(ids, {}, backup_order);
    return ids;
}

Result<BackupManifest> BackupRepository::read(const std::string& id) const {
    if (!is_backup_id(id)) return fail(ErrorCode::not_found, "there is no backup of that id");
    const auto text = read_file(*files_, manifest(id), kManifestBytesMax);
    if (!text && text.error().code == ErrorCode::not_found) {
        return fail(ErrorCode::not_found, "there is no backup of that id");
    }
    const auto name = "backups/" + id + std::string(kManifestEnding);
    if (!text) return about(name, text.error());
    auto manifest = decode_manifest(*text);
    if (!manifest) return fail(ErrorCode::corrupt, name + " " + manifest.error().detail);
    if (manifest->id != id) return fail(ErrorCode::corrupt, name + " is the manifest of another backup");
    return manifest;
}

std::optional<BackupManifest> BackupRepository::newest() const {
    const auto all = ids();
    for (auto id = all.rbegin(); id != all.rend(); ++id) {
        if (auto manifest = read(*id)) return std::move(*manifest);
    }
    return std::nullopt;
}

Result<void> BackupRepository::check_files(const BackupManifest& manifest) const {
    for (const auto& kept : manifest.files) {
        const auto there = digest_of(*files_, file(kept.sha256));
        const auto name = "files/" + kept.sha256 + " (" + kept.name + ")";
        if (!there && there.error().code == ErrorCode::not_found) return fail(ErrorCode::corrupt, name + " is missing");
        if (!there) return about(name, there.error());
        if (there->bytes != kept.bytes || hex(there->sha256) != kept.sha256) {
            return fail(ErrorCode::corrupt, name + " is not as it was written");
        }
    }
    return {};
}

Result<BackupWriter> BackupWriter::open(BackupRepository repository) {
    auto& files = repository.files();
    for (const auto& folder : {repository.contents(), repository.manifests()}) {
        if (auto made = files.create_folders(folder); !made) return about("the backup folder", made.error());
    }
    auto lock = FolderLock::take(repository.lock());
    if (!lock && lock.error().code == ErrorCode::busy) {
        return fail(ErrorCode::busy, "another process is at work in the backup folder");
    }
    if (!lock) return about("the backup folder", lock.error());
    if (auto synced = files.sync_folder(repository.root()); !synced) return about("the backup folder", synced.error());
    BackupWriter writer(std::move(repository), std::move(*lock));
    if (auto cleared = writer.clear_scratch(); !cleared) return tl::unexpected(cleared.error());
    // What cannot be swept now costs room and nothing else.
    if (auto swept = writer.sweep(); !swept && swept.error().code != ErrorCode::corrupt) {
        return tl::unexpected(swept.error());
    }
    return writer;
}

std::string BackupWriter::draw_id(UtcTime now) const {
    const auto all = repository_.ids();
    const auto [stamp, number] = all.empty() ? BackupOrder{} : backup_order(all.back());
    const auto now_stamp = backup_id(now);
    if (stamp < now_stamp) return now_stamp;
    return std::string(stamp) + '-' + std::to_string(number + 1);
}

Result<BackupFile> BackupWriter::keep(const std::string& name, const std::filesystem::path& source) {
    auto& files = repository_.files();
    const auto wanted = digest_of(files, source);
    if (!wanted) return about(name, wanted.error());
    BackupFile file{name, wanted->bytes, hex(wanted->sha256)};
    const auto there = digest_of(files, repository_.file(file.sha256));
    if (there && *there == *wanted) return file;
    if (!there && there.error().code != ErrorCode::not_found) return about("files/" + file.sha256, there.error());
    if (auto copied = copy_in(file, source); !copied) return about(name, copied.error());
    copied_ += file.bytes;
    return file;
}

Result<void> BackupWriter::copy_in(const BackupFile& file, const std::filesystem::path& source) {
    auto& files = repository_.files();
    if (auto made = files.create_folders(repository_.scratch()); !made) return made;
    const auto fresh = repository_.scratch() / file.sha256;
    if (auto removed = files.remove(fresh); !removed) return removed;
    const auto copied = copy_and_sync(files, source, fresh);
    if (!copied) return tl::unexpected(copied.error());
    if (hex(copied->sha256) != file.sha256) return fail(ErrorCode::corrupt, "it changed while it was copied");
    if (auto renamed = files.rename(fresh, repository_.file(file.sha256)); !renamed) return renamed;
    const auto back = digest_of(files, repository_.file(file.sha256));
    if (!back) return tl::unexpected(back.error());
    if (*back == *copied) return {};
    return fail(ErrorCode::corrupt, "the copy reads back otherwise than it was written: check the backup's disk");
}

Result<std::filesystem::path> BackupWriter::scratch() {
    const auto folder = repository_.scratch() / "folder";
    if (auto gone = repository_.files().remove_folder(folder); !gone) return tl::unexpected(gone.error());
    if (auto made = repository_.files().create_folders(folder); !made) return tl::unexpected(made.error());
    return folder;
}

Result<void> BackupWriter::publish(const BackupManifest& manifest) {
    auto& files = repository_.files();
    if (auto synced = files.sync_folder(repository_.contents()); !synced) return about("files", synced.error());
    const auto written =
        write_file_atomically(files, repository_.manifest(manifest.id), as_bytes(encode_manifest(manifest)));
    if (!written) return about("backups", written.error());
    std::ignore = clear_scratch();  // The next writer does it too.
    return {};
}

Result<std::uint64_t> BackupWriter::forget(const std::vector<std::string>& ids) {
    for (const auto& id : ids) {
        if (auto gone = repository_.files().remove(repository_.manifest(id)); !gone)
            return tl::unexpected(gone.error());
    }
    // Manifests first and durably: a backup must never stand there without its files.
    if (auto synced = repository_.files().sync_folder(repository_.manifests()); !synced) {
        return tl::unexpected(synced.error());
    }
    if (auto cleared = clear_scratch(); !cleared) return tl::unexpected(cleared.error());
    return sweep();
}

Result<void> BackupWriter::clear_scratch() {
    if (auto gone = repository_.files().remove_folder(repository_.scratch()); !gone) return about("tmp", gone.error());
    for (const auto& name : names_that_can_be_read_in(repository_.manifests())) {
        if (!name.ends_with(".new")) continue;  // A manifest that was being written.
        if (auto gone = repository_.files().remove(repository_.manifests() / name); !gone) return gone;
    }
    return {};
}

Result<std::uint64_t> BackupWriter::sweep() {
    const auto listed = names_in(repository_.manifests());
    if (!listed) return about("backups", listed.error());
    std::set<std::string> needed;
    for (const auto& id : repository_.ids()) {
        const auto manifest = repository_.read(id);
        if (!manifest) return tl::unexpected(manifest.error());
        for (const auto& file : manifest->files) needed.insert(file.sha256);
    }
    std::uint64_t bytes = 0;
    const auto kept = names_in(repository_.contents());
    if (!kept) return about("files", kept.error());
    for (const auto& name : *kept) {
        if (needed.contains(name) || !is_content_name(name)) continue;
        std::error_code unknown;
        const auto size = std::filesystem::file_size(repository_.file(name), unknown);
        if (auto gone = repository_.files().remove(repository_.file(name)); !gone) return tl::unexpected(gone.error());
        bytes += unknown ? 0 : size;
    }
    return bytes;
}

}  // namespace hometime

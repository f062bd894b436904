#include "eventstore/backup/key_copies.h"

#include <algorithm>
#include <tuple>

#include "eventstore/backup/folder_names.h"
#include "eventstore/backup/manifest.h"
#include "eventstore/backup/summed.h"
#include "eventstore/base/json.h"
#include "eventstore/file_digest.h"
#include "eventstore/keystore.h"
#include "eventstore/zeros.h"

namespace hometime {

namespace {

/// Half a million keys are 50 MiB. Bytes.
constexpr std::uint64_t kKeyFileBytesMax = std::uint64_t{256} << 20;
constexpr std::uint64_t kCopyTextMax = std::uint64_t{1} << 20;
/// A new generation of the key store is put into place within a few milliseconds. More often than so many times in a
/// row it is no coincidence.
constexpr int kReadsMax = 5;
constexpr std::string_view kCopyText = "copy.json";
constexpr std::string_view kKekName = "kek";

bool is_there(const std::filesystem::path& path) {
    std::error_code unknown;
    return std::filesystem::exists(path, unknown) || unknown;  // What cannot be looked at is not taken for absent.
}

bool is_folder(const std::filesystem::path& path) {
    std::error_code unknown;
    return std::filesystem::is_directory(path, unknown);
}

/// "1-4096-20261124T100001Z": generation, length, when it was made.
bool is_copy_id(std::string_view name) {
    for (int number = 0; number < 2; ++number) {
        const auto dash = name.find('-');
        if (dash == 0 || dash == std::string_view::npos) return false;
        if (name.substr(0, dash).find_first_not_of("0123456789") != std::string_view::npos) return false;
        name.remove_prefix(dash + 1);
    }
    return is_backup_id(name);
}

bool is_part_of_store(const std::string& name) {
    return !name.ends_with(".new") && name != kCopyText;  // ".new": a write that was broken off.
}

/// A name that stays in its folder.
bool is_plain_name(const std::string& name) {
    return !name.empty() && name.find('/') == std::string::npos && name != "." && name != "..";
}

tl::unexpected<Error> about(const std::string& what, const Error& error) {
    return fail(error.code, what + ": " + error.detail);
}

Result<void> write_new(FileSystem& files, const std::filesystem::path& path, ByteView content) {
    const auto file = files.open(path, OpenMode::create);
    if (!file) return tl::unexpected(file.error());
    if (auto written = (*file)->write_at(0, content); !written) return written;
    return (*file)->sync();
}

auto age(const KeyCopy& copy) {
    return std::tie(copy.made_at, copy.id);
}

Result<KeyFiles> read_once(FileSystem& files, const DataFolder& folder, bool with_kek) {
    KeyFiles keys;
    const auto names = names_in(folder.keys());
    if (!names) return about("keys", names.error());
    for (const auto& name : *names) {
        if (!is_part_of_store(name) || (name == kKekName && !with_kek)) continue;
        auto content = read_file(files, folder.keys() / name, kKeyFileBytesMax);
        if (!content) return about("keys/" + name, content.error());
        keys.files.push_back({name, std::move(*content)});
    }
    const auto index = read_key_store(files, folder.key_store(), std::nullopt);
    if (!index) return about("keys/store", index.error());
    keys.extent = {index->generation, index->length};
    return keys;
}

}  // namespace

KeyFiles::~KeyFiles() {
    for (auto& file : files) wipe(file.content.data(), file.content.size());
}

bool KeyFiles::holds_kek() const {
    return std::any_of(files.begin(), files.end(), [](const One& file) { return file.name == kKekName; });
}

Result<KeyFiles> read_key_files(FileSystem& files, const DataFolder& folder, bool with_kek) {
    for (int again = 0; again < kReadsMax; ++again) {
        auto first = read_once(files, folder, with_kek);
        if (!first) return first;
        const auto second = read_once(files, folder, with_kek);
        if (second && first->files == second->files) return first;
    }
    return fail(ErrorCode::busy, "the key store is being written anew: try again");
}

Result<KeyCopy> KeyCopies::add(const KeyFiles& keys, UtcTime now, std::chrono::days kept) const {
    KeyCopy copy;
    copy.generation = keys.extent.number;
    copy.length = keys.extent.length;
    copy.made_at = now;
    copy.expires_at = now + kept;
    const auto stem = std::to_string(copy.generation) + "-" + std::to_string(copy.length) + "-" + backup_id(now);
    copy.id = stem;
    for (int again = 2; is_there(root_ / copy.id); ++again) copy.id = stem + "-" + std::to_string(again);
    const auto folder = root_ / copy.id;
    if (auto made = files_.create_folders(folder); !made) return about("the keys' backup folder", made.error());
    for (const auto& file : keys.files) {
        if (auto written = write_new(files_, folder / file.name, as_bytes(file.content)); !written) {
            return about("the keys' backup folder", written.error());
        }
        copy.files.push_back({file.name, file.content.size(), hex(sha256_of(as_bytes(file.content)))});
    }
    const auto text = with_sum(json::to_string(copy));
    if (auto written = write_file_atomically(files_, folder / kCopyText, as_bytes(text)); !written) {
        return about("the keys' backup folder", written.error());
    }
    if (auto synced = files_.sync_folder(root_); !synced) return about("the keys' backup folder", synced.error());
    return copy;
}

std::vector<KeyCopy> KeyCopies::list() const {
    std::vector<KeyCopy> copies;
    for (const auto& name : names_that_can_be_read_in(root_)) {
        const auto text = read_file(files_, root_ / name / kCopyText, kCopyTextMax);
        const auto body = text ? without_sum(*text) : Result<std::string_view>(tl::unexpected(text.error()));
        if (!body) continue;
        auto copy = json::decode<KeyCopy>(*body);
        if (copy && copy->id == name && copy->version == 1) copies.push_back(std::move(*copy));
    }
    std::sort(copies.begin(), copies.end(), [](const auto& a, const auto& b) { return age(a) < age(b); });
    return copies;
}

std::optional<KeyCopy> KeyCopies::newest_for(const FileExtent& wanted) const {
    auto copies = list();
    for (auto copy = copies.rbegin(); copy != copies.rend(); ++copy) {
        const bool later = copy->generation > wanted.number;
        const bool same = copy->generation == wanted.number && copy->length >= wanted.length;
        if (later || same) return std::move(*copy);
    }
    return std::nullopt;
}

Result<std::size_t> KeyCopies::expire(UtcTime now) const {
    const auto copies = list();
    std::size_t removed = 0;
    for (std::size_t i = 0; i + 1 < copies.size(); ++i) {
        if (now < copies[i].expires_at) continue;
        if (auto gone = remove(copies[i].id); !gone) return tl::unexpected(gone.error());
        ++removed;
    }
    const auto names = names_in(root_);
    if (!names) return about("the keys' backup folder", names.error());
    for (const auto& name : *names) {  // Copies that were never finished. Whatever else lies there is somebody's.
        if (!is_copy_id(name) || !is_folder(root_ / name) || is_there(root_ / name / kCopyText)) continue;
        if (auto gone = remove(name); !gone) return tl::unexpected(gone.error());
    }
    return removed;
}

/// Its description goes first: a copy that is broken off while it goes counts for nothing, and goes the next time.
Result<void> KeyCopies::remove(const std::string& id) const {
    const auto folder = root_ / id;
    if (auto gone = files_.remove(folder / kCopyText); !gone) return about("the keys' backup folder", gone.error());
    const auto names = names_in(folder);
    if (!names) return about("the keys' backup folder", names.error());
    for (const auto& name : *names) {
        if (auto zeroed = overwrite_with_zeros(files_, folder / name); !zeroed) {
            return about("the keys' backup folder", zeroed.error());
        }
    }
    if (auto gone = files_.remove_folder(folder); !gone) return about("the keys' backup folder", gone.error());
    return files_.sync_folder(root_);
}

Result<void> KeyCopies::put_back(const KeyCopy& copy, const DataFolder& folder) const {
    if (auto made = files_.create_folders(folder.keys()); !made) return made;
    for (const auto& file : copy.files) {
        if (!is_plain_name(file.name)) return fail(ErrorCode::corrupt, copy.id + "/copy.json names no file of keys/");
        const auto name = copy.id + "/" + file.name;
        auto content = read_file(files_, root_ / copy.id / file.name, kKeyFileBytesMax);
        if (!content && content.error().code == ErrorCode::not_found) {
            return fail(ErrorCode::corrupt, name + " is missing");
        }
        if (!content) return about(name, content.error());
        if (content->size() != file.bytes || hex(sha256_of(as_bytes(*content))) != file.sha256) {
            return fail(ErrorCode::corrupt, name + " is not as it was written");
        }
        auto written = write_new(files_, folder.keys() / file.name, as_bytes(*content));
        wipe(content->data(), content->size());
        if (!written) return about("keys/" + file.name, written.error());
    }
    if (auto synced = files_.sync_folder(folder.keys()); !synced) return synced;
    return files_.sync_folder(folder.root);
}

}  // namespace hometime

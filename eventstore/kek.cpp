#include "eventstore/kek.h"

#include <algorithm>

namespace hometime {

namespace {

/// Permission bits of others than the owner.
constexpr unsigned kOthers = 077;

tl::unexpected<Error> unusable(const std::string& what) {
    return fail(ErrorCode::key_missing, "the key-encrypting key " + what);
}

Result<Secret> read_key(FileSystem& files, const std::filesystem::path& path) {
    auto content = read_file(files, path, Secret::kBytes);
    if (!content && content.error().code != ErrorCode::invalid) return tl::unexpected(content.error());
    if (!content || content->size() != Secret::kBytes) {
        return unusable("is not 32 bytes long. Restore the copy that was kept when it was made");
    }
    Secret key;
    std::copy(content->begin(), content->end(), key.data());
    wipe(content->data(), content->size());
    return key;
}

Result<Secret> read_credential(FileSystem& files, const std::filesystem::path& path) {
    auto key = read_key(files, path);
    if (!key && key.error().code == ErrorCode::not_found) {
        return unusable("was not handed over: check LoadCredential= of the service");
    }
    return key;
}

Result<Secret> read_own_file(FileSystem& files, const std::filesystem::path& path) {
    const auto mode = files.mode(path);
    if (!mode) return tl::unexpected(mode.error());
    if ((*mode & kOthers) != 0) {
        return fail(ErrorCode::permission,
                    "the file of the key-encrypting key can be read by others: chmod it to 0600, and think of the key "
                    "as known to whoever could read it");
    }
    return read_key(files, path);
}

Result<Kek> make_own_file(FileSystem& files, const std::filesystem::path& path, Random& random) {
    auto bytes = random.bytes<Secret::kBytes>();
    Kek kek{Secret(bytes), true};
    wipe(bytes.data(), bytes.size());
    if (auto made = files.create_folders(path.parent_path()); !made) return tl::unexpected(made.error());
    if (auto written = write_file_atomically(files, path, kek.key.view()); !written) {
        return tl::unexpected(written.error());
    }
    return kek;
}

}  // namespace

Result<Kek> load_kek(FileSystem& files, const KekSource& source, Random& random, bool may_create) {
    if (source.credential) {
        auto key = read_credential(files, *source.credential);
        if (!key) return tl::unexpected(key.error());
        return Kek{std::move(*key), false};
    }
    auto key = read_own_file(files, source.file);
    if (key) return Kek{std::move(*key), false};
    if (key.error().code != ErrorCode::not_found) return tl::unexpected(key.error());
    if (may_create) return make_own_file(files, source.file, random);
    return unusable(
        "is missing beside a key store that needs it. Hand it over as the service's credential, or restore its file");
}

}  // namespace hometime

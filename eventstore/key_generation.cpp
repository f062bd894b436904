#include "eventstore/key_generation.h"

#include <sodium.h>

#include <algorithm>

#include "eventstore/base/mutants.h"
#include "eventstore/key_entry.h"
#include "eventstore/zeros.h"

namespace hometime {

namespace {

constexpr std::string_view kMagic = "HTKG";
constexpr char kVersion = 1;
constexpr std::size_t kCrcBytes = 4;
constexpr std::size_t kFileBytes = 8 + 8 + Secret::kBytes + kCrcBytes;
constexpr std::string_view kDerivation = "hometime key store generation 1";
/// Entries that are written at once.
constexpr std::uint64_t kEntriesAtOnce = 1000;

std::filesystem::path fresh_store(const DataFolder& folder) {
    auto path = folder.key_store();
    path += ".new";
    return path;
}

struct Generation {
    std::uint64_t number = 0;
    Secret secret;
};

std::string encode(const Generation& generation) {
    std::string out(kMagic);
    out += kVersion;
    out.append(3, '\0');
    append_be(out, generation.number);
    out += as_text(generation.secret.view());
    append_be(out, crc32c(as_bytes(out)));
    return out;
}

/// nullopt: not there, or overwritten. Errors: `unavailable`, `permission`.
Result<std::optional<Generation>> read_generation_file(FileSystem& files, const std::filesystem::path& path) {
    auto bytes = read_file(files, path, kFileBytes);
    if (!bytes && bytes.error().code == ErrorCode::not_found) return std::nullopt;
    if (!bytes && bytes.error().code != ErrorCode::invalid) return tl::unexpected(bytes.error());
    if (!bytes || bytes->size() != kFileBytes) return std::nullopt;
    Generation generation;
    generation.number = load_be<std::uint64_t>(as_bytes(*bytes).data() + 8);
    std::copy_n(bytes->begin() + 16, Secret::kBytes, generation.secret.data());
    const bool right = encode(generation) == *bytes;
    wipe(bytes->data(), bytes->size());
    if (!right) return std::nullopt;
    return generation;
}

/// Keyed BLAKE2b of the generation's number and secret, under the key-encrypting key.
Secret derive(const Secret& kek, const Generation& generation) {
    std::string message(kDerivation);
    append_be(message, generation.number);
    message += as_text(generation.secret.view());
    Secret key;
    crypto_generichash(key.data(), Secret::kBytes, as_bytes(message).data(), message.size(), kek.data(),
                       Secret::kBytes);
    wipe(message.data(), message.size());
    return key;
}

/// Whoever reads the disk's free blocks later finds no secret there. Where there is no file, nothing is to be done.
Result<void> overwrite(FileSystem& files, const std::filesystem::path& path) {
    const auto there = files.exists(path);
    if (!there) return tl::unexpected(there.error());
    if (!*there) return {};
    return overwrite_with_zeros(files, path);
}

}  // namespace

Result<Secret> wrapping_key(FileSystem& files, const DataFolder& folder, const Secret& kek, std::uint64_t generation) {
    if (generation == key_entry::kFirstGeneration) return kek.copy();
    for (const auto& path : {folder.key_generation(), folder.next_key_generation()}) {
        const auto found = read_generation_file(files, path);
        if (!found) return tl::unexpected(found.error());
        if (*found && (*found)->number == generation) return derive(kek, **found);
    }
    return fail(ErrorCode::key_missing, "the secret of generation " + std::to_string(generation) +
                                            " of the key store is not in keys/generation: restore the folder keys/ "
                                            "as a whole, from one copy");
}

Result<KeyStore> open_key_store(FileSystem& files, const DataFolder& folder, const Secret& kek,
                                std::optional<std::uint64_t> fenced, bool writable) {
    const auto generation = read_generation(files, folder.key_store());
    if (!generation) return tl::unexpected(generation.error());
    const auto wrapping = wrapping_key(files, folder, kek, *generation);
    if (!wrapping) return tl::unexpected(wrapping.error());
    return KeyStore::open(files, folder.key_store(), *wrapping, fenced, writable);
}

Result<void> finish_generation(FileSystem& files, const DataFolder& folder, std::uint64_t generation) {
    if (auto removed = files.remove(fresh_store(folder)); !removed) return removed;
    const auto next = read_generation_file(files, folder.next_key_generation());
    if (!next) return tl::unexpected(next.error());
    if (!*next) return {};
    if ((*next)->number != generation) return files.remove(folder.next_key_generation());
    if (auto gone = overwrite(files, folder.key_generation()); !gone) return gone;
    if (auto renamed = files.rename(folder.next_key_generation(), folder.key_generation()); !renamed) return renamed;
    return files.sync_folder(folder.keys());
}

KeyStoreRewrite::KeyStoreRewrite(FileSystem& files, DataFolder folder, KeyStore from, Secret wrapping,
                                 std::unique_ptr<File> to, Random& random)
    : files_(files),
      folder_(std::move(folder)),
      from_(std::move(from)),
      wrapping_(std::move(wrapping)),
      to_(std::move(to)),
      random_(random) {}

Result<KeyStoreRewrite> KeyStoreRewrite::begin(FileSystem& files, DataFolder folder, KeyStore from, const Secret& kek,
                                               Random& random) {
    if (auto finished = finish_generation(files, folder, from.generation()); !finished) {
        return tl::unexpected(finished.error());
    }
    auto bytes = random.bytes<Secret::kBytes>();
    const Generation next{from.generation() + 1, Secret(bytes)};
    wipe(bytes.data(), bytes.size());
    auto content = encode(next);
    const auto written = write_file_atomically(files, folder.next_key_generation(), as_bytes(content));
    wipe(content.data(), content.size());
    if (!written) return tl::unexpected(written.error());
    auto to = files.open(fresh_store(folder), OpenMode::create);
    if (!to) return tl::unexpected(to.error());
    KeyStoreRewrite rewrite(files, std::move(folder), std::move(from), derive(kek, next), std::move(*to), random);
    auto start = key_entry::header_bytes(next.number);
    using key_entry::Kind;
    key_entry::append(start, {Kind::store_secret, 0, {}}, rewrite.from_.store_secret(), rewrite.wrapping_, next.number,
                      random);
    key_entry::append(start, {Kind::signing_seed, 0, {}}, rewrite.from_.signing_seed(), rewrite.wrapping_, next.number,
                      random);
    if (auto put = rewrite.to_->write_at(0, as_bytes(start)); !put) return tl::unexpected(put.error());
    return rewrite;
}

Result<void> KeyStoreRewrite::put(std::uint64_t place, std::string_view entries) {
    return to_->write_at(key_entry::offset_of(place), as_bytes(entries));
}

Result<void> KeyStoreRewrite::copy(const KeyStore& source, const std::set<std::uint64_t>& gone) {
    const auto generation = from_.generation() + 1;
    while (copied_ < source.key_count()) {
        const auto first = copied_ + 1;
        const auto last = std::min(source.key_count(), copied_ + kEntriesAtOnce);
        std::string entries;
        for (auto id = first; id <= last; ++id) {
            const auto scope = source.scopes()[id - 1];
            if ((gone.contains(id) && !mutant(Mutant::destroyed_key_kept)) || source.destroyed(id)) {
                key_entry::append_destroyed(entries, id, scope);
                blank_.insert(id);
                continue;
            }
            const auto key = source.unwrap(id);
            if (!key) return tl::unexpected(key.error());
            key_entry::append(entries, {key_entry::Kind::data_key, id, scope}, *key, wrapping_, generation, random_);
        }
        if (auto written = put(key_entry::place_of_key(first), entries); !written) return written;
        copied_ = last;
    }
    return {};
}

Result<void> KeyStoreRewrite::copy(const std::set<std::uint64_t>& gone) {
    return copy(from_, gone);
}

/// Keys that were destroyed after they had been copied.
Result<void> KeyStoreRewrite::blank(const KeyStore& live, const std::set<std::uint64_t>& gone) {
    for (const auto id : gone) {
        if (id > copied_ || blank_.contains(id) || mutant(Mutant::destroyed_key_kept)) continue;
        std::string entry;
        key_entry::append_destroyed(entry, id, live.scopes()[id - 1]);
        if (auto written = put(key_entry::place_of_key(id), entry); !written) return written;
        blank_.insert(id);
    }
    return {};
}

Result<KeyStore> KeyStoreRewrite::install(const KeyStore& live, const std::set<std::uint64_t>& gone) {
    const auto generation = from_.generation() + 1;
    if (mutant(Mutant::old_generation_first)) {
        if (auto gone_early = overwrite(files_, folder_.key_generation()); !gone_early) {
            return tl::unexpected(gone_early.error());
        }
    }
    const auto whole = copy(live, gone)
                           .and_then([&] { return blank(live, gone); })
                           .and_then([&] { return to_->sync(); })
                           .and_then([&] { return files_.rename(fresh_store(folder_), folder_.key_store()); })
                           .and_then([&] { return files_.sync_folder(folder_.keys()); })
                           .and_then([&] { return finish_generation(files_, folder_, generation); });
    if (!whole) return tl::unexpected(whole.error());
    return KeyStore::open(files_, folder_.key_store(), wrapping_, live.length(), true);
}

}  // namespace hometime

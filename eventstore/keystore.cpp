#include "eventstore/keystore.h"

#include <sodium.h>

#include <algorithm>
#include <cstdlib>

#include "eventstore/base/mutants.h"
#include "eventstore/key_entry.h"

namespace hometime {

namespace {

using namespace key_entry;

tl::unexpected<Error> corrupt_at(std::uint64_t offset, const char* what) {
    return fail(ErrorCode::corrupt, "the key store is not as written at byte " + std::to_string(offset) + ": " + what);
}

Result<std::uint64_t> read_header(const File& file) {
    std::array<std::uint8_t, kKeyStoreHeaderBytes> bytes{};
    const auto count = file.read_at(0, bytes);
    if (!count) return tl::unexpected(count.error());
    if (*count != bytes.size()) return corrupt_at(0, "it is too short");
    const auto generation = load_be<std::uint64_t>(bytes.data() + 8);
    if (as_text(bytes) != header_bytes(generation)) return corrupt_at(0, "its header is wrong");
    return generation;
}

/// Reads the entries one block at a time. Returns the index, or where it stopped making sense.
Result<KeyStoreIndex> read_index(const File& file, std::optional<std::uint64_t> fenced) {
    const auto generation = read_header(file);
    if (!generation) return tl::unexpected(generation.error());
    const auto size = file.size();
    if (!size) return tl::unexpected(size.error());
    if (fenced && *size < *fenced) {
        return corrupt_at(*size, "it ends before the length that HEAD holds: it is older, or was cut");
    }
    const auto must = std::max(fenced.value_or(*size), offset_of(kOwnEntries));

    KeyStoreIndex index{*generation, kKeyStoreHeaderBytes, 0, {}, {}};
    EntryBytes bytes{};
    for (std::uint64_t place = 0; offset_of(place) < *size || offset_of(place) < must; ++place) {
        const auto offset = offset_of(place);
        const auto count = file.read_at(offset, bytes);
        if (!count) return tl::unexpected(count.error());
        const char* broken = *count < bytes.size() ? "an entry is cut short" : broken_rule(bytes, place);
        if (broken != nullptr) {
            if (offset < must) return corrupt_at(offset, broken);
            break;
        }
        index.length = offset + kKeyEntryBytes;
        if (place < kOwnEntries) continue;
        const auto entry = parse(bytes);
        index.scopes.push_back(entry.scope);
        if (entry.kind == Kind::destroyed) index.gone.insert(entry.id);
    }
    index.torn_bytes = *size - index.length;
    return index;
}

}  // namespace

Result<KeyStoreIndex> read_key_store(FileSystem& files, const std::filesystem::path& path,
                                     std::optional<std::uint64_t> fenced) {
    const auto file = files.open(path, OpenMode::read);
    if (!file) return tl::unexpected(file.error());
    return read_index(**file, fenced);
}

Result<std::uint64_t> read_generation(FileSystem& files, const std::filesystem::path& path) {
    const auto file = files.open(path, OpenMode::read);
    if (!file) return tl::unexpected(file.error());
    return read_header(**file);
}

Result<KeyStore> KeyStore::create(FileSystem& files, const std::filesystem::path& path, const Secret& kek,
                                  Random& random) {
    const auto there = files.exists(path);
    if (!there) return tl::unexpected(there.error());
    if (*there) return fail(ErrorCode::conflict, "there is a key store already");
    if (auto made = files.create_folders(path.parent_path()); !made) return tl::unexpected(made.error());

    auto content = header_bytes(kFirstGeneration);
    for (const auto kind : {Kind::store_secret, Kind::signing_seed}) {
        auto bytes = random.bytes<Secret::kBytes>();
        key_entry::append(content, {kind, 0, {}}, Secret(bytes), kek, kFirstGeneration, random);
        wipe(bytes.data(), bytes.size());
    }
    if (auto written = write_file_atomically(files, path, as_bytes(content)); !written) {
        return tl::unexpected(written.error());
    }
    return open(files, path, kek, content.size(), true);
}

Result<KeyStore> KeyStore::open(FileSystem& files, const std::filesystem::path& path, const Secret& kek,
                                std::optional<std::uint64_t> fenced, bool writable) {
    if (sodium_init() < 0) std::abort();  // It never fails once it has an entropy source.
    auto file = files.open(path, writable ? OpenMode::write : OpenMode::read);
    if (!file) return tl::unexpected(file.error());
    auto index = read_index(**file, fenced);
    if (!index) return tl::unexpected(index.error());
    KeyStore store(std::move(*file), kek, std::move(*index));
    for (const std::uint64_t place : {0U, 1U}) {
        auto secret = store.unwrap_at(offset_of(place));
        if (!secret && secret.error().code == ErrorCode::corrupt) {
            return fail(ErrorCode::key_missing,
                        "the key-encrypting key does not open this key store: hand over the one that it was made with");
        }
        if (!secret) return tl::unexpected(secret.error());
        (place == 0 ? store.store_secret_ : store.signing_seed_) = std::move(*secret);
    }
    return store;
}

Result<void> KeyStore::cut_torn_tail() {
    if (index_.torn_bytes == 0) return {};
    if (auto cut = file_->truncate(index_.length); !cut) return cut;
    if (auto synced = file_->sync(); !synced) return synced;
    index_.torn_bytes = 0;
    return {};
}

Result<void> KeyStore::append(std::span<const NewKey> keys, Random& random) {
    if (auto cut = cut_torn_tail(); !cut) return cut;
    std::string bytes;
    bytes.reserve(keys.size() * kKeyEntryBytes);
    for (const auto& key : keys) {
        key_entry::append(bytes, {Kind::data_key, key.id, key.scope}, key.key, kek_, index_.generation, random);
    }
    if (auto written = file_->write_at(index_.length, as_bytes(bytes)); !written) return written;
    if (auto synced = mutant(Mutant::keys_unsynced) ? Result<void>{} : file_->sync(); !synced) return synced;
    index_.length += bytes.size();
    for (const auto& key : keys) index_.scopes.push_back(key.scope);
    return {};
}

Result<Secret> KeyStore::unwrap(std::uint64_t id) const {
    if (index_.destroyed(id)) return fail(ErrorCode::key_missing, "key " + std::to_string(id) + " was destroyed");
    if (!index_.has(id)) {
        return fail(ErrorCode::key_missing, "key " + std::to_string(id) + " is not in the key store");
    }
    return unwrap_at(offset_of(place_of_key(id)));
}

Result<Secret> KeyStore::unwrap_at(std::uint64_t offset) const {
    EntryBytes bytes{};
    const auto count = file_->read_at(offset, bytes);
    if (!count) return tl::unexpected(count.error());
    if (*count != bytes.size() || !crc_is_right(bytes)) return corrupt_at(offset, "an entry's crc is wrong");
    auto key = key_entry::unwrap(bytes, kek_, index_.generation);
    if (!key) return corrupt_at(offset, "a wrapped key does not open");
    return std::move(*key);
}

}  // namespace hometime

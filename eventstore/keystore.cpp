#include "eventstore/keystore.h"

#include <sodium.h>

#include <algorithm>
#include <cstdlib>

namespace hometime {

namespace {

constexpr std::string_view kMagic = "HTKS";
constexpr std::uint8_t kVersion = 1;
constexpr std::uint64_t kFirstGeneration = 1;
constexpr std::size_t kCrcBytes = 4;
constexpr std::size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kBoxBytes = Secret::kBytes + crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t kClearBytes = kKeyEntryBytes - kNonceBytes - kBoxBytes - kCrcBytes;
static_assert(kClearBytes == 29);

/// What an entry is. Written to disk.
enum class EntryKind : std::uint8_t { store_secret = 1, signing_seed = 2, data_key = 3 };
/// Entries before the first data key.
constexpr std::uint64_t kOwnEntries = 2;

struct Entry {
    EntryKind kind{};
    std::uint64_t id = 0;
    KeyScope scope;
};
using EntryBytes = std::array<std::uint8_t, kKeyEntryBytes>;

constexpr std::uint64_t offset_of(std::uint64_t entry) {
    return kKeyStoreHeaderBytes + entry * kKeyEntryBytes;
}
constexpr std::uint64_t offset_of_key(std::uint64_t id) {
    return offset_of(kOwnEntries + id - 1);
}

tl::unexpected<Error> corrupt_at(std::uint64_t offset, const char* what) {
    return fail(ErrorCode::corrupt, "the key store is not as written at byte " + std::to_string(offset) + ": " + what);
}

std::string header_bytes(std::uint64_t generation) {
    std::string out(kMagic);
    out += static_cast<char>(kVersion);
    out.append(3, '\0');
    append_be(out, generation);
    append_be(out, crc32c(as_bytes(out)));
    return out;
}

std::string clear_fields(const Entry& entry) {
    std::string out;
    append_be(out, static_cast<std::uint8_t>(entry.kind));
    append_be(out, entry.id);
    append_be(out, entry.scope.school.value);
    append_be(out, static_cast<std::uint8_t>(entry.scope.subject.kind));
    append_be(out, entry.scope.subject.id);
    append_be(out, static_cast<std::uint8_t>(entry.scope.retention));
    append_be(out, entry.scope.school_year);
    return out;
}

Entry parse_clear_fields(const std::uint8_t* at) {
    Entry entry;
    entry.kind = static_cast<EntryKind>(at[0]);
    entry.id = load_be<std::uint64_t>(at + 1);
    entry.scope.school.value = load_be<std::uint64_t>(at + 9);
    entry.scope.subject.kind = static_cast<SubjectKind>(at[17]);
    entry.scope.subject.id = load_be<std::uint64_t>(at + 18);
    entry.scope.retention = static_cast<RetentionClass>(at[26]);
    entry.scope.school_year = load_be<std::uint16_t>(at + 27);
    return entry;
}

/// The generation, then the entry's clear fields.
std::string associated_data(std::uint64_t generation, std::string_view clear) {
    std::string out;
    append_be(out, generation);
    out += clear;
    return out;
}

/// Appends an entry that wraps `key`.
void append_entry(std::string& out, const Entry& entry, const Secret& key, const Secret& kek, std::uint64_t generation,
                  Random& random) {
    const auto begin = out.size();
    const auto clear = clear_fields(entry);
    const auto associated = associated_data(generation, clear);
    const auto nonce = random.bytes<kNonceBytes>();
    std::array<std::uint8_t, kBoxBytes> box{};
    crypto_aead_xchacha20poly1305_ietf_encrypt(box.data(), nullptr, key.data(), Secret::kBytes,
                                               as_bytes(associated).data(), associated.size(), nullptr, nonce.data(),
                                               kek.data());
    out += clear;
    out += as_text(nonce);
    out += as_text(box);
    append_be(out, crc32c(as_bytes(out).subspan(begin)));
}

bool crc_is_right(const std::uint8_t* bytes, std::size_t length) {
    return crc32c({bytes, length - kCrcBytes}) == load_be<std::uint32_t>(bytes + length - kCrcBytes);
}

/// What is wrong with the entry in place `place`; nullptr when nothing is.
const char* broken_rule(const std::uint8_t* bytes, std::uint64_t place) {
    if (!crc_is_right(bytes, kKeyEntryBytes)) return "an entry's crc is wrong";
    const auto entry = parse_clear_fields(bytes);
    const auto kind = place == 0 ? EntryKind::store_secret : place == 1 ? EntryKind::signing_seed : EntryKind::data_key;
    if (entry.kind != kind) return "an entry of another kind belongs here";
    if (entry.id != (place < kOwnEntries ? 0 : place - kOwnEntries + 1)) return "the key ids have a hole";
    return nullptr;
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

    KeyStoreIndex index{*generation, kKeyStoreHeaderBytes, 0, {}};
    EntryBytes bytes{};
    for (std::uint64_t place = 0; offset_of(place) < *size || offset_of(place) < must; ++place) {
        const auto offset = offset_of(place);
        const auto count = file.read_at(offset, bytes);
        if (!count) return tl::unexpected(count.error());
        const char* broken = *count < bytes.size() ? "an entry is cut short" : broken_rule(bytes.data(), place);
        if (broken != nullptr) {
            if (offset < must) return corrupt_at(offset, broken);
            break;
        }
        index.length = offset + kKeyEntryBytes;
        if (place >= kOwnEntries) index.scopes.push_back(parse_clear_fields(bytes.data()).scope);
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

Result<KeyStore> KeyStore::create(FileSystem& files, const std::filesystem::path& path, const Secret& kek,
                                  Random& random) {
    const auto there = files.exists(path);
    if (!there) return tl::unexpected(there.error());
    if (*there) return fail(ErrorCode::conflict, "there is a key store already");
    if (auto made = files.create_folders(path.parent_path()); !made) return tl::unexpected(made.error());

    auto content = header_bytes(kFirstGeneration);
    for (const auto kind : {EntryKind::store_secret, EntryKind::signing_seed}) {
        auto bytes = random.bytes<Secret::kBytes>();
        append_entry(content, {kind, 0, {}}, Secret(bytes), kek, kFirstGeneration, random);
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
        append_entry(bytes, {EntryKind::data_key, key.id, key.scope}, key.key, kek_, index_.generation, random);
    }
    if (auto written = file_->write_at(index_.length, as_bytes(bytes)); !written) return written;
    if (auto synced = file_->sync(); !synced) return synced;
    index_.length += bytes.size();
    for (const auto& key : keys) index_.scopes.push_back(key.scope);
    return {};
}

Result<Secret> KeyStore::unwrap(std::uint64_t id) const {
    if (!index_.has(id)) {
        return fail(ErrorCode::key_missing, "key " + std::to_string(id) + " is not in the key store");
    }
    return unwrap_at(offset_of_key(id));
}

Result<Secret> KeyStore::unwrap_at(std::uint64_t offset) const {
    EntryBytes bytes{};
    const auto count = file_->read_at(offset, bytes);
    if (!count) return tl::unexpected(count.error());
    if (*count != bytes.size() || !crc_is_right(bytes.data(), bytes.size())) {
        return corrupt_at(offset, "an entry's crc is wrong");
    }
    const auto associated = associated_data(index_.generation, as_text(ByteView(bytes).first(kClearBytes)));
    const auto* const nonce = bytes.data() + kClearBytes;
    Secret key;
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(key.data(), nullptr, nullptr, nonce + kNonceBytes, kBoxBytes,
                                                   as_bytes(associated).data(), associated.size(), nonce,
                                                   kek_.data()) != 0) {
        return corrupt_at(offset, "a wrapped key does not open");
    }
    return key;
}

}  // namespace hometime

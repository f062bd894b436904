#include "eventstore/key_entry.h"

#include <sodium.h>

namespace hometime::key_entry {

namespace {

constexpr std::string_view kMagic = "HTKS";
constexpr std::uint8_t kVersion = 1;
constexpr std::size_t kCrcBytes = 4;
constexpr std::size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kBoxBytes = Secret::kBytes + crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t kClearBytes = kKeyEntryBytes - kNonceBytes - kBoxBytes - kCrcBytes;
static_assert(kClearBytes == 29);

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

/// The generation, then the entry's clear fields.
std::string associated_data(std::uint64_t generation, std::string_view clear) {
    std::string out;
    append_be(out, generation);
    out += clear;
    return out;
}

}  // namespace

std::string header_bytes(std::uint64_t generation) {
    std::string out(kMagic);
    out += static_cast<char>(kVersion);
    out.append(3, '\0');
    append_be(out, generation);
    append_be(out, crc32c(as_bytes(out)));
    return out;
}

Entry parse(const EntryBytes& bytes) {
    const auto* const at = bytes.data();
    Entry entry;
    entry.kind = static_cast<Kind>(at[0]);
    entry.id = load_be<std::uint64_t>(at + 1);
    entry.scope.school.value = load_be<std::uint64_t>(at + 9);
    entry.scope.subject.kind = static_cast<SubjectKind>(at[17]);
    entry.scope.subject.id = load_be<std::uint64_t>(at + 18);
    entry.scope.retention = static_cast<RetentionClass>(at[26]);
    entry.scope.school_year = load_be<std::uint16_t>(at + 27);
    return entry;
}

bool crc_is_right(const EntryBytes& bytes) {
    const auto length = bytes.size() - kCrcBytes;
    return crc32c(ByteView(bytes).first(length)) == load_be<std::uint32_t>(bytes.data() + length);
}

const char* broken_rule(const EntryBytes& bytes, std::uint64_t place) {
    if (!crc_is_right(bytes)) return "an entry's crc is wrong";
    const auto entry = parse(bytes);
    const auto kind = place == 0 ? Kind::store_secret : place == 1 ? Kind::signing_seed : Kind::data_key;
    const bool gone = place >= kOwnEntries && entry.kind == Kind::destroyed;
    if (entry.kind != kind && !gone) return "an entry of another kind belongs here";
    if (entry.id != (place < kOwnEntries ? 0 : place - kOwnEntries + 1)) return "the key ids have a hole";
    return nullptr;
}

void append(std::string& out, const Entry& entry, const Secret& key, const Secret& wrapping, std::uint64_t generation,
            Random& random) {
    const auto begin = out.size();
    const auto clear = clear_fields(entry);
    const auto associated = associated_data(generation, clear);
    const auto nonce = random.bytes<kNonceBytes>();
    std::array<std::uint8_t, kBoxBytes> box{};
    crypto_aead_xchacha20poly1305_ietf_encrypt(box.data(), nullptr, key.data(), Secret::kBytes,
                                               as_bytes(associated).data(), associated.size(), nullptr, nonce.data(),
                                               wrapping.data());
    out += clear;
    out += as_text(nonce);
    out += as_text(box);
    append_be(out, crc32c(as_bytes(out).subspan(begin)));
}

void append_destroyed(std::string& out, std::uint64_t id, const KeyScope& scope) {
    const auto begin = out.size();
    out += clear_fields({Kind::destroyed, id, scope});
    out.append(kNonceBytes + kBoxBytes, '\0');
    append_be(out, crc32c(as_bytes(out).subspan(begin)));
}

std::optional<Secret> unwrap(const EntryBytes& bytes, const Secret& wrapping, std::uint64_t generation) {
    const auto associated = associated_data(generation, as_text(ByteView(bytes).first(kClearBytes)));
    const auto* const nonce = bytes.data() + kClearBytes;
    Secret key;
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(key.data(), nullptr, nullptr, nonce + kNonceBytes, kBoxBytes,
                                                   as_bytes(associated).data(), associated.size(), nonce,
                                                   wrapping.data()) != 0) {
        return std::nullopt;
    }
    return key;
}

}  // namespace hometime::key_entry

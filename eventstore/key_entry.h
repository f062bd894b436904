// The bytes of the key store: its header and its entries (keystore.h has the layout). Internal to the event store.
#pragma once

#include <string>

#include "eventstore/keystore.h"

namespace hometime::key_entry {

inline constexpr std::uint64_t kFirstGeneration = 1;
/// What an entry is. Written to disk.
enum class Kind : std::uint8_t { store_secret = 1, signing_seed = 2, data_key = 3, destroyed = 4 };
/// Entries before the first data key.
inline constexpr std::uint64_t kOwnEntries = 2;

struct Entry {
    Kind kind{};
    std::uint64_t id = 0;
    KeyScope scope;
};
using EntryBytes = std::array<std::uint8_t, kKeyEntryBytes>;

constexpr std::uint64_t offset_of(std::uint64_t place) {
    return kKeyStoreHeaderBytes + place * kKeyEntryBytes;
}
constexpr std::uint64_t place_of_key(std::uint64_t id) {
    return kOwnEntries + id - 1;
}

[[nodiscard]] std::string header_bytes(std::uint64_t generation);
/// The entry's clear fields, whatever else is wrong with it.
[[nodiscard]] Entry parse(const EntryBytes& bytes);
/// What is wrong with the entry in place `place`; nullptr when nothing is.
[[nodiscard]] const char* broken_rule(const EntryBytes& bytes, std::uint64_t place);
[[nodiscard]] bool crc_is_right(const EntryBytes& bytes);

/// Appends an entry that wraps `key` with the key of a generation.
void append(std::string& out, const Entry& entry, const Secret& key, const Secret& wrapping, std::uint64_t generation,
            Random& random);
/// Appends the entry of a key that is no more.
void append_destroyed(std::string& out, std::uint64_t id, const KeyScope& scope);
/// The key that an entry wraps; nullopt: it does not open with `wrapping`.
[[nodiscard]] std::optional<Secret> unwrap(const EntryBytes& bytes, const Secret& wrapping, std::uint64_t generation);

}  // namespace hometime::key_entry

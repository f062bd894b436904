// The key store: an append-only file of wrapped keys, outside the database. Destroying a key here makes its texts
// unreadable everywhere, backups of the log included.
//
//   header, 20 bytes:  "HTKS" | version 1 | reserved 0 (3) | generation (8) | crc32c (4)
//   entry, 105 bytes:  kind (1) | key id (8) | school (8) | subject kind (1) | subject (8) | retention class (1)
//                      | school year (2) | nonce (24) | wrapped key (32 + 16) | crc32c (4)
//
// A key is wrapped by XChaCha20-Poly1305 under the key of the store's generation (key_generation.h); the generation and
// the entry's clear fields are its associated data. The first entry is the store's own secret, the second the seed of
// the checkpoint key, both with key id 0; data keys follow, numbered from 1 without a hole. A destroyed key keeps its
// place and its clear fields; nonce and wrapped key are zeros.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <span>
#include <vector>

#include "eventstore/base/random.h"
#include "eventstore/base/result.h"
#include "eventstore/events/sealing_types.h"
#include "eventstore/file.h"
#include "eventstore/record.h"
#include "eventstore/secret.h"

namespace hometime {

inline constexpr std::size_t kKeyStoreHeaderBytes = 20;
inline constexpr std::size_t kKeyEntryBytes = 105;

/// What one data key is for. The subject's id is never 0 here but for the school itself.
struct KeyScope {
    SchoolId school;
    Subject subject;
    RetentionClass retention = RetentionClass::identity;
    std::uint16_t school_year = 0;  ///< the calendar year in which it began
    friend constexpr auto operator<=>(const KeyScope&, const KeyScope&) = default;
};

/// What the file says in clear: all of it that an auditor without the key can check.
struct KeyStoreIndex {
    std::uint64_t generation = 0;
    std::uint64_t length = 0;      ///< bytes of the header and all whole entries
    std::uint64_t torn_bytes = 0;  ///< bytes after them: a write that a power cut broke off
    std::vector<KeyScope> scopes;  ///< of key id n: scopes[n - 1]
    std::set<std::uint64_t> gone;  ///< ids of destroyed keys
    /// Whether the key is there, to be used.
    [[nodiscard]] bool has(std::uint64_t key) const { return was_made(key) && !gone.contains(key); }
    [[nodiscard]] bool was_made(std::uint64_t key) const { return key >= 1 && key <= scopes.size(); }
    [[nodiscard]] bool destroyed(std::uint64_t key) const { return gone.contains(key); }
};

/// Reads the clear fields of the key store at `path`. Needs no key.
/// `fenced`: the length that HEAD holds; up to it every entry must be right, and beyond it reading stops at the
/// first that is not. Without it, all of the file must be right.
/// Errors: `not_found`; `corrupt` with the offset in bytes, or that the file is shorter than `fenced`.
[[nodiscard]] Result<KeyStoreIndex> read_key_store(FileSystem& files, const std::filesystem::path& path,
                                                   std::optional<std::uint64_t> fenced);

/// The generation that the header of the key store at `path` names. Errors: `not_found`; `corrupt`; `unavailable`.
[[nodiscard]] Result<std::uint64_t> read_generation(FileSystem& files, const std::filesystem::path& path);

/// A data key on its way into the store.
struct NewKey {
    std::uint64_t id = 0;
    KeyScope scope;
    Secret key;
};

/// The open file. Threads: append() one at a time; unwrap() any, beside it.
class KeyStore {
public:
    /// Makes the file, of generation 1, with its first two secrets, durable: after a crash it is there whole or not at
    /// all. Errors: `conflict` it exists; `unavailable`.
    [[nodiscard]] static Result<KeyStore> create(FileSystem& files, const std::filesystem::path& path,
                                                 const Secret& kek, Random& random);
    /// Reads and checks the file as read_key_store does, and opens the first two entries with `kek`, the key of the
    /// store's generation.
    /// A torn tail is left alone until cut_torn_tail(). With `writable` false, append() must not be called.
    /// Errors: as read_key_store; `key_missing` `kek` is not the key this store was made with; `unavailable`.
    [[nodiscard]] static Result<KeyStore> open(FileSystem& files, const std::filesystem::path& path, const Secret& kek,
                                               std::optional<std::uint64_t> fenced, bool writable);

    /// Cuts the file at length() and syncs it. Errors: `unavailable`.
    [[nodiscard]] Result<void> cut_torn_tail();
    /// Appends `keys`, whose ids go on from key_count() + 1, in place of a torn tail, and syncs. Errors: `unavailable`:
    /// stop, never retry.
    [[nodiscard]] Result<void> append(std::span<const NewKey> keys, Random& random);

    /// The key itself, read and unwrapped. Any thread. Errors: `key_missing` no such key, or it was destroyed;
    /// `corrupt`; `unavailable`.
    [[nodiscard]] Result<Secret> unwrap(std::uint64_t id) const;

    [[nodiscard]] std::uint64_t generation() const { return index_.generation; }
    [[nodiscard]] std::uint64_t length() const { return index_.length; }
    [[nodiscard]] std::uint64_t torn_bytes() const { return index_.torn_bytes; }
    [[nodiscard]] std::uint64_t key_count() const { return index_.scopes.size(); }
    [[nodiscard]] std::span<const KeyScope> scopes() const { return index_.scopes; }
    [[nodiscard]] bool destroyed(std::uint64_t id) const { return index_.destroyed(id); }
    [[nodiscard]] std::uint64_t destroyed_count() const { return index_.gone.size(); }
    /// The store's own secret: keys that must last as long as the store are derived from it.
    [[nodiscard]] const Secret& store_secret() const { return store_secret_; }
    /// The Ed25519 seed that signs checkpoints.
    [[nodiscard]] const Secret& signing_seed() const { return signing_seed_; }

private:
    KeyStore(std::unique_ptr<File> file, const Secret& kek, KeyStoreIndex index)
        : file_(std::move(file)), kek_(kek.copy()), index_(std::move(index)) {}
    [[nodiscard]] Result<Secret> unwrap_at(std::uint64_t offset) const;

    std::unique_ptr<File> file_;
    Secret kek_;
    KeyStoreIndex index_;
    Secret store_secret_;
    Secret signing_seed_;
};

}  // namespace hometime

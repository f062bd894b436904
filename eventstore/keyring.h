// The key ring: finds or makes the key of a text, seals, and opens. Keeps a bounded number of keys in memory.
#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "eventstore/base/random.h"
#include "eventstore/base/result.h"
#include "eventstore/base/time.h"
#include "eventstore/checkpoint.h"
#include "eventstore/data_folder.h"
#include "eventstore/keystore.h"

namespace hometime {

/// Unwrapped keys kept in memory. At the bound the one used longest ago is wiped; unwrapping it again costs one
/// read and about 2 us. Keys of the batch in hand are kept until they are stored. Unit: keys.
inline constexpr std::size_t kKeysInMemoryMax = 4096;

/// The school year of an instant, by the calendar year it began in: it begins on 1 September, UTC. (The hour of a
/// zone's offset moves a text to the year beside it, and so a little earlier or later into expiry: no more.)
[[nodiscard]] std::uint16_t school_year_of(UtcTime instant);

/// Keyed BLAKE2b of `message`. Any thread.
[[nodiscard]] Hash keyed_mac(const Hash& key, ByteView message);

/// How many keys there are.
struct KeyCounts {
    std::uint64_t generation = 0;
    std::uint64_t made = 0;       ///< ever
    std::uint64_t destroyed = 0;  ///< of them, no longer in the key store
    std::uint64_t retired = 0;    ///< of them, still in it, and used by nobody
};

/// Any thread; a key made by key_for() is durable only after store_pending().
class KeyRing {
public:
    /// `random` must outlive the ring.
    KeyRing(KeyStore store, Random& random, std::size_t keys_in_memory = kKeysInMemoryMax);

    /// The key of `scope`: the one in the store, the pending one, or a new pending one.
    [[nodiscard]] std::uint64_t key_for(const KeyScope& scope);
    /// Appends the pending keys to the store and syncs: step 0 of a commit. Nothing pending: no write.
    /// Errors: `unavailable`: stop, never retry.
    [[nodiscard]] Result<void> store_pending();
    /// Forgets the pending keys: their batch was refused, and nothing that they sealed was kept. What retire() did
    /// since the last store_pending() is undone.
    void drop_pending();

    /// From now on nothing is sealed or opened with this key; its scope gets a new one when it needs one. The key store
    /// still holds it until rotate(). Unknown keys are passed over.
    void retire(std::uint64_t key);
    /// Keys of the store that are neither retired nor destroyed, for which `wanted` holds, with what they are for.
    [[nodiscard]] std::vector<std::pair<std::uint64_t, KeyScope>> keys(
        const std::function<bool(const KeyScope&)>& wanted) const;
    /// Whether the key store still holds a key that was retired.
    [[nodiscard]] bool holds_retired() const;
    [[nodiscard]] KeyCounts counts() const;
    /// A new generation of the key store, without the retired keys. Commits go on but for the moment of the change.
    /// Returns the generation. One at a time. Errors: `key_missing`, `corrupt`: the old generation stands;
    /// `unavailable` the disk refused: stop, a start sorts it out.
    [[nodiscard]] Result<std::uint64_t> rotate(FileSystem& files, const DataFolder& folder, const Secret& kek,
                                               Random& random);

    /// Seals `text`: a nonce of 24 random bytes, then ciphertext with its tag. The same text gives other bytes each
    /// time. Errors: `key_missing`, `corrupt`, `unavailable` as KeyStore::unwrap.
    [[nodiscard]] Result<Bytes> seal(std::uint64_t key, ByteView associated, std::string_view text);
    /// Errors: `key_missing` the key is not here; `corrupt` the box does not open with it and `associated`.
    [[nodiscard]] Result<std::string> open(std::uint64_t key, ByteView associated, ByteView box);

    /// A 32-byte key for one named purpose; the same in every run of the same store.
    [[nodiscard]] Hash derived_key(std::string_view purpose) const;
    /// Signs the checkpoints of a school's log.
    [[nodiscard]] NoteSigner signer(SchoolId school) const;
    /// What `checkpoint.pub` holds: the public key, under the name "hometime", and a newline.
    [[nodiscard]] std::string public_key_file() const;

    /// Generation and length of the stored file, for HEAD.
    [[nodiscard]] std::uint64_t generation() const;
    [[nodiscard]] std::uint64_t length() const;

private:
    using Cache = std::list<std::pair<std::uint64_t, Secret>>;
    /// The key, from the cache or the store. Call with mutex_ held.
    [[nodiscard]] Result<const Secret*> find(std::uint64_t key);
    const Secret& remember(std::uint64_t key, Secret secret);

    mutable std::mutex mutex_;
    KeyStore store_;
    Random& random_;
    std::size_t keys_in_memory_;
    std::map<KeyScope, std::uint64_t> ids_;
    std::vector<NewKey> pending_;
    std::set<std::uint64_t> retired_;         ///< in the store still
    std::vector<std::uint64_t> retired_now_;  ///< since the last store_pending()
    Cache recent_;                            ///< used last, first
    std::unordered_map<std::uint64_t, Cache::iterator> cached_;
};

}  // namespace hometime

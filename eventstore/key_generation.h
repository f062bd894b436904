// Generations of the key store. Each has a secret of its own, in the file keys/generation, and what wraps the store's
// entries is made from it and the key-encrypting key. A new generation wraps every key that is left anew and overwrites
// the secret of the one before: older copies of the store then open with nothing that is left, although the
// key-encrypting key is the same. The first generation has no secret: the key-encrypting key itself wraps.
//
//   keys/generation, 52 bytes:  "HTKG" | version 1 | reserved 0 (3) | generation (8) | secret (32) | crc32c (4)
//
// The order, so that after a crash at any step exactly one generation opens every key:
//   1. keys/generation.next, durable;  2. keys/store.new, durable;  3. store.new becomes store, durable: from here on
//   the new generation counts;  4. keys/generation is overwritten with zeros, durable;  5. generation.next takes its
//   place, durable. A start that finds the new store finishes 4 and 5.
#pragma once

#include <memory>
#include <set>

#include "eventstore/data_folder.h"
#include "eventstore/keystore.h"

namespace hometime {

/// Whether a store of generation `found` may stand beside a HEAD that names `vouched`: a crash may lie between a new
/// generation and the commit that tells HEAD of it.
[[nodiscard]] constexpr bool may_follow(std::uint64_t vouched, std::uint64_t found) {
    return found == vouched || found == vouched + 1;
}

/// What wraps the entries of a store of `generation`. Errors: `key_missing` the generation's secret is not here:
/// restore the folder keys/ as a whole; `corrupt`, `unavailable`, `permission`.
[[nodiscard]] Result<Secret> wrapping_key(FileSystem& files, const DataFolder& folder, const Secret& kek,
                                          std::uint64_t generation);

/// The key store of `folder`, opened with what wraps its generation. Errors: those of KeyStore::open, wrapping_key.
[[nodiscard]] Result<KeyStore> open_key_store(FileSystem& files, const DataFolder& folder, const Secret& kek,
                                              std::optional<std::uint64_t> fenced, bool writable);

/// Steps 4 and 5 above, where a crash left them undone, and removes what a crash before step 3 left.
/// Errors: `unavailable`, `permission`.
[[nodiscard]] Result<void> finish_generation(FileSystem& files, const DataFolder& folder, std::uint64_t generation);

/// One new generation on its way, of a store that goes on being used until install().
class KeyStoreRewrite {
public:
    /// Step 1. `from`: the store of `folder` as it is now, opened for this. `kek` may be another than before.
    [[nodiscard]] static Result<KeyStoreRewrite> begin(FileSystem& files, DataFolder folder, KeyStore from,
                                                       const Secret& kek, Random& random);

    /// Wraps the keys of `from` anew, but those in `gone`. The store may be read and appended to meanwhile.
    /// Errors: `corrupt`, `unavailable`: the old generation stands.
    [[nodiscard]] Result<void> copy(const std::set<std::uint64_t>& gone);
    /// The keys that `live`, the same store, got since; then steps 2 to 5: without the keys in `gone`. Nobody may use
    /// `live` meanwhile; the store that is returned takes its place. Errors: `corrupt`; `unavailable` the disk refused:
    /// stop, a start sorts it out.
    [[nodiscard]] Result<KeyStore> install(const KeyStore& live, const std::set<std::uint64_t>& gone);

private:
    KeyStoreRewrite(FileSystem& files, DataFolder folder, KeyStore from, Secret wrapping, std::unique_ptr<File> to,
                    Random& random);
    [[nodiscard]] Result<void> copy(const KeyStore& source, const std::set<std::uint64_t>& gone);
    [[nodiscard]] Result<void> blank(const KeyStore& live, const std::set<std::uint64_t>& gone);
    [[nodiscard]] Result<void> put(std::uint64_t place, std::string_view entries);

    FileSystem& files_;
    DataFolder folder_;
    KeyStore from_;
    Secret wrapping_;
    std::unique_ptr<File> to_;
    Random& random_;
    std::uint64_t copied_ = 0;       ///< keys
    std::set<std::uint64_t> blank_;  ///< of them, those that were left out
};

}  // namespace hometime

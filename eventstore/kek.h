// The key-encrypting key: the one secret from which everything private in a data folder opens.
#pragma once

#include <filesystem>
#include <optional>

#include "eventstore/base/random.h"
#include "eventstore/base/result.h"
#include "eventstore/file.h"
#include "eventstore/secret.h"

namespace hometime {

/// Where the key comes from: a credential of the service manager, else a file in the data folder.
struct KekSource {
    std::optional<std::filesystem::path> credential;  ///< 32 bytes; never created here
    std::filesystem::path file;                       ///< 32 bytes, mode 0600
};

struct Kek {
    Secret key;
    bool created = false;  ///< The file was made just now: say loudly that it lies beside what it protects.
};

/// Reads the key. Without a credential or a file, and with `may_create` (there is no key store yet), makes the
/// file, durable. Errors: `key_missing` neither is there, or it is not 32 bytes long; `permission` the file can be
/// read by others, or not by us; `unavailable`. The detail says what to do.
[[nodiscard]] Result<Kek> load_kek(FileSystem& files, const KekSource& source, Random& random, bool may_create);

}  // namespace hometime

// Opening a data folder: nothing is written before the database was found to hold what HEAD says.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>

#include "eventstore/base/random.h"
#include "eventstore/file.h"
#include "eventstore/recovery.h"
#include "eventstore/rocks_log.h"

namespace hometime {

struct OpenOptions {
    std::filesystem::path folder;
    std::optional<std::filesystem::path> kek_credential;  ///< empty: `keys/kek`, made if there is no key store yet
    FileSystem* files = nullptr;                          ///< null: the system's
    rocksdb::Env* env = nullptr;                          ///< null: the system's
};

struct OpenOutcome {
    std::unique_ptr<RocksLog> log;  ///< null in evidence mode
    /// Not empty: evidence mode. What was acknowledged is not all there: nobody may write; say what is missing.
    Findings findings;
    /// Evidence mode: what can still be read, each record checked. Null where the database does not open at all.
    std::unique_ptr<RocksReader> evidence;
    bool kek_created = false;     ///< the key-encrypting key was just made, beside what it protects: warn
    std::uint64_t adopted = 0;    ///< commits that were durable and never acknowledged; they stand now
    std::uint64_t cut_bytes = 0;  ///< bytes of a torn write that were put aside in `lost+found/`
    [[nodiscard]] bool is_evidence() const { return !findings.empty(); }
};

/// Opens the log in `options.folder`, and makes it where there is none. Holds the folder's lock as long as the
/// outcome's log lives. `random` must outlive it.
/// Errors: `busy` another process owns the folder; `key_missing` the key-encrypting key is not there or is not this
/// store's; `permission`; `unavailable` the disk refused. Missing or altered data is no error but evidence.
[[nodiscard]] Result<OpenOutcome> open_log(const OpenOptions& options, Random& random);

}  // namespace hometime

// Verifies a data folder: every byte of every record, the trees over them, what is signed and fenced, what was
// collected elsewhere, and everything that was derived. What is hashed and signed is checked by code of its own
// (evidence/), which shares nothing with the log's writer but the definitions of records.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "eventstore/base/result.h"

namespace hometime::tools {

struct VerifyOptions {
    /// Only the logs themselves: records, trees, keys, checkpoints, HEAD. What they fold into (decision state, views)
    /// is not compared, and what a record says is not decoded.
    bool log_only = false;
    /// Where the key store is when it is not in the folder (a backup keeps it apart).
    std::optional<std::filesystem::path> key_store = std::nullopt;
    bool without_keys = false;  ///< the key store is not at hand: no key is looked for
    /// The public key to trust; empty: the folder's own checkpoint.pub, which whoever holds the folder could replace.
    std::optional<std::filesystem::path> key = std::nullopt;
    std::vector<std::filesystem::path> checkpoints = {};  ///< collected elsewhere: files, and folders of files
};

struct VerifyReport {
    std::uint64_t schools = 0;
    std::uint64_t records = 0;
    std::uint64_t rows = 0;          ///< of decision state
    std::uint64_t views = 0;         ///< compared at their own cursors
    std::uint64_t checkpoints = 0;   ///< that were collected elsewhere
    std::uint64_t not_compared = 0;  ///< of these: a part of a log does not reach them
    std::string difference;          ///< the first one; empty: none
    std::vector<std::string> differences;
    void differs(std::string what);
};

/// How many records were read, of how many.
using VerifyProgress = std::function<void(std::uint64_t done, std::uint64_t total)>;

/// Errors: `corrupt`, `unavailable` when the folder cannot be read at all; `not_found` it is none, or a file that an
/// option names is not there; `invalid` the key is none. A difference is no error but the report's.
[[nodiscard]] Result<VerifyReport> verify(const std::filesystem::path& folder, const VerifyOptions& options,
                                          const VerifyProgress& progress = {});
[[nodiscard]] Result<VerifyReport> verify(const std::filesystem::path& folder, const VerifyProgress& progress = {});

}  // namespace hometime::tools

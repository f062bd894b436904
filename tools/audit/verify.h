// Verifies a data folder: every byte of every record, the trees over them, what is signed and fenced, and
// everything that was derived. Shares no code with the log's writer but the definitions of records.
#pragma once

#include <functional>
#include <string>

#include "eventstore/audit.h"

namespace hometime::tools {

struct VerifyReport {
    std::uint64_t schools = 0;
    std::uint64_t records = 0;
    std::uint64_t rows = 0;   ///< of decision state
    std::uint64_t views = 0;  ///< compared at their own cursors
    std::string difference;   ///< the first one; empty: none
};

/// `progress` is told how many records were read. Errors: `corrupt`, `unavailable` when the folder cannot be
/// read at all; a difference is no error but the report's.
[[nodiscard]] Result<VerifyReport> verify(
    const std::filesystem::path& folder,
    const std::function<void(std::uint64_t done, std::uint64_t total)>& progress = {});

}  // namespace hometime::tools

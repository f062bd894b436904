// Writes a school's log, or a part of it, into a folder that is verified without the database.
#pragma once

#include <filesystem>
#include <optional>

#include "tools/audit/export_format.h"
#include "tools/audit/verify.h"

namespace hometime::tools {

/// Which records: sequences, both inclusive. 0: from the first, to the last that was signed for.
struct ExportRange {
    std::uint64_t first = 0;
    std::uint64_t last = 0;
};

/// Exports what the newest checkpoint of `school` signs for: checkpoint, tiles, records (as bundles of entries when all
/// of them are there), lines of JSON. The same log and checkpoint give the same bytes. A part of a log has the tiles
/// that prove its records. `into` must not exist; a broken-off export has no `checkpoint`.
/// Errors: `not_found` no such school, or nothing was signed; `invalid` an empty range; `conflict` `into` exists;
/// `corrupt` the log is not what was signed for: run verify; `unavailable` the disk refused.
[[nodiscard]] Result<ExportManifest> export_log(const std::filesystem::path& data_folder, SchoolId school,
                                                ExportRange range, const std::filesystem::path& into,
                                                const VerifyProgress& progress = {});

}  // namespace hometime::tools

// Verifies an export: without the database, without its keys.
#pragma once

#include "tools/audit/verify.h"

namespace hometime::tools {

/// The checkpoint's signature, every tile, every record against its leaf, what the records say of each other, and the
/// lines for people against the records. Of `options` counts: `log_only` (the lines are not compared), `key`,
/// `checkpoints`. A note whose size lies where a part of a log has no tiles is counted as not compared.
/// Errors: as verify().
[[nodiscard]] Result<VerifyReport> verify_export(const std::filesystem::path& folder, const VerifyOptions& options,
                                                 const VerifyProgress& progress = {});

}  // namespace hometime::tools

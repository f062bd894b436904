// The public key that an auditor trusts.
#pragma once

#include <filesystem>

#include "tools/audit/evidence/notes.h"

namespace hometime::tools {

/// Reads a verifier key from the first line of a file. Errors: `not_found`, `invalid` it is none; each names the file.
[[nodiscard]] Result<evidence::NoteKey> trusted_key(const std::filesystem::path& file);

}  // namespace hometime::tools

// A file whose bytes must not be found on the disk once it is removed.
#pragma once

#include <filesystem>

#include "eventstore/file.h"

namespace hometime {

/// Writes zeros over all of a file's bytes and syncs it. What the file system kept elsewhere, a copy or a journal, is
/// not reached. Errors: those of opening, writing and syncing.
[[nodiscard]] Result<void> overwrite_with_zeros(FileSystem& files, const std::filesystem::path& path);

}  // namespace hometime

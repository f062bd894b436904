// Files with secrets, written once.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string_view>

namespace hometime::tools {

/// A file that must not be there yet, durable, with this mode whatever the umask is. Throws Failure.
void write_new(const std::filesystem::path& path, std::string_view text, mode_t mode);

}  // namespace hometime::tools

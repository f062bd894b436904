// A data folder with a long log in it, left for other programs: the restore drill, for one.
#pragma once

#include <cstdint>
#include <filesystem>

namespace hometime::bench {

/// Makes `folder` a data folder with one school of at least so many records, school days throughout. Returns how many.
/// Throws std::runtime_error.
[[nodiscard]] std::uint64_t make_log(const std::filesystem::path& folder, std::uint64_t records);

}  // namespace hometime::bench

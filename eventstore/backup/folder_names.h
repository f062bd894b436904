// What a folder holds, by name.
#pragma once

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "eventstore/base/result.h"

namespace hometime {

/// The names in a folder, in order; none where there is no folder. Errors: `unavailable` it cannot be read to its end:
/// nobody may take that for an empty one.
[[nodiscard]] inline Result<std::vector<std::string>> names_in(const std::filesystem::path& folder) {
    std::vector<std::string> names;
    std::error_code error;
    std::filesystem::directory_iterator at(folder, error);
    if (error == std::errc::no_such_file_or_directory) return names;
    for (; !error && at != std::filesystem::directory_iterator(); at.increment(error)) {
        names.push_back(at->path().filename().string());
    }
    if (error) return fail(ErrorCode::unavailable, "a folder cannot be listed: " + error.message());
    std::sort(names.begin(), names.end());
    return names;
}

/// The same, where it does not matter whether all of it could be read.
[[nodiscard]] inline std::vector<std::string> names_that_can_be_read_in(const std::filesystem::path& folder) {
    return names_in(folder).value_or(std::vector<std::string>{});
}

}  // namespace hometime

// What is known of logs from elsewhere: the HEAD of a damaged folder, signed notes that were kept on another machine.
#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include "eventstore/recovery.h"

namespace hometime {

/// A log was so long once, with this root.
struct KnownSize {
    SchoolId school;
    std::uint64_t size = 0;
    Hash root{};
    std::string source;  ///< "HEAD", or the name of a note's file
};

/// What `place` tells: a data folder's HEAD and checkpoints, a folder of notes, or one note. A note that `public_key`
/// does not verify tells nothing; a HEAD that cannot be read neither.
/// Errors: `not_found` there is no such place; `corrupt` nothing there says how long any log was.
[[nodiscard]] Result<std::vector<KnownSize>> known_sizes(FileSystem& files, const std::filesystem::path& place,
                                                         std::string_view public_key);

/// Those of a school, by size: the longest last.
[[nodiscard]] std::vector<KnownSize> known_of(const std::vector<KnownSize>& all, SchoolId school);

}  // namespace hometime

// Somebody or something on the command line: "pupil:17".
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace hometime::tools {

struct Who {
    std::string kind;
    std::uint64_t id = 0;
};
/// Throws Failure unless `text` is one of `kinds`, a colon and a number; it says how to write it.
[[nodiscard]] Who parse_who(const std::string& text, const std::vector<std::string>& kinds);

}  // namespace hometime::tools

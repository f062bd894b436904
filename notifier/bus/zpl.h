// ZPL (RFC 4 of ZeroMQ), the form of certificate files: names with values, and below them more, indented by four.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace hometime::bus {

/// Bounds of one file; what is beyond is an error.
inline constexpr std::size_t kZplBytesMax = 16 * 1024;
inline constexpr std::size_t kZplLineMax = 8 * 1024;
inline constexpr std::size_t kZplDepthMax = 4;

/// One name with its value, by its path: "metadata/name".
struct ZplEntry {
    std::string path;
    std::string value;
    std::uint32_t line = 0;
    std::uint32_t column = 0;  ///< of the value
};

struct ZplError {
    std::uint32_t line = 0;  ///< 0: the file as a whole
    std::uint32_t column = 0;
    std::string message;
};

struct ZplFile {
    std::vector<ZplEntry> entries;
    std::vector<ZplError> errors;  ///< at most one a line; empty: the file is good
};

[[nodiscard]] ZplFile parse_zpl(std::string_view text);

}  // namespace hometime::bus

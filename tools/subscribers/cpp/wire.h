// The bus's header, as it is on the wire.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hometime_subscriber {

enum class Kind : std::uint8_t { event = 1, heartbeat = 2, notice = 3 };
inline constexpr std::uint16_t kTombstone = 2;

struct Header {
    Kind kind{};
    std::uint16_t flags = 0;
    std::string epoch;  ///< as a UUID is written
    std::uint64_t seq = 0;
    std::int64_t sent_us = 0;
};

inline std::uint64_t big_endian(std::string_view bytes) {
    std::uint64_t value = 0;
    for (const char byte : bytes) value = (value << 8) | static_cast<unsigned char>(byte);
    return value;
}

/// nullopt: not 40 bytes, or of another wire: to be dropped and counted.
inline std::optional<Header> read_header(std::string_view bytes) {
    if (bytes.size() != 40 || bytes[0] != 1) return std::nullopt;
    Header header;
    header.kind = static_cast<Kind>(bytes[1]);
    header.flags = static_cast<std::uint16_t>(big_endian(bytes.substr(2, 2)));
    constexpr std::string_view kDigits = "0123456789abcdef";
    for (std::size_t i = 8; i < 24; ++i) {
        if (i == 12 || i == 14 || i == 16 || i == 18) header.epoch += '-';
        header.epoch += kDigits[static_cast<unsigned char>(bytes[i]) >> 4];
        header.epoch += kDigits[static_cast<unsigned char>(bytes[i]) & 15];
    }
    header.seq = big_endian(bytes.substr(24, 8));
    header.sent_us = static_cast<std::int64_t>(big_endian(bytes.substr(32, 8)));
    return header;
}

}  // namespace hometime_subscriber

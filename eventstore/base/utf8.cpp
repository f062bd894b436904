#include "eventstore/base/utf8.h"

#include <cstdint>

namespace hometime {

namespace {

/// Bytes that follow a first byte, and the smallest code point that needs so many; -1: no first byte.
int following(unsigned char first, std::uint32_t& smallest) {
    if (first < 0x80) return 0;
    if (first >= 0xC2 && first <= 0xDF) return smallest = 0x80, 1;
    if (first >= 0xE0 && first <= 0xEF) return smallest = 0x800, 2;
    if (first >= 0xF0 && first <= 0xF4) return smallest = 0x10000, 3;
    return -1;
}

}  // namespace

bool is_utf8(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto first = static_cast<unsigned char>(text[i]);
        std::uint32_t smallest = 0;
        const int more = following(first, smallest);
        if (more < 0 || i + static_cast<std::size_t>(more) >= text.size()) return false;
        std::uint32_t point = more == 0 ? first : first & (0x3FU >> more);
        for (int k = 0; k < more; ++k) {
            const auto next = static_cast<unsigned char>(text[++i]);
            if ((next & 0xC0U) != 0x80U) return false;
            point = (point << 6) | (next & 0x3FU);
        }
        if (point < smallest || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF)) return false;
    }
    return true;
}

}  // namespace hometime

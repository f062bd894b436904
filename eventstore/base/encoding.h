// Bytes as text and integers as bytes: hex, base 64, Crockford base 32, big-endian, CRC-32C.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hometime {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

[[nodiscard]] inline ByteView as_bytes(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
[[nodiscard]] inline std::string_view as_text(ByteView bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

[[nodiscard]] std::string hex(ByteView bytes);
[[nodiscard]] std::optional<Bytes> parse_hex(std::string_view text);
/// Standard alphabet with padding (RFC 4648 section 4).
[[nodiscard]] std::string base64(ByteView bytes);
[[nodiscard]] std::optional<Bytes> parse_base64(std::string_view text);
/// `digits` upper-case Crockford characters (5 bits each) of `value`, most significant first.
[[nodiscard]] std::string crockford(std::uint64_t value, int digits);
/// The 5-bit value of one character, in either case, O as 0 and I, L as 1; -1 for anything else.
[[nodiscard]] int crockford_value(char c) noexcept;

/// CRC-32C (Castagnoli), hardware where the processor has it. `seed` continues an earlier call.
[[nodiscard]] std::uint32_t crc32c(ByteView bytes, std::uint32_t seed = 0) noexcept;

template <class Int>
constexpr void store_be(std::uint8_t* out, Int value) noexcept {
    for (std::size_t i = 0; i < sizeof(Int); ++i) {
        out[i] = static_cast<std::uint8_t>(static_cast<std::uint64_t>(value) >> (8 * (sizeof(Int) - 1 - i)));
    }
}
template <class Int>
[[nodiscard]] constexpr Int load_be(const std::uint8_t* in) noexcept {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < sizeof(Int); ++i) value = (value << 8) | in[i];
    return static_cast<Int>(value);
}
template <class Int>
void append_be(std::string& out, Int value) {
    std::uint8_t bytes[sizeof(Int)];
    store_be(bytes, value);
    out.append(reinterpret_cast<const char*>(bytes), sizeof(Int));
}

}  // namespace hometime

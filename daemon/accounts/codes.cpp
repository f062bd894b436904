#include "daemon/accounts/codes.h"

#include <array>

#include "eventstore/base/encoding.h"

namespace hometime {

namespace {

constexpr std::size_t kSelectorLength = 3;
constexpr std::size_t kBodyLength = 16;  // selector and secret
/// Times the generator x in the field of 32 elements, x^5 + x^2 + 1.
unsigned times_x(unsigned value) {
    const unsigned shifted = value << 1U;
    return (shifted & 32U) != 0 ? shifted ^ 0b100101U : shifted;
}

/// The whole code, taken as a polynomial over that field, is zero at x: one wrong character or any two that
/// changed places make it something else.
std::string check_character(std::string_view body) {
    unsigned sum = 0;
    for (const char c : body) sum = times_x(sum) ^ static_cast<unsigned>(crockford_value(c));
    return crockford(times_x(sum), 1);
}

}  // namespace

Code draw_code(Random& random) {
    std::array<std::uint8_t, kBodyLength> bytes{};
    random.fill(bytes);
    std::string text;
    for (const auto byte : bytes) text += crockford(byte & 31U, 1);
    text += check_character(text);
    return {text.substr(0, kSelectorLength), text};
}

std::string printed(const Code& code) {
    std::string out;
    for (std::size_t i = 0; i < code.text.size(); ++i) {
        if (i >= kSelectorLength && (i - kSelectorLength) % 4 == 0) out += '-';
        out += code.text[i];
    }
    return out;
}

std::optional<Code> parse_code(std::string_view typed) {
    std::string text;
    for (const char c : typed) {
        if (c == ' ' || c == '-') continue;
        const int value = crockford_value(c);
        if (value < 0 || text.size() > kBodyLength) return std::nullopt;
        text += crockford(static_cast<std::uint64_t>(value), 1);
    }
    if (text.size() != kBodyLength + 1 || check_character(text.substr(0, kBodyLength)) != text.substr(kBodyLength)) {
        return std::nullopt;
    }
    return Code{text.substr(0, kSelectorLength), text};
}

}  // namespace hometime

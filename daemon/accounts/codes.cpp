#include "daemon/accounts/codes.h"

#include <array>

#include "eventstore/base/encoding.h"

namespace hometime {

namespace {

constexpr std::size_t kSelectorLength = 3;
constexpr std::size_t kBodyLength = 16;  // selector and secret
/// A prime, so that every single wrong character and every swap of two neighbours changes the sum.
constexpr int kModulus = 31;

std::string check_character(std::string_view body) {
    int sum = 0;
    for (std::size_t i = 0; i < body.size(); ++i) sum += (static_cast<int>(i) + 2) * crockford_value(body[i]);
    return crockford(static_cast<std::uint64_t>(sum % kModulus), 1);
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

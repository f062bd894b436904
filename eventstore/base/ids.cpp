#include "eventstore/base/ids.h"

#include "eventstore/base/encoding.h"

namespace hometime {

namespace {

constexpr std::string_view kSchoolPrefix = "sch_";
constexpr int kSchoolDigits = 8;  // 40 bits, five in each.

}  // namespace

std::string to_string(SchoolId school) {
    return std::string(kSchoolPrefix) + crockford(school.value, kSchoolDigits);
}

std::optional<SchoolId> parse_school_id(std::string_view text) {
    if (text.size() != kSchoolPrefix.size() + kSchoolDigits || !text.starts_with(kSchoolPrefix)) return std::nullopt;
    std::uint64_t value = 0;
    for (const char c : text.substr(kSchoolPrefix.size())) {
        const int digit = crockford_value(c);
        if (digit < 0) return std::nullopt;
        value = (value << 5) | static_cast<std::uint64_t>(digit);
    }
    if (value == 0 || to_string(SchoolId{value}) != text) return std::nullopt;  // One spelling only.
    return SchoolId{value};
}

std::string to_string(const Uuid& uuid) {
    std::string text = hex(uuid.bytes);
    for (const std::size_t dash : {8U, 13U, 18U, 23U}) text.insert(dash, 1, '-');
    return text;
}

std::optional<Uuid> parse_uuid(std::string_view text) {
    if (text.size() != 36) return std::nullopt;
    std::string digits;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash != (text[i] == '-')) return std::nullopt;
        if (!dash) digits += text[i];
    }
    const auto bytes = parse_hex(digits);
    if (!bytes) return std::nullopt;
    Uuid uuid;
    std::copy(bytes->begin(), bytes->end(), uuid.bytes.begin());
    return uuid;
}

}  // namespace hometime

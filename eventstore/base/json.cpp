#include "eventstore/base/json.h"

#include <algorithm>
#include <cmath>

namespace hometime::json {

namespace {

/// Documents nest at most this deep. Source: reliability contract, 8.1.
constexpr std::size_t kDepthMax = 16;
/// The largest whole number that every reader of JSON keeps exactly: 2^53.
constexpr std::uint64_t kNumberMax = 9'007'199'254'740'992U;

bool numbers_are_exact(const boost::json::value& value) {
    switch (value.kind()) {
        case boost::json::kind::double_: return std::isfinite(value.get_double());
        case boost::json::kind::int64: {
            const auto number = value.get_int64();
            return number <= static_cast<std::int64_t>(kNumberMax) && number >= -static_cast<std::int64_t>(kNumberMax);
        }
        case boost::json::kind::uint64: return value.get_uint64() <= kNumberMax;
        case boost::json::kind::array:
            return std::all_of(value.get_array().begin(), value.get_array().end(), numbers_are_exact);
        case boost::json::kind::object:
            return std::all_of(value.get_object().begin(), value.get_object().end(),
                               [](const auto& member) { return numbers_are_exact(member.value()); });
        default: return true;
    }
}

/// Counts the keys that the text spells, so that a repeated one shows: the parser keeps the last.
/// `text` has parsed, so a string followed by a colon is a key.
std::size_t keys_spelled(std::string_view text) {
    std::size_t keys = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '"') continue;
        for (++i; text[i] != '"'; ++i) i += text[i] == '\\' ? 1 : 0;
        const auto after = text.find_first_not_of(" \t\r\n", i + 1);
        keys += after != std::string_view::npos && text[after] == ':' ? 1 : 0;
    }
    return keys;
}

std::size_t keys_kept(const boost::json::value& value) {
    std::size_t keys = 0;
    if (value.is_array()) {
        for (const auto& item : value.get_array()) keys += keys_kept(item);
    } else if (value.is_object()) {
        for (const auto& member : value.get_object()) keys += 1 + keys_kept(member.value());
    }
    return keys;
}

/// A character that does not stand for itself inside a string.
void append_escaped(std::string& out, char c) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    switch (c) {
        case '"': out += "\\\""; return;
        case '\\': out += "\\\\"; return;
        case '\n': out += "\\n"; return;
        case '\r': out += "\\r"; return;
        case '\t': out += "\\t"; return;
        default: break;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += "\\u00";
    out += kDigits[byte >> 4];
    out += kDigits[byte & 15];
}

}  // namespace

namespace detail {

void append_quoted(std::string& out, std::string_view text) {
    out += '"';
    std::size_t plain = 0;  // From here on everything stands for itself, and is yet to be added.
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (c != '"' && c != '\\' && static_cast<unsigned char>(c) >= 0x20) continue;
        out.append(text.substr(plain, at - plain));
        append_escaped(out, c);
        plain = at + 1;
    }
    out.append(text.substr(plain));
    out += '"';
}

void add_error(FieldErrors& errors, std::string pointer, std::string code, std::string message) {
    if (errors.size() >= kFieldErrorsMax) return;
    errors.push_back({std::move(pointer), std::move(code), std::move(message)});
}

}  // namespace detail

Result<boost::json::value> parse(std::string_view text, boost::json::storage_ptr storage) {
    boost::json::parse_options options;
    options.max_depth = kDepthMax;
    boost::json::error_code ec;
    auto value =
        boost::json::parse(boost::json::string_view(text.data(), text.size()), ec, std::move(storage), options);
    if (ec) return fail(ErrorCode::invalid, "the JSON does not parse: " + ec.message());
    if (!numbers_are_exact(value)) return fail(ErrorCode::invalid, "a number is beyond 2^53 or not finite");
    if (keys_spelled(text) != keys_kept(value)) return fail(ErrorCode::invalid, "a member stands twice in one object");
    return value;
}

}  // namespace hometime::json

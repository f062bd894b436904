#include "daemon/commands/text.h"

#include <algorithm>
#include <array>

namespace hometime {

namespace {

/// UTF-8 of the marks that embed, override or isolate a direction (U+202A..U+202E, U+2066..U+2069).
bool turns_direction(std::string_view text) {
    for (std::size_t i = 0; i + 2 < text.size(); ++i) {
        if (text[i] != '\xE2') continue;
        const auto third = static_cast<unsigned char>(text[i + 2]);
        if (text[i + 1] == '\x80' && third >= 0xAA && third <= 0xAE) return true;
        if (text[i + 1] == '\x81' && third >= 0xA6 && third <= 0xA9) return true;
    }
    return false;
}

bool has_control(std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte < 0x20 && c != '\n' && c != '\t' && c != '\r') || byte == 0x7F;
    });
}

}  // namespace

void check_text(const std::string& pointer, std::string_view text, bool required, std::size_t bytes_max,
                json::FieldErrors& errors) {
    if (required && text.find_first_not_of(" \t\r\n") == std::string_view::npos) {
        errors.push_back({pointer, "required", "must not be empty"});
    }
    if (text.size() > bytes_max) {
        errors.push_back({pointer, "too-long", "must be at most " + std::to_string(bytes_max) + " bytes long"});
    }
    if (has_control(text) || turns_direction(text)) {
        errors.push_back({pointer, "not-allowed", "must not contain control characters"});
    }
}

json::FieldErrors prefixed(json::FieldErrors errors, const std::string& from, const std::string& to) {
    for (auto& error : errors) {
        if (error.pointer.starts_with(from)) error.pointer = to + error.pointer.substr(from.size());
    }
    return errors;
}

}  // namespace hometime

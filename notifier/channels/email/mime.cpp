#include "notifier/channels/email/mime.h"

#include <algorithm>

#include "eventstore/base/encoding.h"

namespace hometime::email {

namespace {

constexpr std::string_view kHexDigits = "0123456789ABCDEF";  // RFC 2045, 6.7: upper case
constexpr std::string_view kWordBegin = "=?UTF-8?B?";
constexpr std::string_view kWordEnd = "?=";

/// One line of text, without its end, as lines with soft breaks.
void append_quoted(std::string& out, std::string_view line) {
    std::size_t column = 0;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        const bool last = i + 1 == line.size();
        const bool is_blank = c == ' ' || c == '\t';
        const bool as_it_is = is_blank ? !last : c > ' ' && c <= '~' && c != '=';
        const std::size_t width = as_it_is ? 1 : 3;
        if (column + width > kLineMax - (last ? 0 : 1)) {  // room for the soft break's "="
            out += "=\r\n";
            column = 0;
        }
        if (as_it_is) {
            out += c;
        } else {
            const auto byte = static_cast<unsigned char>(c);
            out += {'=', kHexDigits[byte >> 4U], kHexDigits[byte & 15U]};
        }
        column += width;
    }
}

bool continues_a_character(char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

/// Encoded words, each of whole characters, one on a line.
std::string encoded_words(std::string_view text, std::size_t used) {
    std::string out;
    while (!text.empty()) {
        const std::size_t room = kLineMax - std::min(used, kLineMax / 2) - kWordBegin.size() - kWordEnd.size();
        std::size_t length = std::min(text.size(), room / 4 * 3);
        for (int step = 0; step < 3 && length < text.size() && continues_a_character(text[length]); ++step) --length;
        if (!out.empty()) out += "\r\n ";
        out += kWordBegin;
        out += base64(as_bytes(text.substr(0, length)));
        out += kWordEnd;
        text.remove_prefix(length);
        used = 1;  // the space that continues a header
    }
    return out;
}

/// Whether a reader sees `text` in a header as it is written here.
bool is_plain(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; }) &&
           text.find("=?") == std::string_view::npos && !text.starts_with(' ') && !text.ends_with(' ');
}

}  // namespace

std::string quoted_printable(std::string_view text) {
    std::string out;
    out.reserve(text.size() + text.size() / 8);
    while (!text.empty()) {
        const auto end = text.find('\n');
        auto line = text.substr(0, end);
        if (end != std::string_view::npos && line.ends_with('\r')) line.remove_suffix(1);
        append_quoted(out, line);
        if (end == std::string_view::npos) break;
        out += "\r\n";
        text.remove_prefix(end + 1);
    }
    return out;
}

std::string header_text(std::string_view text, std::size_t used) {
    return is_plain(text) && used + text.size() <= kLineMax ? std::string(text) : encoded_words(text, used);
}

std::string header_phrase(std::string_view text, std::size_t used) {
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') quoted += '\\';
        quoted += c;
    }
    quoted += '"';
    return is_plain(text) && used + quoted.size() <= kLineMax ? quoted : encoded_words(text, used);
}

}  // namespace hometime::email

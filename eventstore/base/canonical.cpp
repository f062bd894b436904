#include "eventstore/base/canonical.h"

namespace hometime::json::detail {

namespace {

/// The first character from `in.at` on that does not stand for itself inside a string; the end if there is none.
const char* end_of_plain(const Unread& in) {
    const char* at = in.at;
    while (at != in.end && *at != '"' && *at != '\\' && static_cast<unsigned char>(*at) >= 0x20) ++at;
    return at;
}

/// The value of one digit as write() spells it: lower case.
int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
}

/// What stands after "\u": "00" and two digits, for a control character that has no short spelling.
bool read_control(Unread& in, std::string& out) {
    if (!in.skip("u00") || in.size() < 2) return false;
    const int high = hex_digit(in.at[0]);
    const int low = hex_digit(in.at[1]);
    if (high < 0 || high > 1 || low < 0) return false;
    const char c = static_cast<char>(high * 16 + low);
    if (c == '\n' || c == '\r' || c == '\t') return false;
    out += c;
    in.at += 2;
    return true;
}

/// What stands after a backslash.
bool read_escaped(Unread& in, std::string& out) {
    if (in.at == in.end) return false;
    switch (*in.at) {
        case '"': out += '"'; break;
        case '\\': out += '\\'; break;
        case 'n': out += '\n'; break;
        case 'r': out += '\r'; break;
        case 't': out += '\t'; break;
        default: return read_control(in, out);
    }
    ++in.at;
    return true;
}

}  // namespace

bool read_plain(Unread& in, std::string_view& out) {
    if (!in.skip("\"")) return false;
    const char* const end = end_of_plain(in);
    out = {in.at, static_cast<std::size_t>(end - in.at)};
    in.at = end;
    return in.skip("\"");
}

bool read_quoted(Unread& in, std::string& out) {
    if (!in.skip("\"")) return false;
    while (true) {
        const char* const end = end_of_plain(in);
        out.append(in.at, end);
        in.at = end;
        if (in.skip("\"")) return true;
        if (!in.skip("\\") || !read_escaped(in, out)) return false;
    }
}

}  // namespace hometime::json::detail

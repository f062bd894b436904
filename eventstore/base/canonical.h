// The fast reader of JSON that this project wrote itself: members in declaration order, no spaces, one spelling for
// each value. It reads what json::write wrote with Privacy::omit, and nothing else, straight into the struct.
#pragma once

#include <charconv>
#include <string>
#include <string_view>

#include "eventstore/base/json_schema.h"

namespace hometime::json {

namespace detail {

/// What is left to read.
struct Unread {
    const char* at;
    const char* end;
    [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(end - at); }
    /// Moves past `text` if it comes next.
    bool skip(std::string_view text) {
        if (size() < text.size() || std::string_view(at, text.size()) != text) return false;
        at += text.size();
        return true;
    }
};

/// One string in quotes, unescaped into `out`.
bool read_quoted(Unread& in, std::string& out);
/// One string in quotes that holds no escape: a view of it.
bool read_plain(Unread& in, std::string_view& out);

template <class Int>
bool read_digits(Unread& in, Int& out) {
    const auto [end, error] = std::from_chars(in.at, in.end, out);
    if (error != std::errc{}) return false;
    const char* const first = in.at + (*in.at == '-' ? 1 : 0);
    const bool padded = *first == '0' && (end - first > 1 || first != in.at);
    in.at = end;
    return !padded;
}

/// Whether `text`, which has been read as a T, is how T is written.
template <class T>
bool spelled_canonically(std::string_view text, const T& value) {
    if constexpr (std::is_same_v<T, UtcTime>) {
        const bool whole = text.size() == 20;
        return text[10] == 'T' && text.back() == 'Z' &&
               (whole || (text.size() == 27 && text.substr(20, 6) != "000000"));
    } else if constexpr (std::is_same_v<T, Uuid>) {
        return to_string(value) == text;
    } else {
        return true;  // Dates, times of day and school ids have one spelling, and their parsers know no other.
    }
}

template <class T>
bool read_enum(std::string_view name, T& out) {
    bool found = false;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>([&](auto e) {
        if (found || name != std::string_view(e.name)) return;
        out = e.value;
        found = true;
    });
    return found;
}

template <class T>
bool read_value(Unread& in, T& out);

template <class T>
bool read_list(Unread& in, T& out) {
    if (!in.skip("[")) return false;
    if (in.skip("]")) return true;
    do {
        typename T::value_type item{};
        if (!read_value(in, item)) return false;
        if constexpr (requires { typename T::key_type; }) {
            if (!out.empty() && !(*out.rbegin() < item)) return false;  // A set is written in order.
        }
        out.insert(out.end(), std::move(item));
    } while (in.skip(","));
    return in.skip("]");
}

/// `"name":`, after a comma unless it is the first.
inline bool skip_name(Unread& in, std::string_view name, bool& first) {
    Unread ahead = in;
    if (!first && !ahead.skip(",")) return false;
    if (!ahead.skip("\"") || !ahead.skip(name) || !ahead.skip("\":")) return false;
    first = false;
    in = ahead;
    return true;
}

template <class T>
bool read_struct(Unread& in, T& out) {
    bool good = in.skip("{");
    bool first = true;
    boost::mp11::mp_for_each<members_of<T>>([&](auto member) {
        auto& field = out.*member.pointer;
        using Field = std::remove_cvref_t<decltype(field)>;
        if constexpr (std::is_same_v<Field, Private> || std::is_same_v<Field, std::optional<Private>>) {
            return;
        } else if constexpr (is_optional<Field>::value) {
            if (!good || !skip_name(in, member.name, first)) return;
            good = read_value(in, field.emplace());
        } else {
            good = good && skip_name(in, member.name, first) && read_value(in, field);
        }
    });
    return good && in.skip("}");
}

template <class T>
bool read_value(Unread& in, T& out) {
    if constexpr (is_id<T>::value) {
        return read_digits(in, out.value);
    } else if constexpr (std::is_same_v<T, bool>) {
        out = in.skip("true");
        return out || in.skip("false");
    } else if constexpr (std::is_integral_v<T>) {
        return read_digits(in, out);
    } else if constexpr (std::is_enum_v<T>) {
        std::string_view name;
        return read_plain(in, name) && read_enum(name, out);
    } else if constexpr (std::is_same_v<T, std::string>) {
        return read_quoted(in, out);
    } else if constexpr (is_texty<T>) {
        std::string_view text;
        return read_plain(in, text) && parse_texty(text, out) && spelled_canonically(text, out);
    } else if constexpr (is_optional<T>::value) {
        if (in.skip("null")) return true;
        return read_value(in, out.emplace());
    } else if constexpr (is_sequence_container<T>::value) {
        return read_list(in, out);
    } else {
        return read_struct(in, out);
    }
}

}  // namespace detail

/// Reads all of `text` into `out`, which must be as T{} is. False, with `out` in any state, when `text` is anything
/// else than what write() makes of some T.
template <class T>
[[nodiscard]] bool read_canonical(std::string_view text, T& out) {
    detail::Unread in{text.data(), text.data() + text.size()};
    return detail::read_value(in, out) && in.at == in.end;
}

}  // namespace hometime::json

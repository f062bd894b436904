// A described struct is its own schema: one writer (canonical: members in declaration order, no
// spaces) and one strict reader (unknown members are errors, all errors are collected) for records
// in the log, rows of state, and bodies of requests.
//
//   struct Point { PupilId pupil; std::string skill; };
//   BOOST_DESCRIBE_STRUCT(Point, (), (pupil, skill))
//
// Members may be: strong ids and sequences (numbers), integers, bool, std::string, described enums
// (their enumerators' names), UtcTime, LocalDate, LocalMinute, SchoolId, Uuid (strings), Private,
// std::optional (absent when empty), std::vector, std::set, and other described structs.
#pragma once

#include <boost/describe.hpp>
#include <boost/json.hpp>
#include <boost/mp11.hpp>
#include <charconv>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "eventstore/base/canonical.h"
#include "eventstore/base/json_schema.h"
#include "eventstore/base/result.h"

namespace hometime::json {

/// Appends the canonical JSON of `value` to `out`.
template <class T>
void write(std::string& out, const T& value, Privacy privacy = Privacy::omit) {
    using namespace detail;
    if constexpr (is_id<T>::value) {
        char digits[20];
        const auto end = std::to_chars(digits, digits + sizeof digits, value.value).ptr;
        out.append(digits, end);
    } else if constexpr (std::is_same_v<T, bool>) {
        out += value ? "true" : "false";
    } else if constexpr (std::is_integral_v<T>) {
        char digits[24];
        const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
        out.append(digits, end);
    } else if constexpr (std::is_enum_v<T>) {
        append_quoted(out, boost::describe::enum_to_string(value, "?"));
    } else if constexpr (std::is_same_v<T, std::string>) {
        append_quoted(out, value);
    } else if constexpr (std::is_same_v<T, Private>) {
        append_quoted(out, privacy == Privacy::include ? std::string_view{value.text} : std::string_view{});
    } else if constexpr (is_texty<T>) {
        append_quoted(out, to_string(value));
    } else if constexpr (is_optional<T>::value) {
        if (value) {
            write(out, *value, privacy);
        } else {
            out += "null";
        }
    } else if constexpr (is_sequence_container<T>::value) {
        out += '[';
        bool first = true;
        for (const auto& item : value) {
            if (!first) out += ',';
            first = false;
            write(out, item, privacy);
        }
        out += ']';
    } else {
        out += '{';
        bool first = true;
        boost::mp11::mp_for_each<members_of<T>>([&](auto member) {
            const auto& field = value.*member.pointer;
            using Field = std::remove_cvref_t<decltype(field)>;
            if constexpr (std::is_same_v<Field, Private>) {
                if (privacy == Privacy::omit) return;
            }
            if constexpr (std::is_same_v<Field, std::optional<Private>>) {
                if (privacy == Privacy::omit || !field) return;
            } else if constexpr (is_optional<Field>::value) {
                if (!field) return;
            }
            if (!first) out += ',';
            first = false;
            out += '"';
            out += member.name;
            out += "\":";
            write(out, field, privacy);
        });
        out += '}';
    }
}

template <class T>
[[nodiscard]] std::string to_string(const T& value, Privacy privacy = Privacy::omit) {
    std::string out;
    write(out, value, privacy);
    return out;
}

/// Reads `value` into `out`. False, with at least one entry in `errors`, when anything is wrong.
template <class T>
bool read(const boost::json::value& value, T& out, FieldErrors& errors, const std::string& pointer = {},
          Privacy privacy = Privacy::omit) {
    using namespace detail;
    if constexpr (is_id<T>::value) {
        boost::system::error_code ec;
        const auto number = value.to_number<std::uint64_t>(ec);
        if (ec || value.is_double()) {
            add_error(errors, pointer, "not-an-id", "must be a whole number");
            return false;
        }
        out.value = number;
        return true;
    } else if constexpr (std::is_same_v<T, bool>) {
        if (!value.is_bool()) {
            add_error(errors, pointer, "not-a-boolean", "must be true or false");
            return false;
        }
        out = value.get_bool();
        return true;
    } else if constexpr (std::is_integral_v<T>) {
        boost::system::error_code ec;
        const auto number = value.to_number<T>(ec);
        if (ec || value.is_double()) {
            add_error(errors, pointer, "not-a-number", "must be a whole number in range");
            return false;
        }
        out = number;
        return true;
    } else if constexpr (std::is_enum_v<T>) {
        if (!value.is_string() || !boost::describe::enum_from_string(std::string(value.get_string()).c_str(), out)) {
            std::string allowed;
            boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>([&](auto e) {
                if (!allowed.empty()) allowed += ", ";
                allowed += e.name;
            });
            add_error(errors, pointer, "not-allowed", "must be one of: " + allowed);
            return false;
        }
        return true;
    } else if constexpr (std::is_same_v<T, std::string>) {
        if (!value.is_string()) {
            add_error(errors, pointer, "not-text", "must be text");
            return false;
        }
        out.assign(value.get_string().data(), value.get_string().size());
        return true;
    } else if constexpr (std::is_same_v<T, Private>) {
        return read(value, out.text, errors, pointer, privacy);
    } else if constexpr (is_texty<T>) {
        if (value.is_string() && parse_texty(std::string_view(value.get_string()), out)) return true;
        add_error(errors, pointer, "bad-format", "must be " + std::string(expected_text<T>()));
        return false;
    } else if constexpr (is_optional<T>::value) {
        if (value.is_null()) {
            out.reset();
            return true;
        }
        typename T::value_type inner{};
        if (!read(value, inner, errors, pointer, privacy)) return false;
        out = std::move(inner);
        return true;
    } else if constexpr (is_sequence_container<T>::value) {
        if (!value.is_array()) {
            add_error(errors, pointer, "not-a-list", "must be a list");
            return false;
        }
        bool good = true;
        std::size_t index = 0;
        for (const auto& item : value.get_array()) {
            typename T::value_type inner{};
            if (read(item, inner, errors,
                     errors.size() < kFieldErrorsMax ? pointer + '/' + std::to_string(index) : pointer, privacy)) {
                out.insert(out.end(), std::move(inner));
            } else {
                good = false;
            }
            ++index;
        }
        return good;
    } else {
        if (!value.is_object()) {
            add_error(errors, pointer, "not-an-object", "must be an object");
            return false;
        }
        const auto& object = value.get_object();
        bool good = true;
        std::size_t seen = 0;
        std::size_t cursor = 0;  // Canonical documents have their members in order: one compare each.
        boost::mp11::mp_for_each<members_of<T>>([&](auto member) {
            auto& field = out.*member.pointer;
            using Field = std::remove_cvref_t<decltype(field)>;
            constexpr bool is_private = std::is_same_v<Field, Private> || std::is_same_v<Field, std::optional<Private>>;
            if (is_private && privacy == Privacy::omit) return;
            const std::string_view name{member.name};
            const boost::json::value* found = nullptr;
            if (cursor < object.size() &&
                std::string_view((object.begin() + static_cast<std::ptrdiff_t>(cursor))->key()) == name) {
                found = &(object.begin() + static_cast<std::ptrdiff_t>(cursor))->value();
                ++cursor;
            } else {
                found = object.if_contains(name);
            }
            if (found == nullptr) {
                if constexpr (!is_optional<Field>::value) {
                    add_error(errors, pointer + '/' + member.name, "required", "is required");
                    good = false;
                }
                return;
            }
            ++seen;
            if constexpr (std::is_same_v<Field, std::uint64_t> || std::is_same_v<Field, bool> || is_id<Field>::value) {
                if (read(*found, field, errors, {}, privacy)) return;  // The hot path builds no pointer.
                if (!errors.empty()) errors.back().pointer = pointer + '/' + member.name;
                good = false;
            } else {
                good = read(*found, field, errors, pointer + '/' + member.name, privacy) && good;
            }
        });
        if (seen < object.size()) {  // Its name is not repeated: it is whatever was sent.
            std::string known;
            boost::mp11::mp_for_each<members_of<T>>([&](auto member) {
                using Field = std::remove_cvref_t<decltype(out.*member.pointer)>;
                constexpr bool is_private =
                    std::is_same_v<Field, Private> || std::is_same_v<Field, std::optional<Private>>;
                if (is_private && privacy == Privacy::omit) return;
                known.append(known.empty() ? "" : ", ").append(member.name);
            });
            add_error(errors, pointer, "unknown-member", "may have only these members: " + known);
            good = false;
        }
        return good;
    }
}

/// Parses text strictly: depth at most 16, no trailing bytes, no NaN or Infinity, valid UTF-8,
/// no duplicate keys. Errors: `invalid`, with a reason that never repeats the text.
[[nodiscard]] Result<boost::json::value> parse(std::string_view text, boost::json::storage_ptr storage = {});

/// Reads a document that this project wrote itself (a row, a record's sealed details). Errors: `corrupt`, with the
/// place of the first thing that is wrong.
template <class T>
[[nodiscard]] Result<T> decode(std::string_view text) {
    T out{};
    if (read_canonical(text, out)) return out;
    // Not the canonical spelling. Read it the long way, which also finds the place of an error.
    unsigned char buffer[4096];
    boost::json::monotonic_resource arena(buffer, sizeof buffer);
    boost::json::error_code ec;
    const auto value = boost::json::parse(boost::json::string_view(text.data(), text.size()), ec, &arena);
    if (ec) return fail(ErrorCode::corrupt, "stored JSON does not parse");
    out = T{};
    FieldErrors errors;
    if (!read(value, out, errors)) {
        return fail(ErrorCode::corrupt,
                    "stored JSON is not as written at " + (errors.empty() ? std::string{} : errors.front().pointer));
    }
    return out;
}

}  // namespace hometime::json

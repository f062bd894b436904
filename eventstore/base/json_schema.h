// What a described struct's members may be, and what is known about each kind at compile time. The reader and
// the writer are in json.h.
#pragma once

#include <boost/describe.hpp>
#include <boost/mp11.hpp>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "eventstore/base/ids.h"
#include "eventstore/base/time.h"

namespace hometime {

/// Text that says something about a person. It is sealed in the log: a record's clear JSON never
/// holds it, and it is empty in an event that was decoded from the log (see eventstore/sealing.h).
struct Private {
    std::string text;
    friend bool operator==(const Private&, const Private&) = default;
};

namespace json {

/// One thing wrong with one member. `pointer` is RFC 6901; `code` is a stable word; `message`
/// tells a person what to write instead and never repeats what they wrote.
struct FieldError {
    std::string pointer;
    std::string code;
    std::string message;
    friend bool operator==(const FieldError&, const FieldError&) = default;
};
using FieldErrors = std::vector<FieldError>;

/// At most this many errors are collected from one document. Source: reliability contract, 8.1.
inline constexpr std::size_t kFieldErrorsMax = 20;

/// Whether Private members are part of the document. Records and rows: no. Requests: yes.
enum class Privacy : std::uint8_t { omit, include };

namespace detail {

template <class T>
struct is_id : std::false_type {};
template <class Tag>
struct is_id<Id<Tag>> : std::true_type {};
template <>
struct is_id<Sequence> : std::true_type {};

template <class T>
struct is_optional : std::false_type {};
template <class T>
struct is_optional<std::optional<T>> : std::true_type {};

template <class T>
struct is_sequence_container : std::false_type {};
template <class T>
struct is_sequence_container<std::vector<T>> : std::true_type {};
template <class T>
struct is_sequence_container<std::set<T>> : std::true_type {};

/// Types that travel as one JSON string.
template <class T>
inline constexpr bool is_texty =
    std::is_same_v<T, UtcTime> || std::is_same_v<T, LocalDate> || std::is_same_v<T, LocalMinute> ||
    std::is_same_v<T, SchoolId> || std::is_same_v<T, Uuid>;

inline bool parse_texty(std::string_view text, UtcTime& out) {
    const auto v = parse_utc_time(text);
    if (v) out = *v;
    return v.has_value();
}
inline bool parse_texty(std::string_view text, LocalDate& out) {
    const auto v = parse_local_date(text);
    if (v) out = *v;
    return v.has_value();
}
inline bool parse_texty(std::string_view text, LocalMinute& out) {
    const auto v = parse_local_minute(text);
    if (v) out = *v;
    return v.has_value();
}
inline bool parse_texty(std::string_view text, SchoolId& out) {
    const auto v = parse_school_id(text);
    if (v) out = *v;
    return v.has_value();
}
inline bool parse_texty(std::string_view text, Uuid& out) {
    const auto v = parse_uuid(text);
    if (v) out = *v;
    return v.has_value();
}
/// What a person should have written.
template <class T>
constexpr std::string_view expected_text() {
    if constexpr (std::is_same_v<T, UtcTime>) return "an instant like 2026-11-24T15:30:00Z";
    if constexpr (std::is_same_v<T, LocalDate>) return "a date like 2026-11-24";
    if constexpr (std::is_same_v<T, LocalMinute>) return "a time of day like 15:30";
    if constexpr (std::is_same_v<T, SchoolId>) return "a school id like sch_7Q2K9DAB";
    return "a UUID";
}

void append_quoted(std::string& out, std::string_view text);
void add_error(FieldErrors& errors, std::string pointer, std::string code, std::string message);

template <class T>
using members_of = boost::describe::describe_members<T, boost::describe::mod_public>;

}  // namespace detail

}  // namespace json
}  // namespace hometime

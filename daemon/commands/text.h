// What a person may type: checks that several decisions share. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "eventstore/base/json.h"

namespace hometime {

/// What is wrong with a text of several lines; empty: nothing. Line breaks and tabs are fine; other
/// control characters and those that turn the direction of writing are not: they can hide words.
void check_text(const std::string& pointer, std::string_view text, bool required, std::size_t bytes_max,
                json::FieldErrors& errors);

/// Errors that a check of a whole found, each `from` at the front of a pointer being `to` in what the person sent.
[[nodiscard]] json::FieldErrors prefixed(json::FieldErrors errors, const std::string& from, const std::string& to);

}  // namespace hometime

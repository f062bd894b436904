// One line of JSON that ends in the SHA-256 of what it says, so that no bit of it can turn unnoticed.
#pragma once

#include <string>
#include <string_view>

#include "eventstore/base/result.h"

namespace hometime {

/// {"body":BODY,"sha256":"…"} and a newline. `body` is a JSON document.
[[nodiscard]] std::string with_sum(std::string_view body);
/// BODY of such a line; valid as long as `text`. Errors: `corrupt` the text is not as it was written.
[[nodiscard]] Result<std::string_view> without_sum(std::string_view text);

}  // namespace hometime

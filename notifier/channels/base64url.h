// Base 64 as addresses, headers and web push write it: RFC 4648 section 5, without padding.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "eventstore/base/encoding.h"

namespace hometime {

[[nodiscard]] std::string base64url(ByteView bytes);
/// nullopt: not of that form. Each sequence of bytes has one spelling; padding is none.
[[nodiscard]] std::optional<Bytes> parse_base64url(std::string_view text);

}  // namespace hometime

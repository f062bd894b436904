// The secret of a calendar link: whoever holds it reads one guardian's calendar, and nothing else. Owns libsodium here.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "eventstore/base/random.h"

namespace hometime {

/// 256 random bits, as 43 characters of base 64 for addresses (RFC 4648 section 5). Shown once; kept only as a hash.
[[nodiscard]] std::string draw_calendar_secret(Random& random);

/// SHA-256, hexadecimal: a secret of so many bits needs nothing slower. nullopt: that is no such secret.
[[nodiscard]] std::optional<std::string> calendar_secret_hash(std::string_view secret);

}  // namespace hometime

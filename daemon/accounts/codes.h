// Invite codes and staff codes: how they are drawn, written, and read back.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "eventstore/base/random.h"

namespace hometime {

/// 17 Crockford characters: 3 that find the code (15 bits, proves nothing), 13 secret ones (65 bits), and
/// one check character against typing mistakes. Source: reliability contract, section 4.
struct Code {
    std::string selector;  ///< the first three
    std::string text;      ///< all 17, upper case, without separators: what is hashed
};

[[nodiscard]] Code draw_code(Random& random);
/// As it is printed: "ABC-DEFG-HJKM-NPQR-ST".
[[nodiscard]] std::string printed(const Code& code);
/// Reads what a person typed: any case, spaces and dashes ignored, O as 0, I and L as 1. nullopt: not
/// a code (wrong length, a strange character, or the check character does not fit).
[[nodiscard]] std::optional<Code> parse_code(std::string_view typed);

}  // namespace hometime

// How a roster's personal fields are compared without being kept: a MAC under a key of the person's own,
// which is sealed with their details and dies with them. Owns libsodium here.
#pragma once

#include <string>

#include "eventstore/base/random.h"
#include "eventstore/events/people.h"

namespace hometime {

/// 32 random bytes, hex.
[[nodiscard]] std::string draw_mac_key(Random& random);
/// Hex MAC over every field but the key, under the key. Empty when `mac_key` is not one.
[[nodiscard]] std::string person_mac(const PersonDetails& details);
[[nodiscard]] std::string class_mac(const ClassDetails& details);

}  // namespace hometime

// By which name a push replaces an earlier one that still waits for its browser (RFC 8030 section 5.4).
#pragma once

#include <string>
#include <string_view>

namespace hometime::push {

/// Characters of a topic: at most 32 (RFC 8030 section 5.4).
inline constexpr std::size_t kTopicLength = 32;

/// The first 32 characters of SHA-256(`digest`) in base64url: the same for every attempt at one digest, and says
/// nothing about it to the push service.
[[nodiscard]] std::string topic_of(std::string_view digest);

}  // namespace hometime::push

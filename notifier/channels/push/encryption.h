// What only the browser of a subscription can read: RFC 8291, content coding aes128gcm (RFC 8188), one record.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "notifier/channels/push/subscription.h"

namespace hometime::push {

/// Longest payload, bytes. It is a number of families, a time and a link; push services take 3,993 (RFC 8291 section
/// 4).
inline constexpr std::size_t kPayloadMax = 1024;
/// Bytes before the record: salt 16, record size 4, length of the key's name 1, the key 65 (RFC 8188 section 2.1).
inline constexpr std::size_t kHeaderBytes = 16 + 4 + 1 + kPointBytes;
/// What a record has beside the payload and its padding: the mark of its end, and the tag.
inline constexpr std::size_t kRecordExtra = 1 + 16;
/// The length of everything that is sent. All are padded to one length: a push service sees nothing else of them, and
/// from the length alone it could tell who was written to by one family and who by ten, or which text it was.
inline constexpr std::size_t kBodyBytes = kHeaderBytes + kPayloadMax + kRecordExtra;

using Salt = std::array<std::uint8_t, 16>;

/// The body of a push message. Pure: the same arguments give the same bytes, so `ephemeral` and `salt` must be fresh
/// for each message: using them twice gives both texts away. `padded`: the length that the payload is filled up to,
/// with zeros behind its end. Throws std::logic_error where it is shorter than the payload or longer than a record.
[[nodiscard]] std::string encrypt(const ReceiverKeys& keys, std::string_view payload, std::size_t padded,
                                  const KeyPair& ephemeral, const Salt& salt);

/// With a fresh key and salt, padded to kPayloadMax: always kBodyBytes long. Throws std::logic_error for a longer
/// payload.
[[nodiscard]] std::string encrypt(const ReceiverKeys& keys, std::string_view payload, Random& random);

}  // namespace hometime::push

// The curve of web push, P-256: key pairs, agreement and signatures. Owns OpenSSL's side of them.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "eventstore/base/encoding.h"
#include "eventstore/base/random.h"
#include "eventstore/secret.h"

namespace hometime::push {

/// A point of the curve, uncompressed: 0x04, x, y (SEC 1 section 2.3.3). One that was parsed or computed lies on it.
inline constexpr std::size_t kPointBytes = 65;
using Point = std::array<std::uint8_t, kPointBytes>;

/// A private key (big-endian, from 1 to below the curve's order) and the point that belongs to it.
struct KeyPair {
    Secret secret;
    Point point{};
};

/// nullopt: not 65 bytes of the uncompressed form, or not on the curve.
[[nodiscard]] std::optional<Point> parse_point(ByteView bytes);
/// nullopt: the number is none that a private key can be.
[[nodiscard]] std::optional<KeyPair> key_pair_of(Secret secret);
/// A fresh pair out of `random`. Never fails.
[[nodiscard]] KeyPair make_key_pair(Random& random);
/// The private key in a PEM text, PKCS#8 or SEC 1, without a passphrase. nullopt: none, or of another curve.
[[nodiscard]] std::optional<KeyPair> parse_pem(std::string_view text);

/// What two who know one secret and the other's point have in common (ECDH: the x of their product).
[[nodiscard]] Secret agree(const KeyPair& mine, const Point& theirs);

/// ECDSA with SHA-256 over `text`: r and s, 32 bytes each, as JSON Web Signatures have it (RFC 7518 section 3.4).
/// Its nonce is OpenSSL's, so that two signatures of one text differ.
using Signature = std::array<std::uint8_t, 64>;
[[nodiscard]] Signature sign(const KeyPair& key, std::string_view text);

}  // namespace hometime::push

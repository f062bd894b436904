// Keys of CurveZMQ: pairs, their printed form (Z85, 40 characters), and the ones that everybody knows.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "eventstore/file.h"
#include "eventstore/secret.h"

namespace hometime::bus {

/// Characters of a printed key.
inline constexpr std::size_t kZ85Key = 40;

/// A public key in Z85, and the secret that belongs to it.
struct KeyPair {
    std::string public_key;
    Secret secret;
};
/// Never fails: without randomness there is no process.
[[nodiscard]] KeyPair make_key_pair();
/// The public key, in Z85, of a secret.
[[nodiscard]] std::string public_key_of(const Secret& secret);

/// 32 bytes of Z85; nullopt: not of that form.
[[nodiscard]] std::optional<Secret> parse_z85(std::string_view text);
[[nodiscard]] std::string to_z85(ByteView key);
/// Whether `text` is a public key's printed form, and its 32 bytes.
[[nodiscard]] bool is_z85_key(std::string_view text);
/// The keys that libzmq's manual and tests print: everybody has their secrets.
[[nodiscard]] bool is_published_test_key(std::string_view public_key);

/// What two people compare over the telephone: SHA-256 of the 32 bytes, its first 16 in hex, in groups of four.
[[nodiscard]] std::string fingerprint(std::string_view public_key);

/// Reads a secret key: 40 characters of Z85 and perhaps a newline, in a file that only its owner can read.
/// `is_credential`: the service manager made it, and its mode is its own affair.
/// Errors: `not_found`; `permission` others can read it, or we cannot; `invalid` it is no key, or a published one.
[[nodiscard]] Result<KeyPair> load_secret_key(FileSystem& files, const std::filesystem::path& path,
                                              bool is_credential = false);

}  // namespace hometime::bus

#include "daemon/accounts/calendar_secrets.h"

#include <sodium.h>

#include <algorithm>
#include <array>

#include "eventstore/base/encoding.h"

namespace hometime {

namespace {

constexpr std::size_t kSecretBytes = 32;
constexpr std::size_t kSecretChars = 43;  ///< of base 64, without the padding

}  // namespace

std::string draw_calendar_secret(Random& random) {
    auto text = base64(random.bytes<kSecretBytes>()).substr(0, kSecretChars);
    std::replace(text.begin(), text.end(), '+', '-');
    std::replace(text.begin(), text.end(), '/', '_');
    return text;
}

std::optional<std::string> calendar_secret_hash(std::string_view secret) {
    if (secret.size() != kSecretChars) return std::nullopt;
    std::array<std::uint8_t, crypto_hash_sha256_BYTES> digest{};
    crypto_hash_sha256(digest.data(), as_bytes(secret).data(), secret.size());
    return hex(digest);
}

}  // namespace hometime

// Who we are to a push service: a signed statement with a key that subscriptions are bound to. RFC 8292.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>

#include "eventstore/base/time.h"
#include "eventstore/file.h"
#include "notifier/channels/push/p256.h"

namespace hometime::push {

/// How long a statement holds. At most 24 h (RFC 8292 section 2); half of it leaves room for clocks that differ.
inline constexpr std::chrono::hours kStatementLife{12};

/// A server's own key: losing it makes every subscription useless, for browsers bind them to its public half.
using VapidKey = KeyPair;
/// A fresh one. Never fails.
[[nodiscard]] inline VapidKey generate_vapid_key(Random& random) {
    return make_key_pair(random);
}

/// 87 characters of base64url: the applicationServerKey that a web page gives to PushManager.subscribe().
[[nodiscard]] std::string public_text(const VapidKey& key);
/// 43 characters of base64url: the private key, as other web push tools write and read it too.
[[nodiscard]] std::string secret_text(const VapidKey& key);

/// Reads a private key: base64url as secret_text() prints it and perhaps a newline, or PEM (PKCS#8) without a
/// passphrase, in a file that only its owner can read. `is_credential`: the service manager made it, and its mode is
/// its own affair. Errors: `not_found`; `permission` others can read it, or we cannot; `invalid` it is no private key
/// of P-256.
[[nodiscard]] Result<VapidKey> load_vapid_key(FileSystem& files, const std::filesystem::path& path,
                                              bool is_credential = false);

/// Whether this says whom a push service can ask (RFC 8292 section 2.1): "mailto:" and an address, or an https URL.
[[nodiscard]] bool is_vapid_contact(std::string_view contact);

/// The value of the header Authorization for requests to `audience`, the origin of an endpoint (web_url.h):
/// "vapid t=<JSON Web Token>, k=<public key>". Holds until `now` + kStatementLife.
[[nodiscard]] std::string vapid_authorization(const VapidKey& key, std::string_view audience, std::string_view contact,
                                              UtcTime now);

}  // namespace hometime::push

// How a receiver knows that a webhook is ours and fresh: Standard Webhooks 1.0.0, symmetric signatures (v1).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "eventstore/base/encoding.h"
#include "eventstore/base/random.h"
#include "eventstore/base/time.h"

namespace hometime::webhook {

/// Bytes of a secret. Source: Standard Webhooks, "Signature scheme".
inline constexpr std::size_t kSecretMin = 24;
inline constexpr std::size_t kSecretMax = 64;

/// What we and one receiver know; each receiver has its own. Wiped at its end.
class WebhookSecret {
public:
    /// "whsec_" and base 64 of 24 to 64 bytes. nullopt: not of that form.
    [[nodiscard]] static std::optional<WebhookSecret> parse(std::string_view text);
    /// A fresh one, of 32 bytes.
    [[nodiscard]] static WebhookSecret generate(Random& random);

    WebhookSecret(WebhookSecret&& other) noexcept = default;
    WebhookSecret& operator=(WebhookSecret&& other) noexcept;
    WebhookSecret(const WebhookSecret&) = delete;
    WebhookSecret& operator=(const WebhookSecret&) = delete;
    ~WebhookSecret();

    /// As parse() reads it: for the receiver, once.
    [[nodiscard]] std::string text() const;
    [[nodiscard]] ByteView view() const { return bytes_; }

private:
    explicit WebhookSecret(Bytes bytes) : bytes_(std::move(bytes)) {}
    Bytes bytes_;
};

/// Longest id of a webhook, characters.
inline constexpr std::size_t kWebhookIdMax = 64;
/// 1 to 64 letters, digits, '-' and '_': with a full stop in it, one text could be read as another id and time.
[[nodiscard]] bool is_webhook_id(std::string_view id);

/// The value of webhook-timestamp: seconds since 1970, of the attempt.
[[nodiscard]] std::string timestamp_text(UtcTime attempted_at);

/// The value of webhook-signature: "v1," and base 64 of HMAC-SHA256 over id, timestamp and body with full stops between
/// them, once for each secret, with spaces between them. With the old and the new secret a receiver changes over in its
/// own time. Throws std::invalid_argument for an id that is none, or without a secret.
[[nodiscard]] std::string signature(std::span<const WebhookSecret> secrets, std::string_view id, UtcTime attempted_at,
                                    std::string_view body);

}  // namespace hometime::webhook

#include "notifier/channels/webhook/signature.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "eventstore/secret.h"

namespace hometime::webhook {

namespace {

constexpr std::string_view kPrefix = "whsec_";

std::string hmac_base64(ByteView key, std::string_view text) {
    std::array<std::uint8_t, 32> mac{};
    unsigned length = 0;
    if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), as_bytes(text).data(), text.size(), mac.data(),
             &length) == nullptr ||
        length != mac.size()) {
        throw std::runtime_error("OpenSSL failed at signing a webhook");
    }
    return base64(mac);
}

}  // namespace

std::optional<WebhookSecret> WebhookSecret::parse(std::string_view text) {
    if (!text.starts_with(kPrefix)) return std::nullopt;
    auto bytes = parse_base64(text.substr(kPrefix.size()));
    if (!bytes) return std::nullopt;
    WebhookSecret secret(std::move(*bytes));
    if (secret.bytes_.size() < kSecretMin || secret.bytes_.size() > kSecretMax) return std::nullopt;
    return secret;
}

WebhookSecret WebhookSecret::generate(Random& random) {
    Bytes bytes(Secret::kBytes);
    random.fill(bytes);
    return WebhookSecret(std::move(bytes));
}

/// What was here goes with the other, and is wiped at its end.
WebhookSecret& WebhookSecret::operator=(WebhookSecret&& other) noexcept {
    bytes_.swap(other.bytes_);
    return *this;
}

WebhookSecret::~WebhookSecret() {
    if (!bytes_.empty()) wipe(bytes_.data(), bytes_.size());
}

std::string WebhookSecret::text() const {
    return std::string(kPrefix) + base64(bytes_);
}

bool is_webhook_id(std::string_view id) {
    return !id.empty() && id.size() <= kWebhookIdMax && std::all_of(id.begin(), id.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    });
}

std::string timestamp_text(UtcTime attempted_at) {
    return std::to_string(std::chrono::floor<std::chrono::seconds>(attempted_at).time_since_epoch().count());
}

std::string signature(std::span<const WebhookSecret> secrets, std::string_view id, UtcTime attempted_at,
                      std::string_view body) {
    if (secrets.empty() || !is_webhook_id(id)) throw std::invalid_argument("a webhook needs an id and a secret");
    auto text = std::string(id) + '.' + timestamp_text(attempted_at) + '.';
    text += body;
    std::string out;
    for (const auto& secret : secrets) out += (out.empty() ? "v1," : " v1,") + hmac_base64(secret.view(), text);
    return out;
}

}  // namespace hometime::webhook

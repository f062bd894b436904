// Hands an event to a receiver of webhooks: one POST, signed.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "notifier/channels/https_post.h"
#include "notifier/channels/sent.h"
#include "notifier/channels/webhook/signature.h"

namespace hometime::webhook {

/// Longest time that is worth waiting for an answer. Source: Standard Webhooks, "Request timeouts": 15 to 30 s.
inline constexpr std::chrono::seconds kPatience{20};

/// For one receiver: secrets are not shared between them.
class WebhookSender {
public:
    /// The secrets in force, one or, while it changes, the new and the old; none is std::invalid_argument. `poster`
    /// must outlive it. Any thread, if the poster's.
    WebhookSender(Poster& poster, std::vector<WebhookSecret> secrets);

    /// Sends `body`, which is JSON, once, and waits `patience` at most. `id` says which event it is, the same in every
    /// attempt; `now` is signed as the time of this one.
    /// `accepted` 2xx. `gone` 410: the receiver wants no more, of anything. `at_fault` the URL is none or leads to an
    /// address that is not public, or the id is none (is_webhook_id): nothing was sent. `later` everything else, with
    /// what Retry-After said; delay_before() says when, and when to give up.
    [[nodiscard]] Sent send(const std::string& url, std::string_view id, std::string_view body, UtcTime now,
                            std::chrono::milliseconds patience = kPatience);

private:
    Poster& poster_;
    std::vector<WebhookSecret> secrets_;
};

/// What an answer of a receiver means.
[[nodiscard]] Sent webhook_outcome(const PostResult& posted);

}  // namespace hometime::webhook

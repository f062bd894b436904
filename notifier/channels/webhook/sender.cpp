#include "notifier/channels/webhook/sender.h"

#include <stdexcept>

namespace hometime::webhook {

namespace {

SendResult result_of(PostFailure failure) {
    switch (failure) {
        case PostFailure::bad_url:
        case PostFailure::forbidden: return SendResult::at_fault;
        case PostFailure::unreachable:
        case PostFailure::untrusted:
        case PostFailure::timed_out: return SendResult::later;
    }
    return SendResult::later;
}

}  // namespace

Sent webhook_outcome(const PostResult& posted) {
    if (!posted) return {result_of(posted.error()), std::string(to_string(posted.error()))};
    const auto status = std::to_string(posted->status);
    if (posted->status >= 200 && posted->status <= 299) return {SendResult::accepted, status + ": accepted"};
    if (posted->status == 410) return {SendResult::gone, status + ": the receiver wants no more"};
    return {SendResult::later, status + ": the receiver did not take it", posted->retry_after};
}

WebhookSender::WebhookSender(Poster& poster, std::vector<WebhookSecret> secrets)
    : poster_(poster), secrets_(std::move(secrets)) {
    if (secrets_.empty()) throw std::invalid_argument("a receiver of webhooks needs a secret");
}

Sent WebhookSender::send(const std::string& url, std::string_view id, std::string_view body, UtcTime now,
                         std::chrono::milliseconds patience) {
    if (!is_webhook_id(id)) return {SendResult::at_fault, "the id is none"};
    const PostRequest request{url,
                              {{"Content-Type", "application/json"},
                               {"webhook-id", std::string(id)},
                               {"webhook-timestamp", timestamp_text(now)},
                               {"webhook-signature", signature(secrets_, id, now, body)}},
                              std::string(body)};
    return webhook_outcome(poster_.post(request, now, patience));
}

}  // namespace hometime::webhook

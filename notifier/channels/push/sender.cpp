#include "notifier/channels/push/sender.h"

#include <algorithm>
#include <stdexcept>

#include "notifier/channels/push/topic.h"
#include "notifier/channels/web_url.h"

namespace hometime::push {

namespace {

std::string_view to_header(Urgency urgency) {
    switch (urgency) {
        case Urgency::very_low: return "very-low";
        case Urgency::low: return "low";
        case Urgency::normal: return "normal";
        case Urgency::high: return "high";
    }
    return "normal";
}

bool is_topic(std::string_view topic) {
    return topic.size() <= kTopicLength && std::all_of(topic.begin(), topic.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                      c == '_';
           });
}

/// Why it cannot be sent as it is; nullopt: it can.
std::optional<Sent> obstacle(std::string_view payload, const PushHow& how) {
    if (how.ttl <= std::chrono::seconds{0}) return Sent{SendResult::later, "no time is left for it"};
    if (how.ttl > kTtlMax) return Sent{SendResult::refused, "it would wait for more than a day"};
    if (payload.size() > kPayloadMax) return Sent{SendResult::refused, "the payload is too long"};
    if (!is_topic(how.topic)) return Sent{SendResult::refused, "the topic is none"};
    return std::nullopt;
}

struct Meaning {
    SendResult result;
    std::string_view words;
};

Meaning meaning_of(int status) {
    if (status >= 200 && status <= 299) return {SendResult::accepted, "accepted"};
    if (status < 200 || status >= 500) return {SendResult::later, "the push service has trouble"};
    if (status < 400) return {SendResult::refused, "the push service sends us elsewhere"};
    switch (status) {  // The rest of 4xx says that the request is wrong.
        case 404:
        case 410: return {SendResult::gone, "the subscription is no more"};
        case 408: return {SendResult::later, "the push service waited in vain"};
        case 413: return {SendResult::refused, "too long for the push service"};
        case 429: return {SendResult::later, "too many at a time"};
        default: return {SendResult::at_fault, "the push service does not take our key or request"};
    }
}

SendResult result_of(PostFailure failure) {
    switch (failure) {
        case PostFailure::bad_url:
        case PostFailure::forbidden: return SendResult::refused;
        case PostFailure::unreachable:
        case PostFailure::untrusted:
        case PostFailure::timed_out: return SendResult::later;
    }
    return SendResult::later;
}

}  // namespace

Sent push_outcome(const PostResult& posted) {
    if (!posted) {
        Sent sent{result_of(posted.error()), std::string(to_string(posted.error()))};
        sent.answered = sent.result != SendResult::later;
        return sent;
    }
    const auto meaning = meaning_of(posted->status);
    Sent sent{meaning.result, std::to_string(posted->status) + ": " + std::string(meaning.words)};
    if (sent.result == SendResult::later) sent.retry_after = posted->retry_after;
    sent.answered = posted->status < 500;
    return sent;
}

PushSender::PushSender(Poster& poster, Random& random, VapidKey key, std::string contact)
    : poster_(poster), random_(random), key_(std::move(key)), contact_(std::move(contact)) {
    if (!is_vapid_contact(contact_)) throw std::invalid_argument("web push needs a contact: mailto: or https:");
}

Sent PushSender::send(const Subscription& subscription, std::string_view payload, const PushHow& how, UtcTime now,
                      std::chrono::milliseconds patience) {
    const auto keys = check(subscription);
    const auto url = parse_web_url(subscription.endpoint);
    if (!keys || !url) return {SendResult::refused, "the subscription is none"};
    if (auto sent = obstacle(payload, how)) return std::move(*sent);
    PostRequest request{subscription.endpoint,
                        {{"Authorization", vapid_authorization(key_, url->origin, contact_, now)},
                         {"Content-Type", "application/octet-stream"},
                         {"Content-Encoding", "aes128gcm"},
                         {"TTL", std::to_string(how.ttl.count())},
                         {"Urgency", std::string(to_header(how.urgency))}},
                        encrypt(*keys, payload, random_)};
    if (!how.topic.empty()) request.headers.emplace_back("Topic", how.topic);
    return push_outcome(poster_.post(request, now, patience));
}

}  // namespace hometime::push

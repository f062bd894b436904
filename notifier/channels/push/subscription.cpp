#include "notifier/channels/push/subscription.h"

#include <algorithm>

#include "notifier/channels/base64url.h"
#include "notifier/channels/web_url.h"

namespace hometime::push {

Result<ReceiverKeys> check(const Subscription& subscription) {
    if (!is_endpoint(subscription.endpoint)) {
        return fail(ErrorCode::invalid,
                    "the endpoint must be an https URL of at most 1024 characters, without a user "
                    "and a fragment");
    }
    const auto p256dh = parse_base64url(subscription.p256dh);
    const auto point = p256dh ? parse_point(*p256dh) : std::nullopt;
    if (!point) return fail(ErrorCode::invalid, "p256dh must be an uncompressed point of P-256 in base64url");
    const auto auth = parse_base64url(subscription.auth);
    ReceiverKeys keys{*point, {}};
    if (!auth || auth->size() != keys.auth.size()) {
        return fail(ErrorCode::invalid, "auth must be 16 bytes in base64url");
    }
    std::copy(auth->begin(), auth->end(), keys.auth.begin());
    return keys;
}

}  // namespace hometime::push

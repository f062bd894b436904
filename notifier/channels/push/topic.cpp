#include "notifier/channels/push/topic.h"

#include "eventstore/file_digest.h"
#include "notifier/channels/base64url.h"

namespace hometime::push {

std::string topic_of(std::string_view digest) {
    return base64url(sha256_of(as_bytes(digest))).substr(0, kTopicLength);
}

}  // namespace hometime::push

// Who gets webhooks: a program of the school's or of its supplier's, and how it is doing.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "eventstore/base/time.h"
#include "notifier/channels/webhook/signature.h"

namespace hometime::webhook {

/// Receivers of one server. Each has a thread, and an event is written and signed for each of them.
inline constexpr std::size_t kReceiversMax = 20;

/// What its file says. A name is what bus::is_subscriber_name() takes, a stream what bus::parse_stream_prefix() does.
struct Receiver {
    std::string name;
    std::string url;                     ///< is_endpoint()
    std::vector<WebhookSecret> secrets;  ///< one, or the new and the old
    std::set<std::string> streams;       ///< "e1/<school>/<stream>/"
    LocalDate until{};                   ///< the last day, UTC, on which anything is sent
    std::string owner;                   ///< who answers for it, and under which agreement
    std::string owner_email;             ///< who is told that it was switched off; empty: nobody
    bool from_beginning = false;         ///< a stream that is new to it begins with its first event, not with the next
};

/// What a receiver is told no more, and why.
struct ReceiverOff {
    UtcTime since;
    std::string why;  ///< a status and a fixed phrase
};

struct ReceiverStream {
    std::uint64_t number = 0;   ///< of the last event that it took
    std::uint64_t waiting = 0;  ///< events behind that
};

/// How a receiver is doing. No part of its URL but the origin: the rest may be a secret.
struct ReceiverStatus {
    std::string name;
    std::string origin;
    std::string owner;
    LocalDate until{};
    bool is_over = false;                           ///< `until` has passed
    std::map<std::string, ReceiverStream> streams;  ///< by prefix
    std::optional<UtcTime> last_success;
    std::uint32_t failed_attempts = 0;  ///< at the event in hand
    std::optional<UtcTime> next_attempt;
    std::optional<ReceiverOff> off;
    std::uint64_t accepted = 0;  ///< webhooks that it took, since the start
    std::uint64_t failed = 0;    ///< attempts that came to nothing, since the start
};

}  // namespace hometime::webhook

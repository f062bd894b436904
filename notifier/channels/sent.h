// What came of handing something to a server outside the school: a mail relay, a push service, somebody's webhook.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace hometime {

/// Decides what happens next. A server that took the thing and did not get to say so counts as `later`: it is handed
/// over again, with the same identity.
enum class SendResult : std::uint8_t {
    accepted,  ///< the server has it and answers for it
    later,     ///< try again: greylisting, a full queue, a timeout, no connection, no certificate to trust
    refused,   ///< the server will never take it for this recipient
    gone,      ///< the recipient is no more: forget the address
    at_fault,  ///< our own configuration is wrong (a key, a password, a sender): nothing will go through before it is
               ///< mended
};

/// `why` is for the operator's journal: a status and a fixed phrase, never an address, a name or a word of content.
struct Sent {
    SendResult result{};
    std::string why;
    std::optional<std::chrono::seconds> retry_after{};  ///< what the server asked for, with `later`
    /// False: the server said nothing, or that it has trouble of its own. Whoever is told "later" for one recipient
    /// (greylisting, a full mailbox) was answered.
    bool answered = true;
};

}  // namespace hometime

// Hands messages to the school's mail relay (RFC 5321). Owns libcurl.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "notifier/channels/email/smtp_reply.h"
#include "notifier/channels/email/smtp_settings.h"
#include "notifier/channels/sent.h"

namespace hometime::email {

/// A connection that was idle for longer is not used again. Servers wait five minutes for a command (RFC 5321,
/// 4.5.3.2.7), ten seconds where they are busy; a connection that ended meanwhile is replaced at once.
inline constexpr std::chrono::seconds kIdleMax{60};

/// One relay, and one connection to it that stays open between letters. One thread, but for stop(). The process ignores
/// SIGPIPE, as hometimed does: TLS writes to connections that the other end has closed.
class SmtpRelay {
public:
    /// Connects to nobody yet. Throws std::logic_error when check() has something to say about the settings.
    explicit SmtpRelay(SmtpSettings settings);
    /// Ends the connection without waiting for the relay.
    ~SmtpRelay();
    SmtpRelay(const SmtpRelay&) = delete;
    SmtpRelay& operator=(const SmtpRelay&) = delete;

    /// Hands one message, as compose() gives it, over for one recipient. Blocks until the relay has answered, for
    /// `patience` at the longest, and a second more where it does not let us go. Looking for the relay's name is
    /// bounded by the system's resolver (resolv.conf) only. Never throws for what a server does.
    /// `accepted`: the relay answers for the message from now on.
    /// `later`: after the message was on its way, the relay may have it. Hand the same bytes over again.
    /// `refused`: also where the recipient is no address; nobody was connected to.
    /// `at_fault`: also where the message is none of compose()'s; nobody was connected to.
    /// Where `patience` is not positive: `later`, and nobody was connected to.
    [[nodiscard]] Sent send(const std::string& envelope_to, const std::string& message,
                            std::chrono::milliseconds patience);

    /// From any thread: the send in hand ends within about a second, and every later one at once, as `later`.
    void stop() noexcept;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace hometime::email

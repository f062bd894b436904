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

    /// Hands one message, as compose() gives it, over for one recipient; blocks until the relay has answered,
    /// `patience` at the longest and a second more where it does not let us go. Not bounded by it is the resolver of
    /// the system while it looks for the relay's name: its own timeouts are (resolv.conf). `accepted`: the relay
    /// answers for it from now on. `later` after the message was on its way may mean that it has it: hand the same
    /// bytes over again. Nothing is connected to where `patience` is not positive, where the recipient is no address
    /// (`refused`), or where the message is none of compose()'s (`at_fault`). Never throws for what a server does.
    [[nodiscard]] Sent send(const std::string& envelope_to, const std::string& message,
                            std::chrono::milliseconds patience);

    /// From any thread: the send in hand ends within about a second, and every later one at once, as `later`.
    void stop() noexcept;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace hometime::email

// Tells whoever answers for a receiver of webhooks that it was switched off: its name and a status, nothing else.
#pragma once

#include <mutex>

#include "eventstore/base/clock.h"
#include "notifier/channels/email/mail.h"
#include "notifier/channels/email/smtp.h"
#include "notifier/webhooks/receiver.h"

namespace hometime {

/// The same switching off gives the same letter, under the same id.
[[nodiscard]] email::Mail owner_letter(const std::string& from, const webhook::Receiver& receiver,
                                       const webhook::ReceiverOff& off);

class OwnerLetters {
public:
    /// `settings` are such that email::check() has nothing to say.
    explicit OwnerLetters(email::SmtpSettings settings) : from_(settings.from), relay_(std::move(settings)) {}
    /// Any thread; one letter at a time.
    [[nodiscard]] Sent tell(const webhook::Receiver& receiver, const webhook::ReceiverOff& off);
    /// As SmtpRelay::stop().
    void stop() noexcept { relay_.stop(); }

private:
    std::string from_;
    std::mutex mutex_;  ///< of the relay's connection
    email::SmtpRelay relay_;
};

}  // namespace hometime

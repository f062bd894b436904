// Tells one person by e-mail: the letter that a notification makes, to the address that the school knows.
#pragma once

#include <string>

#include "daemon/http/app.h"
#include "notifier/channels/email/smtp.h"
#include "notifier/channels/outside_channel.h"

namespace hometime {

class EmailCourier final : public Courier {
public:
    /// `app` must outlive it. `public_url`: where people reach this server, without a slash at its end.
    EmailCourier(http::App& app, email::SmtpSettings settings, std::string public_url);
    /// The same notification gives the same bytes under the same Message-ID. `gone`: the school knows no address that
    /// can be written to.
    [[nodiscard]] Sent attempt(const HandOver& what, std::chrono::milliseconds patience,
                               CircuitBreaker& breaker) override;
    void stop() noexcept override { relay_.stop(); }

private:
    http::App& app_;
    email::SmtpSettings settings_;
    std::string public_url_;
    email::SmtpRelay relay_;
};

}  // namespace hometime

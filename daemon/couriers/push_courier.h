// Tells one person by push: a sentence without a name, to each of their devices.
#pragma once

#include <string>

#include "daemon/http/app.h"
#include "notifier/channels/outside_channel.h"
#include "notifier/channels/push/sender.h"

namespace hometime {

class PushCourier final : public Courier {
public:
    /// `app` must outlive it.
    PushCourier(http::App& app, const PostSettings& how, push::VapidKey key, std::string contact);
    /// `accepted`: the push service of one of their devices has it. A device whose service has forgotten it is
    /// forgotten here too; `gone`: none is left.
    [[nodiscard]] Sent attempt(const HandOver& what, std::chrono::milliseconds patience,
                               CircuitBreaker& breaker) override;

private:
    http::App& app_;
    HttpsPoster poster_;
    push::PushSender sender_;
};

}  // namespace hometime

// In the application itself: a sealed digest is in its reader's inbox as soon as the views have passed it.
#pragma once

#include <chrono>
#include <functional>

#include "notifier/channels/channel.h"

namespace hometime {

class InAppChannel final : public DeliveryChannel {
public:
    /// Whether the views have passed a position; waits up to a time for it.
    using WaitForViews = std::function<bool(Position, std::chrono::milliseconds)>;
    explicit InAppChannel(WaitForViews wait_for_views) : wait_for_views_(std::move(wait_for_views)) {}

    [[nodiscard]] Channel channel() const override { return Channel::in_app; }
    [[nodiscard]] std::optional<DeliveryOutcome> deliver(Position digest) override {
        constexpr std::chrono::milliseconds kWait{2000};
        if (wait_for_views_(digest, kWait)) return DeliveryOutcome::delivered;
        return std::nullopt;  // The views stand still; the inbox will show it when they go on.
    }

private:
    WaitForViews wait_for_views_;
};

}  // namespace hometime

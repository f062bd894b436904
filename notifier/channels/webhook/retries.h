// When a webhook that was not taken is tried again.
#pragma once

#include <chrono>
#include <optional>

namespace hometime::webhook {

/// The pause before the `attempt`-th attempt, counted from 1: at once, then 5 s, 5 min, 30 min, 2, 5, 10, 14, 20 and 24
/// h. nullopt: that was the last one, 75 h 35 min 5 s after the first; give it up. Add a little of your own so that
/// many which failed together do not come together. Not tied to windows: nobody's telephone rings. Source: Standard
/// Webhooks 1.0.0, "Deliverability and reliability", example retry schedule.
[[nodiscard]] std::optional<std::chrono::seconds> delay_before(unsigned attempt);

}  // namespace hometime::webhook

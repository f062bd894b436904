#include "notifier/channels/webhook/retries.h"

#include <array>

namespace hometime::webhook {

std::optional<std::chrono::seconds> delay_before(unsigned attempt) {
    using namespace std::chrono_literals;
    static constexpr std::array<std::chrono::seconds, 10> kDelays{0s, 5s, 5min, 30min, 2h, 5h, 10h, 14h, 20h, 24h};
    if (attempt == 0 || attempt > kDelays.size()) return std::nullopt;
    return kDelays[attempt - 1];
}

}  // namespace hometime::webhook

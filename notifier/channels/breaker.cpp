#include "notifier/channels/breaker.h"

#include <algorithm>

namespace hometime {

bool CircuitBreaker::admits(const std::string& server, MonotonicTime now) const {
    return left_alone_for(server, now).count() == 0;
}

void CircuitBreaker::asked(const std::string& server, bool answered, MonotonicTime now) {
    if (answered) {
        servers_.erase(server);
        return;
    }
    if (!servers_.contains(server) && servers_.size() >= kBreakerServersMax) forget_oldest();
    auto& state = servers_[server];
    ++state.failures;
    state.failed = now;
    if (state.failures < kBreakerFailures) return;
    state.pause = state.pause.count() == 0 ? kBreakerPause : std::min(state.pause * 2, kBreakerPauseMax);
    state.until = now + state.pause;
}

std::chrono::seconds CircuitBreaker::left_alone_for(const std::string& server, MonotonicTime now) const {
    const auto found = servers_.find(server);
    if (found == servers_.end() || found->second.until <= now) return std::chrono::seconds{0};
    return std::chrono::ceil<std::chrono::seconds>(found->second.until - now);
}

std::size_t CircuitBreaker::open(MonotonicTime now) const {
    return static_cast<std::size_t>(
        std::count_if(servers_.begin(), servers_.end(), [&](const auto& one) { return one.second.until > now; }));
}

void CircuitBreaker::forget_oldest() {
    const auto oldest = std::min_element(servers_.begin(), servers_.end(), [](const auto& a, const auto& b) {
        return a.second.failed < b.second.failed;
    });
    servers_.erase(oldest);
}

RateLimit::RateLimit(std::uint32_t per_minute)
    : each_(std::chrono::microseconds{60'000'000} / std::max(per_minute, 1U)),
      burst_(each_ * std::max(per_minute / 10, 1U)) {}

MonotonicTime RateLimit::take(MonotonicTime now) {
    full_at_ = std::max(full_at_, now);
    const auto may_go = full_at_ - burst_ + each_;
    if (may_go > now) return may_go;
    full_at_ += each_;
    return now;
}

}  // namespace hometime

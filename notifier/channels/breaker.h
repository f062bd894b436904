// Stops asking a server that does not answer, and looks now and then whether it is back. Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "eventstore/base/time.h"

namespace hometime {

/// Failures in a row after which a server is left alone. Source: ours.
inline constexpr std::uint32_t kBreakerFailures = 5;
/// For how long at first; doubled with each look in vain, up to the longest.
inline constexpr std::chrono::seconds kBreakerPause{60};
inline constexpr std::chrono::seconds kBreakerPauseMax{900};
/// Servers that are remembered; of more, the one that failed least recently is forgotten.
inline constexpr std::size_t kBreakerServersMax = 256;

class CircuitBreaker {
public:
    /// Whether this server may be asked now.
    [[nodiscard]] bool admits(const std::string& server, MonotonicTime now) const;
    /// What came of asking it. `answered`: it said anything at all, yes or no.
    void asked(const std::string& server, bool answered, MonotonicTime now);
    /// How long it is left alone yet; zero: it may be asked.
    [[nodiscard]] std::chrono::seconds left_alone_for(const std::string& server, MonotonicTime now) const;
    /// Servers that are left alone now.
    [[nodiscard]] std::size_t open(MonotonicTime now) const;

private:
    struct Server {
        std::uint32_t failures = 0;
        std::chrono::seconds pause{0};
        MonotonicTime until{};   ///< left alone
        MonotonicTime failed{};  ///< the last time
    };
    void forget_oldest();

    std::map<std::string, Server> servers_;  ///< those that failed since they answered last
};

/// So many a minute at most, evenly: a relay that sees a burst takes it for spam. Pure.
class RateLimit {
public:
    /// `per_minute` > 0. A burst of a tenth of that is let through at once.
    explicit RateLimit(std::uint32_t per_minute);
    /// When the next one may go; not after `now`: it may go now, and is counted.
    [[nodiscard]] MonotonicTime take(MonotonicTime now);

private:
    std::chrono::microseconds each_;
    std::chrono::microseconds burst_;
    MonotonicTime full_at_{};  ///< until when what has gone is still being paid for
};

}  // namespace hometime

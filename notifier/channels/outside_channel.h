// A channel to a server outside the school, with a thread of its own: servers are slow, and the notifier never waits.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "eventstore/base/clock.h"
#include "notifier/channels/breaker.h"
#include "notifier/channels/channel.h"

namespace hometime {

/// Notifications that wait for one server at most. At the bound the notifier keeps them.
inline constexpr std::size_t kOutsideQueueMax = 4096;
/// Longest that one attempt takes. A mail relay answers within seconds, or is not asked again now. Unit: seconds.
inline constexpr std::chrono::seconds kAttemptMax{30};

/// One attempt to tell one person: makes what is handed over, and hands it over to each server that it is for.
class Courier {
public:
    virtual ~Courier() = default;
    /// Within `patience`, which is not longer than the window is open. Asks `breaker` before each server, and tells it
    /// what came of it. The channel's thread only.
    /// What it throws counts as "later".
    [[nodiscard]] virtual Sent attempt(const HandOver& what, std::chrono::milliseconds patience,
                                       CircuitBreaker& breaker) = 0;
    /// From any thread: the attempt in hand ends soon, where that can be done.
    virtual void stop() noexcept {}
};

struct OutsideCounts {
    std::uint64_t accepted = 0;
    std::uint64_t failed = 0;    ///< attempts that came to nothing
    std::uint64_t at_fault = 0;  ///< of these, for a mistake of our own: somebody has to look
    std::size_t waiting = 0;     ///< in hand
    std::size_t left_alone = 0;  ///< servers that do not answer
};

class WorkingChannel final : public OutsideChannel {
public:
    /// `clock` must outlive it. `per_minute`: attempts at most.
    WorkingChannel(Channel channel, std::unique_ptr<Courier> courier, const Clock& clock, std::uint32_t per_minute);
    ~WorkingChannel() override;
    WorkingChannel(const WorkingChannel&) = delete;
    WorkingChannel& operator=(const WorkingChannel&) = delete;

    [[nodiscard]] Channel channel() const override { return channel_; }
    [[nodiscard]] bool offer(const HandOver& what) override;
    [[nodiscard]] std::vector<HandedOver> take_results() override;
    /// Any thread.
    [[nodiscard]] OutsideCounts counts() const;

private:
    void run();
    [[nodiscard]] bool wait_for_turn(std::unique_lock<std::mutex>& lock);
    [[nodiscard]] Sent attempt(const HandOver& what);

    const Channel channel_;
    const std::unique_ptr<Courier> courier_;
    const Clock& clock_;
    CircuitBreaker breaker_;  ///< the thread's, but for counts()
    RateLimit limit_;

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<HandOver> queue_;
    std::vector<HandedOver> results_;
    OutsideCounts counts_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace hometime

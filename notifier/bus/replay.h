// The replay channel's answers, without sockets: HELLO, REPLAY, SNAPSHOT and PING over what the streams hold.
// Every answer is a pure read, so whoever is in doubt asks again.
#pragma once

#include <chrono>
#include <functional>
#include <map>

#include "eventstore/base/clock.h"
#include "notifier/bus/requests.h"
#include "notifier/bus/stored_events.h"

namespace hometime::bus {

/// Events or items in one answer. Source: the bus contract, section 6.
inline constexpr std::size_t kBatchMax = 500;
inline constexpr std::size_t kBatchBytesMax = std::size_t{1} << 20;
/// Requests of one subscriber a second; more are told BUSY.
inline constexpr int kRequestsPerSecond = 20;

/// Who asks. `may`: whether a stream, by its prefix, is granted at this moment.
struct Asker {
    std::string name;
    std::function<bool(const std::string& prefix)> may;
};

class Replay {
public:
    /// All must outlive it. One thread.
    Replay(const EventLog& log, const ViewSource& views, const Clock& clock, std::chrono::milliseconds heartbeat)
        : log_(log), views_(views), clock_(clock), heartbeat_(heartbeat) {}

    /// Until the streams have seen what the log holds now, all but PING is told BUSY: they would say less than was
    /// said.
    void begin() { behind_ = log_.heads(); }
    /// Hands the replies to `send`, which returns false when nobody takes them any more: the rest is dropped.
    /// Throws ViewError when the streams cannot be read, and LogFailed.
    using Send = std::function<bool(const Reply&)>;
    void answer(const Asker& asker, std::span<const std::string> frames, const Send& send);
    /// How many were told BUSY because they asked too fast, since the last call.
    [[nodiscard]] std::uint64_t take_refused() { return std::exchange(refused_, 0); }

private:
    struct Allowance {
        double left = kRequestsPerSecond;
        MonotonicTime at;
    };
    [[nodiscard]] bool is_behind();
    /// Milliseconds until one more is allowed; 0: it is, and this one counts.
    [[nodiscard]] std::int64_t wait_of(const std::string& name);
    [[nodiscard]] Reply hello(const Asker& asker, const ReplayRequest& request) const;
    void replay(const Asker& asker, const ReplayRequest& request, const Send& send) const;
    void snapshot(const Asker& asker, const ReplayRequest& request, const Send& send) const;

    const EventLog& log_;
    const ViewSource& views_;
    const Clock& clock_;
    std::chrono::milliseconds heartbeat_;
    std::map<std::string, Allowance> allowances_;
    std::vector<LogHead> behind_;  ///< logs of which the streams have not seen all that they are to see
    std::uint64_t refused_ = 0;
};

}  // namespace hometime::bus

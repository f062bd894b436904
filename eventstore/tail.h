// The tail: committed records on their way to those who follow the log. Readers that keep up read from
// memory; a reader that falls behind reads the log itself and loses nothing.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "eventstore/log.h"

namespace hometime {

/// Records kept in memory for readers that keep up. At the bound the oldest go: slow readers fall back
/// to the log. Unit: records.
inline constexpr std::size_t kTailRecordsMax = 8192;

/// How far a reader has come, school by school. A school that is absent starts at its first record.
using Cursors = std::map<SchoolId, Sequence>;

class Tail {
public:
    explicit Tail(const EventLog& log, std::size_t records_max = kTailRecordsMax);

    /// Hands over what one commit added, in order. The sequencer's thread only.
    void publish(const std::vector<std::shared_ptr<const LoggedRecord>>& records);
    /// Wakes every waiting reader for good; their next() then returns nothing.
    void stop();
    [[nodiscard]] bool stopped() const;

    /// The next records after `cursors` (at most `max`, per school in order), and moves `cursors` past
    /// them. Waits up to `timeout` when there are none. Empty: timeout, wake() or stopped.
    /// Errors: `corrupt`, `unavailable` from the log.
    [[nodiscard]] Result<std::vector<std::shared_ptr<const LoggedRecord>>> next(Cursors& cursors, std::size_t max,
                                                                                std::chrono::milliseconds timeout);

private:
    const EventLog& log_;
    std::size_t records_max_;
    mutable std::mutex mutex_;
    std::condition_variable arrived_;
    std::deque<std::shared_ptr<const LoggedRecord>> recent_;
    std::map<SchoolId, Sequence> last_;  ///< newest record of each school that was ever published or opened
    bool stopped_ = false;
};

}  // namespace hometime

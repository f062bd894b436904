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
    using Records = std::vector<std::shared_ptr<const LoggedRecord>>;

    /// Follows `log` from where it stands; what is in it already is read from it.
    explicit Tail(const EventLog& log, std::size_t records_max = kTailRecordsMax);

    /// Hands over what one commit added, in order. The sequencer's thread only.
    void publish(const Records& records);
    /// Wakes every waiting reader for good; their next() then returns nothing.
    void stop();
    [[nodiscard]] bool stopped() const;

    /// The next records after `cursors` (at most `max`, per school in order), and moves `cursors` past
    /// them. Waits up to `timeout` when there are none. Empty: timeout or stopped. Schools share `max`
    /// evenly, so that a long log holds up no other. Any thread, each with its own cursors.
    /// Errors: `corrupt`, `unavailable` from the log; the cursors then stay where they were.
    [[nodiscard]] Result<Records> next(Cursors& cursors, std::size_t max, std::chrono::milliseconds timeout);

private:
    /// What is kept of one school: the newest records, without a hole, the last of them at `last`.
    struct School {
        Sequence last;
        std::deque<std::shared_ptr<const LoggedRecord>> recent;
    };
    /// Records of one school that are in the log but no longer in memory: [from, to].
    struct Older {
        SchoolId school;
        Sequence from;
        Sequence to;
    };

    [[nodiscard]] std::size_t schools_ahead(const Cursors& cursors) const;
    void take(Cursors& cursors, std::size_t max, Records& taken, std::vector<Older>& older) const;
    [[nodiscard]] Result<void> read_older(const Older& older, Records& taken) const;

    const EventLog& log_;
    std::size_t records_max_;
    mutable std::mutex mutex_;
    std::condition_variable arrived_;
    std::map<SchoolId, School> schools_;
    std::deque<SchoolId> order_;  ///< whose record came when, oldest first: what is dropped at the bound
    bool stopped_ = false;
};

}  // namespace hometime

// The notifier without its thread: what one look at the log, at the clock and at the channels does. A thread goes
// through it round after round (notifier.h); a simulated year does so on a clock of its own.
#pragma once

#include <map>
#include <memory>
#include <vector>

#include "eventstore/base/clock.h"
#include "eventstore/tail.h"
#include "notifier/channels/channel.h"
#include "notifier/feed_digest_timer.h"
#include "notifier/notifier_core.h"

namespace hometime {

/// Ways to reach people; of each kind at most one.
struct Channels {
    std::vector<std::unique_ptr<DeliveryChannel>> inside;
    std::vector<std::unique_ptr<OutsideChannel>> outside;
};

/// One thread.
class NotifierRounds {
public:
    /// All must outlive it.
    NotifierRounds(const EventLog& log, Tail& tail, const Clock& clock, CommandPort& port, Channels channels);

    /// Reads what is held and what is not delivered from decision state, and asks for everything held to be
    /// recomputed (the zone data may have changed). Once, before the first round. Errors: those of the log.
    [[nodiscard]] Result<void> restore();
    /// One round: what the log says new (waiting for it at most `patience`), then whatever is due, then the channels.
    /// False: the log failed, or its tail was stopped.
    [[nodiscard]] bool go_round(std::chrono::milliseconds patience);

    /// The next instant at which a round has something to do of itself that it has not asked for yet; nullopt: none.
    /// What was asked for in vain it asks for again after kAskAgain.
    [[nodiscard]] std::optional<UtcTime> next() const;
    [[nodiscard]] std::size_t held() const { return core_.held(); }
    /// Notifications of which nothing came yet.
    [[nodiscard]] std::size_t notifications() const { return notifications_.under_way(); }
    [[nodiscard]] std::map<SchoolId, std::size_t> without_date() const { return core_.without_date(); }
    /// How long ago the window opened for which something is still held. Zero: nothing is late.
    [[nodiscard]] std::chrono::milliseconds late() const { return late_; }

private:
    void act();
    void deliver();

    const EventLog& log_;
    Tail& tail_;
    const Clock& clock_;
    CommandPort& port_;
    std::vector<std::unique_ptr<DeliveryChannel>> channels_;
    NotifierCore core_;
    FeedDigestTimer feed_digests_;
    Notifications notifications_;
    Cursors cursors_;
    std::chrono::milliseconds late_{0};
};

}  // namespace hometime

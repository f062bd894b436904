// Sealed notifications until something came of them: when each is tried, and tried again, while its window is open. A
// fold of the log; nothing in it is needed to recover.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "eventstore/base/time.h"
#include "notifier/channels/channel.h"

namespace hometime {

/// How long to wait before the attempt after `attempts` of them; nullopt: there is none. Source: delivery contract, D5.
[[nodiscard]] std::optional<std::chrono::seconds> retry_delay(Channel channel, std::uint32_t attempts);

class HandOvers {
public:
    /// From now on it is tried, until settled().
    void add(const HandOver& what);
    /// The log says what came of it.
    void settled(SchoolId school, NotificationId notification);

    /// Takes the channels' results and offers them what is due.
    void go_round(const std::vector<std::unique_ptr<OutsideChannel>>& channels, UtcTime now);

    struct Settlement {
        SchoolId school;
        NotificationId notification;
        NotificationOutcome outcome{};  ///< `rolled`: its time was over; `dead`: the server refused it
        std::uint32_t attempts = 0;
        friend bool operator==(const Settlement&, const Settlement&) = default;
    };
    /// What is to be recorded: each is named once, and again only after kAskAgain on the steady clock.
    [[nodiscard]] std::vector<Settlement> unrecorded(MonotonicTime steady);
    /// The next instant at which go_round() has something to offer or to give up; nullopt: none.
    [[nodiscard]] std::optional<UtcTime> next() const;
    [[nodiscard]] std::size_t size() const { return all_.size(); }

private:
    struct Progress {
        HandOver what;
        std::uint32_t attempts = 0;
        UtcTime next_at{};
        bool in_hand = false;  ///< a channel has it
        std::optional<NotificationOutcome> outcome;
        std::optional<MonotonicTime> asked;  ///< when its recording was asked for
    };

    void take(const HandedOver& result, UtcTime now);

    std::map<std::pair<SchoolId, NotificationId>, Progress> all_;
};

}  // namespace hometime

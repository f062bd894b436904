// What of each stream has been sent: the publisher's memory, without sockets.
#pragma once

#include <functional>
#include <map>
#include <set>

#include "eventstore/base/clock.h"
#include "eventstore/log.h"
#include "notifier/bus/message.h"
#include "projections/views/sink.h"

namespace hometime::bus {

/// Events of one stream that are sent before others get their turn.
inline constexpr std::size_t kTurn = 100;

class Outgoing {
public:
    using Send = std::function<void(const Message&)>;
    Outgoing(const EventLog& log, ViewSink& views, const Clock& clock) : log_(log), views_(views), clock_(clock) {}

    /// What was there before this start counts as sent up to where the last run noted it; where that is not known
    /// (no note, or another incarnation of the log), all of it: subscribers repair what they miss.
    void begin();
    /// Sends what is new, in order within each stream. True: more is waiting.
    [[nodiscard]] bool send_new(const Send& send);
    void send_heartbeat(SchoolId school, Stream stream, const Send& send);
    /// Every stream of every school that is open.
    [[nodiscard]] std::vector<std::pair<SchoolId, Stream>> streams() const;
    /// The stream that a subscription names exactly; nullopt: none.
    [[nodiscard]] std::optional<std::pair<SchoolId, Stream>> named(std::string_view topic) const;
    /// Streams that sent something since the last call.
    [[nodiscard]] std::set<std::pair<SchoolId, Stream>> take_active();

private:
    using Key = std::pair<SchoolId, Stream>;
    void note(const Key& key, std::uint64_t number);
    [[nodiscard]] std::optional<std::uint64_t> noted(const Key& key, const Uuid& log) const;
    [[nodiscard]] bool send_stream(const Key& key, const Send& send);

    const EventLog& log_;
    ViewSink& views_;
    const Clock& clock_;
    std::map<Key, std::uint64_t> sent_;
    std::map<Key, Sequence> silent_;  ///< facts up to here count as sent, whenever the view comes to them
    std::set<Key> active_;
};

}  // namespace hometime::bus

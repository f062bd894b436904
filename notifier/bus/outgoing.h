// What of each stream has been sent: the publisher's memory, without sockets.
#pragma once

#include <functional>
#include <map>
#include <set>

#include "eventstore/base/clock.h"
#include "eventstore/log.h"
#include "notifier/bus/message.h"
#include "projections/views/sink.h"
#include "projections/views/streams.h"

namespace hometime::bus {

/// Events that are read together and sent one close behind the other.
inline constexpr std::size_t kBurst = 1000;
/// Their bodies, about; what is nearly always less than a megabyte must not fill the memory.
inline constexpr std::size_t kBurstBytesMax = std::size_t{4} << 20;
/// Bursts of one stream that are sent before others get their turn.
inline constexpr std::size_t kTurn = 16;

class StoredEvents;

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
    void send_notice(SchoolId school, Stream stream, Notice notice, const Send& send);
    /// Every stream of every school that is open.
    [[nodiscard]] std::vector<std::pair<SchoolId, Stream>> streams() const;
    /// The stream that a subscription names exactly; nullopt: none.
    [[nodiscard]] std::optional<std::pair<SchoolId, Stream>> named(std::string_view topic) const;
    /// Streams that sent something since the last call.
    [[nodiscard]] std::set<std::pair<SchoolId, Stream>> take_active();
    /// Streams that go on in another incarnation of the log, since the last call.
    [[nodiscard]] std::set<std::pair<SchoolId, Stream>> take_restored();

private:
    using Key = std::pair<SchoolId, Stream>;
    struct Sent {
        std::uint64_t number = 0;
        std::optional<Uuid> epoch;  ///< of the log in which that is; empty: not known yet
        Sequence silent;            ///< facts up to here count as sent, whenever the view comes to them
    };
    struct Ready {
        std::uint64_t number = 0;
        std::optional<Message> message;  ///< none: it counts as sent
    };
    void note(const Key& key, const Sent& sent);
    [[nodiscard]] std::optional<Sent> noted(const Key& key) const;
    [[nodiscard]] bool send_stream(const Key& key, const views::StreamSchool& school, const ViewRows& rows,
                                   const Send& send);
    using Burst = std::vector<Ready>;
    [[nodiscard]] Burst make_burst(StoredEvents& stored, const Key& key, const ViewRows& rows, std::uint64_t after,
                                   Sequence silent) const;
    void deliver(const Key& key, const Burst& burst, Sent& sent, const Send& send);
    void enter_epoch(const Key& key, Sent& sent, const Uuid& epoch);

    const EventLog& log_;
    ViewSink& views_;
    const Clock& clock_;
    std::map<Key, Sent> sent_;
    std::map<SchoolId, Sequence> at_begin_;
    std::set<Key> active_;
    std::set<Key> restored_;
};

}  // namespace hometime::bus

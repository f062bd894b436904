// The frames around an event of one type: what does not change from event to event is made once.
#pragma once

#include <optional>
#include <string>

#include "notifier/bus/message.h"

namespace hometime::bus {

/// Where an event stands, and when it is sent.
struct EventPlace {
    Uuid epoch;
    std::uint64_t seq = 0;
    UtcTime sent_at;
    std::uint16_t flags = 0;
};

class Envelope {
public:
    Envelope(SchoolId school, const Publication& publication);

    /// The event with what it says. None: a tombstone, which keeps its place and says nothing.
    [[nodiscard]] Message around(const EventPlace& place, const RecordHeader& header,
                                 const std::optional<PublicationBody>& content) const;

private:
    Stream stream_;
    std::string topic_;
    std::string begin_;    ///< up to the fact's number
    std::string middle_;   ///< from there up to its time
    std::string end_;      ///< from behind its place in the stream on
    std::string dataref_;  ///< up to what the content refers to
};

}  // namespace hometime::bus

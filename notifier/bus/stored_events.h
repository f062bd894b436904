// What the streams hold, as it may be sent today: events by their number, and what stands now. What was erased since
// has become a tombstone.
#pragma once

#include <functional>
#include <map>
#include <span>

#include "eventstore/base/clock.h"
#include "eventstore/log.h"
#include "notifier/bus/envelope.h"
#include "projections/views/stream_erasures.h"
#include "projections/views/stream_items.h"
#include "projections/views/streams.h"

namespace hometime::bus {

/// The log does not give a record that the streams name: whoever gave us the log ends the process.
struct LogFailed {};

/// One school's streams at one moment. One thread.
class StoredEvents {
public:
    /// `rows` are of the streams view. Both must outlive it.
    StoredEvents(const EventLog& log, const ViewRows& rows, const views::StreamSchool& school);

    using Take = std::function<bool(const views::StreamEntry& entry, Message&& message)>;
    /// The events of `entries`, which ascend, with the instant at which each is made, until `take` returns false.
    /// Throws LogFailed.
    void events(Stream stream, std::span<const views::StreamEntry> entries, std::uint16_t flags, const Clock& clock,
                const Take& take);
    /// One thing that stands: its newest event, with what its first said and later ones did not change. nullopt: it was
    /// erased. Throws LogFailed.
    [[nodiscard]] std::optional<Message> item(Stream stream, const views::StreamItem& item, UtcTime sent_at);

private:
    struct Content {
        RecordHeader header;
        Publication publication;
        std::optional<PublicationBody> body;  ///< none: erased
    };
    [[nodiscard]] Content content(Stream stream, Record&& record) const;
    [[nodiscard]] Content content(Stream stream, Sequence fact) const;
    [[nodiscard]] Message around(const Content& content, const EventPlace& place);
    [[nodiscard]] std::string with_erased_things(Sequence fact, const std::string& data) const;

    const EventLog& log_;
    const ViewRows& rows_;
    views::StreamSchool school_;
    TimeZone zone_;
    views::Erased erased_;
    std::map<std::string_view, Envelope> envelopes_;  ///< by type
};

}  // namespace hometime::bus

// What is sent next from a place in a stream: an event as the bus has it, or that the log is another one now.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "eventstore/base/clock.h"
#include "eventstore/log.h"
#include "notifier/webhooks/state.h"
#include "projections/streams.h"
#include "projections/views/sink.h"

namespace hometime::webhook {

/// One webhook. The same place gives the same id and the same body, whatever the attempt, unless something that the
/// event tells of was erased meanwhile.
struct Hook {
    std::string stream;        ///< "e1/<school>/<stream>/"
    std::string id;            ///< is_webhook_id()
    std::string body;          ///< a CloudEvent, JSON
    std::uint64_t number = 0;  ///< of the event; of a notice, the last that holds
    bool notice = false;       ///< it says that there is a new epoch
};

/// "sch_7Q2K9DAB-flow-4711-7f3a…": school, stream, number, and 16 digits of the epoch.
[[nodiscard]] std::string hook_id(SchoolId school, Stream stream, std::uint64_t number, const Uuid& epoch);

/// Facts up to this one are the same in the incarnation `epoch` of a school's log and in the present one. Looks through
/// the whole log: for the first moment after a restore. Throws bus::LogFailed.
[[nodiscard]] Sequence common_until(const EventLog& log, SchoolId school, const Uuid& epoch);

/// One thread at a time.
class Hooks {
public:
    using EpochOf = std::function<std::optional<Uuid>(SchoolId)>;
    /// `log`, `views` and `clock` must outlive it.
    Hooks(const EventLog& log, ViewSink& views, const Clock& clock, EpochOf epoch_of)
        : log_(log), views_(views), clock_(clock), epoch_of_(std::move(epoch_of)) {}

    /// nullopt: nothing yet. Moves the place over what counts as sent and, where the log came back from a backup, to
    /// the last event that is the same in both. Throws ViewError, bus::LogFailed.
    [[nodiscard]] std::optional<Hook> next(Place& place) const;
    /// How many there are from this place on. Throws ViewError, bus::LogFailed.
    [[nodiscard]] std::uint64_t waiting(Place place) const;

private:
    struct Moment;
    [[nodiscard]] std::optional<Moment> enter(Place& place) const;

    const EventLog& log_;
    ViewSink& views_;
    const Clock& clock_;
    EpochOf epoch_of_;
};

}  // namespace hometime::webhook

// What the bus may say of the log: which facts are published, on which stream, as what. Ids, kinds and
// instants only (D12). Safeguarding, reports, accounts, invites and the roster are on no stream, and nothing
// shows that they are missing.
#pragma once

#include <array>
#include <boost/container/static_vector.hpp>
#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "eventstore/base/time_zone.h"
#include "eventstore/record.h"

namespace hometime {

/// The unit of sequence and of authorisation. Numbers are on disk in views.
enum class Stream : std::uint8_t { ops = 1, calendar = 2, flow = 3, posts = 4, points = 5, links = 6 };
BOOST_DESCRIBE_ENUM(Stream, ops, calendar, flow, posts, points, links)

inline constexpr std::array kStreams{Stream::ops,   Stream::calendar, Stream::flow,
                                     Stream::posts, Stream::points,   Stream::links};

[[nodiscard]] inline std::string_view to_string(Stream stream) {
    return boost::describe::enum_to_string(stream, "unknown");
}
[[nodiscard]] std::optional<Stream> parse_stream(std::string_view text);

/// One event of one stream. `type` is the last part of the CloudEvents type: "message.held.v1".
struct Publication {
    Stream stream{};
    std::string_view type;
    friend bool operator==(const Publication&, const Publication&) = default;
};

/// Of one fact: at most one on each stream.
using Publications = boost::container::static_vector<Publication, kStreams.size()>;

/// The events that a fact becomes, at most one on each stream; most facts become none. The n-th that a
/// school's log yields for a stream has number n, for ever: this function is the numbering. Two things it cannot tell,
/// and the streams view, which knows, leaves those out: whether a reply that is released was the office's, and whether
/// what an erasure took was ever published.
[[nodiscard]] Publications publications(const RecordHeader& header, const Event& event);

/// Every type there is. New ones may come; a type's meaning stays.
inline constexpr std::array kPublishedTypes{
    Publication{Stream::ops, "policy.set.v1"},
    Publication{Stream::ops, "digest.sealed.v1"},
    Publication{Stream::ops, "digest.delivered.v1"},
    Publication{Stream::calendar, "windows.set.v1"},
    Publication{Stream::calendar, "term_dates.set.v1"},
    Publication{Stream::calendar, "closure.announced.v1"},
    Publication{Stream::calendar, "closure.withdrawn.v1"},
    Publication{Stream::calendar, "training.scheduled.v1"},
    Publication{Stream::calendar, "training.cancelled.v1"},
    Publication{Stream::flow, "message.held.v1"},
    Publication{Stream::flow, "message.released.v1"},
    Publication{Stream::flow, "message.rescheduled.v1"},
    Publication{Stream::flow, "message.withdrawn.v1"},
    Publication{Stream::flow, "message.undelivered.v1"},
    Publication{Stream::flow, "message.erased.v1"},
    Publication{Stream::flow, "reply.sent.v1"},
    Publication{Stream::posts, "post.published.v1"},
    Publication{Stream::posts, "post.edited.v1"},
    Publication{Stream::posts, "post.retracted.v1"},
    Publication{Stream::posts, "post.erased.v1"},
    Publication{Stream::points, "point.awarded.v1"},
    Publication{Stream::points, "point.retracted.v1"},
    Publication{Stream::points, "point.erased.v1"},
    Publication{Stream::links, "guardian.linked.v1"},
    Publication{Stream::links, "guardian.unlinked.v1"},
    Publication{Stream::links, "link.erased.v1"},
};

/// What an event says. Members never change their meaning within a type's version.
struct PublicationBody {
    std::string data;     ///< JSON
    std::string dataref;  ///< where the thing is read, below /v1/schools/<school>; empty: nowhere
};

/// The body of one of the fact's publications. Wall times are those of `zone`, the school's own.
[[nodiscard]] PublicationBody publication_body(const RecordHeader& header, const Event& event, Stream stream,
                                               const TimeZone& zone);

}  // namespace hometime

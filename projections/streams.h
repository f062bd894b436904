// What the bus may say of the log: which facts are published, on which stream, as what. Ids, kinds and
// instants only (D12). Safeguarding, reports, accounts, invites and the roster are on no stream, and nothing
// shows that they are missing.
#pragma once

#include <array>
#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

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

/// The events that a fact becomes, at most one on each stream; most facts become none. The n-th that a
/// school's log yields for a stream has number n, for ever: this function is the numbering. The one thing it cannot
/// tell is whether a reply that is released was the office's: the streams view knows, and leaves those out.
[[nodiscard]] std::vector<Publication> publications(const RecordHeader& header, const Event& event);

/// What an event says. Members never change their meaning within a type's version.
struct PublicationBody {
    std::string data;     ///< JSON
    std::string dataref;  ///< where the thing is read, below /v1/schools/<school>; empty: nowhere
};

/// The body of one of the fact's publications. Wall times are those of `zone`, the school's own.
[[nodiscard]] PublicationBody publication_body(const RecordHeader& header, const Event& event, Stream stream,
                                               const TimeZone& zone);

}  // namespace hometime

// The bus's numbering: which fact is the n-th of each stream. A fold of the log, so it means the same after
// every restart and rebuild.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "projections/streams.h"
#include "projections/views/page.h"

namespace hometime::views {

struct StreamSchool {
    SchoolId school;
    Uuid log;          ///< the incarnation of the log: the bus's epoch; another one after each restore
    std::string zone;  ///< IANA name; empty until the school is opened
};
BOOST_DESCRIBE_STRUCT(StreamSchool, (), (school, log, zone))

struct StreamEntry {
    std::uint64_t number = 0;  ///< place in the stream, from 1 without holes
    Sequence fact;
};
BOOST_DESCRIBE_STRUCT(StreamEntry, (), (number, fact))

[[nodiscard]] std::optional<StreamSchool> stream_school(const ViewSource& source, SchoolId school);
/// Number of the stream's newest event; 0: none yet.
[[nodiscard]] std::uint64_t stream_last(const ViewSource& source, SchoolId school, Stream stream);
/// Events of a stream in order; a page's place is a number.
[[nodiscard]] std::vector<StreamEntry> stream_entries(const ViewSource& source, SchoolId school, Stream stream,
                                                      const Page& page = {});

// The same, from one moment of the view that somebody holds.
[[nodiscard]] std::optional<StreamSchool> stream_school(const ViewRows& rows, SchoolId school);
[[nodiscard]] std::uint64_t stream_last(const ViewRows& rows, SchoolId school, Stream stream);
[[nodiscard]] std::vector<StreamEntry> stream_entries(const ViewRows& rows, SchoolId school, Stream stream,
                                                      const Page& page = {});
/// The events behind number `after`, in order, until `visit` returns false.
void each_stream_entry(const ViewRows& rows, SchoolId school, Stream stream, std::uint64_t after,
                       const std::function<bool(const StreamEntry&)>& visit);

}  // namespace hometime::views

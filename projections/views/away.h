// Who is away, by date. Facts about attendance: pupils, kinds and times, never a text.
#pragma once

#include <optional>
#include <vector>

#include "eventstore/events/office.h"
#include "projections/views/page.h"

namespace hometime::views {

struct AwayItem {
    AwayId away;
    PupilId pupil;
    DateRange dates;
    AwayKind kind{};
    std::optional<LocalMinute> at;
    MessageId message;  ///< from which the office knows; 0: from elsewhere
};
BOOST_DESCRIBE_STRUCT(AwayItem, (), (away, pupil, dates, kind, at, message))

/// Who is away on that date, in the order of recording; a page's place is the number of what was recorded.
[[nodiscard]] std::vector<AwayItem> away_on(const ViewSource& source, SchoolId school, LocalDate date,
                                            const Page& page = {});

}  // namespace hometime::views

// A pupil's points: every award, retracted ones marked, and what counts (S1). Never a rank.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "eventstore/events/points.h"
#include "projections/views/page.h"

namespace hometime::views {

struct AwardItem {
    AwardId award;
    ClassId class_id;  ///< the pupil's class at the time
    StaffId staff;
    std::string skill;
    UtcTime awarded_at;
    std::optional<UtcTime> retracted_at;  ///< empty: it counts
};
BOOST_DESCRIBE_STRUCT(AwardItem, (), (award, class_id, staff, skill, awarded_at, retracted_at))

/// Points that count: awards that were not retracted.
[[nodiscard]] std::uint64_t points_total(const ViewSource& source, SchoolId school, PupilId pupil);
/// By award id, oldest first unless the page goes backward.
[[nodiscard]] std::vector<AwardItem> awards(const ViewSource& source, SchoolId school, PupilId pupil,
                                            const Page& page = {});

}  // namespace hometime::views

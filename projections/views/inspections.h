// Who, not a party, read a thread (D13): the thread's audit. The purpose is the private part of the record.
#pragma once

#include <vector>

#include "eventstore/events/oversight.h"
#include "projections/views/page.h"

namespace hometime::views {

using InspectionId = Id<struct InspectionTag>;

struct InspectionItem {
    InspectionId inspection;  ///< the purpose is its record's private part
    StaffId staff;            ///< who read
    UtcTime read_at;
};
BOOST_DESCRIBE_STRUCT(InspectionItem, (), (inspection, staff, read_at))

/// In the order of reading; a page's place is the number of an inspection.
[[nodiscard]] std::vector<InspectionItem> inspections_of(const ViewSource& source, SchoolId school, ThreadId thread,
                                                         const Page& page = {});

}  // namespace hometime::views

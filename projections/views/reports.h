// Reports of inappropriate messages: the senior leadership team's queue (S50, S51). Reading one is itself
// recorded; that is the caller's part.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "eventstore/events/reports.h"
#include "projections/views/page.h"

namespace hometime::views {

struct ReportItem {
    ReportId report;  ///< the record whose private part is the reason
    MessageId message;
    ThreadId thread;
    PupilId pupil;
    GuardianId guardian;
    StaffId reporter;
    std::string leaf;  ///< hex; the reported record's leaf hash at the time
    UtcTime reported_at;
    std::optional<UtcTime> closed_at;  ///< empty: open, and ageing since reported_at
    StaffId closed_by;
    Sequence outcome;  ///< the record whose private part is the outcome; 0 while open
};
BOOST_DESCRIBE_STRUCT(ReportItem, (),
                      (report, message, thread, pupil, guardian, reporter, leaf, reported_at, closed_at, closed_by,
                       outcome))

enum class ReportFilter : std::uint8_t { all, open };
/// Oldest first; a page's place is a report id.
[[nodiscard]] std::vector<ReportItem> reports(const ViewSource& source, SchoolId school, ReportFilter filter,
                                              const Page& page = {});
[[nodiscard]] std::optional<ReportItem> report(const ViewSource& source, SchoolId school, ReportId report);

}  // namespace hometime::views

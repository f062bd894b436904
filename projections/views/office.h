// The office queue: messages that the policy sends to the school office, there at once (S28-S30).
#pragma once

#include <optional>
#include <vector>

#include "eventstore/events/messages.h"
#include "projections/views/page.h"

namespace hometime::views {

struct OfficeItem {
    MessageId message;
    ThreadId thread;
    GuardianId guardian;
    PupilId pupil;
    Category category{};
    UtcTime sent_at;
    bool answered = false;
    StaffId handled_by;  ///< who of the office has dealt with it; 0: nobody says so
    std::optional<UtcTime> handled_at;
};
BOOST_DESCRIBE_STRUCT(OfficeItem, (),
                      (message, thread, guardian, pupil, category, sent_at, answered, handled_by, handled_at))

/// `waiting`: neither answered nor marked as handled. In the order of sending; a page's place is a message id.
enum class OfficeFilter : std::uint8_t { all, waiting };
[[nodiscard]] std::vector<OfficeItem> office_queue(const ViewSource& source, SchoolId school, OfficeFilter filter,
                                                   const Page& page = {});

}  // namespace hometime::views

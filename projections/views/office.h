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
};
BOOST_DESCRIBE_STRUCT(OfficeItem, (), (message, thread, guardian, pupil, category, sent_at, answered))

/// `waiting`: not answered yet. In the order of sending; a page's place is a message id.
enum class OfficeFilter : std::uint8_t { all, waiting };
[[nodiscard]] std::vector<OfficeItem> office_queue(const ViewSource& source, SchoolId school, OfficeFilter filter,
                                                   const Page& page = {});

}  // namespace hometime::views

// A teacher's inbox: what has been released to them, never what is held, not even its number (D3, S24, S28).
#pragma once

#include <optional>
#include <vector>

#include "eventstore/events/messages.h"
#include "projections/views/page.h"

namespace hometime::views {

struct InboxItem {
    std::uint64_t number = 0;  ///< place in this inbox, from 1 without holes: what a Page continues after
    MessageId message;
    ThreadId thread;
    GuardianId guardian;
    PupilId pupil;
    Category category{};
    UtcTime sent_at;
    UtcTime released_at;
    DigestId digest;  ///< 0: it came in an open window and was released by itself
    bool answered = false;
};
BOOST_DESCRIBE_STRUCT(InboxItem, (),
                      (number, message, thread, guardian, pupil, category, sent_at, released_at, digest, answered))

/// In the order of release; a page's place is an item's number.
[[nodiscard]] std::vector<InboxItem> inbox(const ViewSource& source, SchoolId school, StaffId staff,
                                           const Page& page = {});
/// Messages released to this staff member so far.
[[nodiscard]] std::uint64_t inbox_size(const ViewSource& source, SchoolId school, StaffId staff);

}  // namespace hometime::views

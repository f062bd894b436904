// What is held, and until when: for the guardian who wrote it. For everybody else a number, by staff member.
#pragma once

#include <optional>
#include <vector>

#include "eventstore/events/messages.h"
#include "projections/views/page.h"

namespace hometime::views {

struct HeldItem {
    MessageId message;
    ThreadId thread;
    GuardianId guardian;
    StaffId staff;
    PupilId pupil;
    Category category{};
    UtcTime sent_at;
    std::optional<UtcTime> release_at;  ///< empty: no window in sight
    std::optional<UtcTime> due;
};
BOOST_DESCRIBE_STRUCT(HeldItem, (), (message, thread, guardian, staff, pupil, category, sent_at, release_at, due))

/// A held message that its teacher is never shown.
struct UndeliveredItem {
    MessageId message;
    ThreadId thread;
    GuardianId guardian;
    StaffId staff;
    PupilId pupil;
    Category category{};
    UtcTime sent_at;
    UtcTime undelivered_at;
    UndeliveredReason reason{};
};
BOOST_DESCRIBE_STRUCT(UndeliveredItem, (),
                      (message, thread, guardian, staff, pupil, category, sent_at, undelivered_at, reason))

/// A guardian's own held messages, oldest first; a page's place is a message id.
[[nodiscard]] std::vector<HeldItem> held_of(const ViewSource& source, SchoolId school, GuardianId guardian,
                                            const Page& page = {});
/// What was never delivered, for the office; a page's place is a message id.
[[nodiscard]] std::vector<UndeliveredItem> undelivered(const ViewSource& source, SchoolId school,
                                                       const Page& page = {});
/// How many are held for a staff member. For operators and the notifier; never shown to that person (D3).
[[nodiscard]] std::uint64_t held_count(const ViewSource& source, SchoolId school, StaffId staff);

}  // namespace hometime::views

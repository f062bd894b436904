// The rows of the threads view: what its fold writes and its queries read. Included by those two only.
#pragma once

#include "projections/views/threads.h"

namespace hometime::views::threads {

/// Row: what both sides' views of a thread are made from.
struct ThreadRow {
    ThreadId thread;
    GuardianId guardian;
    StaffId staff;
    PupilId pupil;
    std::uint32_t items = 0;  ///< that the guardian may know of
    std::optional<UtcTime> last_at;
    std::uint32_t shown = 0;  ///< items that the staff side may know of
    std::optional<UtcTime> shown_at;
    Sequence last_reply;       ///< newest that was written
    Sequence last_reply_told;  ///< newest that the guardian may know of
};
BOOST_DESCRIBE_STRUCT(ThreadRow, (),
                      (thread, guardian, staff, pupil, items, last_at, shown, shown_at, last_reply, last_reply_told))

/// Row: a ThreadItem without what queries add. A reply is released to its guardian, a message to its teacher.
struct ItemRow {
    ItemKind kind{};
    StaffId staff;
    bool from_office = false;
    std::optional<Category> category;
    std::optional<Route> route;
    UtcTime sent_at;
    std::optional<UtcTime> release_at;
    std::optional<UtcTime> due;
    std::optional<UtcTime> released_at;
    Sequence released_by;
    std::optional<UtcTime> withdrawn_at;
    std::optional<UtcTime> undelivered_at;
};
BOOST_DESCRIBE_STRUCT(ItemRow, (),
                      (kind, staff, from_office, category, route, sent_at, release_at, due, released_at, released_by,
                       withdrawn_at, undelivered_at))

struct ThreadOfMessage {
    ThreadId thread;
};
BOOST_DESCRIBE_STRUCT(ThreadOfMessage, (), (thread))

}  // namespace hometime::views::threads

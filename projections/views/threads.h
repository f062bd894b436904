// Threads: who writes with whom about which pupil, and what stands in them. A staff reader is shown a message
// only once it has been released, and a thread only once there is something in it to show (D3); a guardian is shown a
// reply only once it has been released (S47, D15).
#pragma once

#include <optional>
#include <vector>

#include "eventstore/events/messages.h"
#include "projections/views/page.h"

namespace hometime::views {

/// Whose eyes: the guardian's, or those of the staff member (or the office) on the other side.
enum class Side : std::uint8_t { guardian, staff };

struct ThreadView {
    ThreadId thread;
    GuardianId guardian;
    StaffId staff;  ///< 0: the office
    PupilId pupil;
    std::uint32_t items = 0;         ///< as far as the reader may know
    std::optional<UtcTime> last_at;  ///< when the newest of them was sent; to staff: released
};

enum class ItemKind : std::uint8_t { message = 1, reply = 2 };
BOOST_DESCRIBE_ENUM(ItemKind, message, reply)

/// `held`: stored, and hidden from the other side until release_at (empty: no window in sight). `sent`: a reply that
/// its guardian can see. `withdrawn`: taken back while it was held; its teacher never sees it. `undelivered`: the other
/// side never sees this one either, for the guardian had lost the right to write and to be written to.
enum class ItemState : std::uint8_t { held, released, answered, sent, withdrawn, undelivered };
BOOST_DESCRIBE_ENUM(ItemState, held, released, answered, sent, withdrawn, undelivered)

/// A message or a reply. Its text is the private part of the record at `id`.
struct ThreadItem {
    std::uint64_t id = 0;  ///< the message's or the reply's
    ThreadId thread;
    ItemKind kind{};
    StaffId staff;             ///< a message's recipient (0: the office); a reply's writer
    bool from_office = false;  ///< replies
    std::optional<Category> category;
    std::optional<Route> route;
    UtcTime sent_at;                    ///< to a guardian, of a reply: when it was released
    std::optional<UtcTime> release_at;  ///< planned, while it is held
    std::optional<UtcTime> due;         ///< reply-by, as the sender was last told
    std::optional<UtcTime> released_at;
    Sequence released_by;  ///< the fact that released it
    std::optional<UtcTime> withdrawn_at;
    std::optional<UtcTime> undelivered_at;
    ItemState state{};  ///< set by the queries
};

/// A thread as `side` sees it. nullopt: there is none, or nothing in it that this side may know of.
[[nodiscard]] std::optional<ThreadView> thread(const ViewSource& source, SchoolId school, ThreadId thread, Side side);
/// The threads of one person, by id. For the office `staff` is 0.
[[nodiscard]] std::vector<ThreadView> threads_of(const ViewSource& source, SchoolId school, GuardianId guardian,
                                                 const Page& page = {});
[[nodiscard]] std::vector<ThreadView> threads_of(const ViewSource& source, SchoolId school, StaffId staff,
                                                 const Page& page = {});
/// Messages and replies of a thread, by id.
[[nodiscard]] std::vector<ThreadItem> thread_items(const ViewSource& source, SchoolId school, ThreadId thread,
                                                   Side side, const Page& page = {});
/// One item of a thread. nullopt: there is none, or this side may not know of it.
[[nodiscard]] std::optional<ThreadItem> thread_item(const ViewSource& source, SchoolId school, ThreadId thread,
                                                    std::uint64_t id, Side side);
/// One message. nullopt: no such message, or still held and `side` is staff.
[[nodiscard]] std::optional<ThreadItem> message(const ViewSource& source, SchoolId school, MessageId message,
                                                Side side);

}  // namespace hometime::views

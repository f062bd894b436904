// Facts about replies that wait (S47, D15), and about a teacher who looks before a window opens (D3).
#pragma once

#include <optional>
#include <vector>

#include "eventstore/base/json.h"
#include "eventstore/events/messages.h"
#include "eventstore/events/tags.h"

namespace hometime {

/// A reply that was held is there for its guardian: its time came, or (`sent_now`) its writer released it.
struct ReplyReleased {
    static constexpr EventTag kTag = EventTag::reply_released;
    static constexpr std::uint16_t kSchema = 1;
    ReplyId reply;
    ThreadId thread;
    GuardianId guardian;
    bool sent_now = false;
    friend bool operator==(const ReplyReleased&, const ReplyReleased&) = default;
};
BOOST_DESCRIBE_STRUCT(ReplyReleased, (), (reply, thread, guardian, sent_now))

/// A held reply has a new release: the guardian's hours, the calendar or the policy changed.
struct ReplyRescheduled {
    static constexpr EventTag kTag = EventTag::reply_rescheduled;
    static constexpr std::uint16_t kSchema = 1;
    ReplyId reply;
    ThreadId thread;
    GuardianId guardian;
    std::optional<UtcTime> release_at;  ///< empty: no window in sight
    friend bool operator==(const ReplyRescheduled&, const ReplyRescheduled&) = default;
};
BOOST_DESCRIBE_STRUCT(ReplyRescheduled, (), (reply, thread, guardian, release_at))

/// When its time came, its guardian could no longer be written to. It reaches nobody, for good, and stays in the log.
struct ReplyUndelivered {
    static constexpr EventTag kTag = EventTag::reply_undelivered;
    static constexpr std::uint16_t kSchema = 1;
    ReplyId reply;
    ThreadId thread;
    GuardianId guardian;
    UndeliveredReason reason{};
    friend bool operator==(const ReplyUndelivered&, const ReplyUndelivered&) = default;
};
BOOST_DESCRIBE_STRUCT(ReplyUndelivered, (), (reply, thread, guardian, reason))

/// A teacher looked at what is held for them before the window opened. For nobody else does anything change.
struct InboxOpenedEarly {
    static constexpr EventTag kTag = EventTag::inbox_opened_early;
    static constexpr std::uint16_t kSchema = 1;
    StaffId staff;
    std::vector<MessageId> messages;  ///< what they were shown, oldest first; at most kDigestMessagesMax
    friend bool operator==(const InboxOpenedEarly&, const InboxOpenedEarly&) = default;
};
BOOST_DESCRIBE_STRUCT(InboxOpenedEarly, (), (staff, messages))

}  // namespace hometime

// When a reply reaches its guardian, and the fact that says so. Pure.
#pragma once

#include "daemon/commands/commands.h"

namespace hometime {

/// Facts that one ReleaseReplies records at most; the notifier asks again for the rest.
inline constexpr std::size_t kReleaseRepliesMax = 200;

/// The earliest instant >= now at which what was written at `written` in this thread may reach its guardian (S47, D15):
/// the writer's side has hours, and then so has the guardian. Written in working hours on a school day, or in one of
/// the teacher's open windows, it waits for the guardian only; else first for the teacher's next window, in a thread of
/// the office for the next working hours. Empty: no window in sight.
[[nodiscard]] std::optional<UtcTime> reply_release(const School& school, const ThreadRow& thread, UtcTime written,
                                                   UtcTime now);

/// The fact that a staff member answers in a thread, and what they are told: when the guardian sees it. `now`: it does
/// not wait, and the fact says so if it would have.
struct Replying {
    ReplySent fact;
    boost::json::object reply;
};
[[nodiscard]] Replying replying(const School& school, const Context& context, const ThreadRow& thread, StaffId writer,
                                const std::string& text, bool now);

}  // namespace hometime

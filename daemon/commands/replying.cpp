#include "daemon/commands/replying.h"

#include <algorithm>

#include "daemon/commands/calendars.h"
#include "daemon/commands/guardian_hours.h"
#include "eventstore/base/mutants.h"

namespace hometime {

namespace {

/// From when on the staff side has nothing against it.
std::optional<UtcTime> staff_side(const School& school, StaffId staff, UtcTime written) {
    const auto working = working_hours_of(school, staff);
    if (working.is_open(written)) return written;
    const auto opening = staff ? calendar_of(school, staff).next_open(written) : working.next_open(written);
    return opening ? std::optional(opening->release) : std::nullopt;
}

}  // namespace

std::optional<UtcTime> reply_release(const School& school, const ThreadRow& thread, UtcTime written, UtcTime now) {
    const auto from = staff_side(school, thread.staff, written);
    if (!from) return std::nullopt;
    if (mutant(Mutant::guardian_hours_ignored)) return std::max(*from, now);
    const auto opening = guardian_calendar(school, thread.guardian).next_open(std::max(*from, now));
    return opening ? std::optional(opening->release) : std::nullopt;
}

Replying replying(const School& school, const Context& context, const ThreadRow& thread, StaffId writer,
                  const std::string& text, bool now) {
    Replying out;
    out.fact = {thread.id, thread.guardian, writer, thread.pupil, !thread.staff, Private{text}};
    const auto release = reply_release(school, thread, context.now, context.now);
    const bool waits = release != context.now;
    if (waits && now) out.fact.sent_now = true;
    if (waits && !now) {
        out.fact.held = true;
        out.fact.release_at = release;
    }
    const bool held = waits && !now;
    out.reply = {{"reply", context.next.value},
                 {"thread", thread.id.value},
                 {"released", !held},
                 {"release_at", held && release ? boost::json::value(to_string(*release)) : nullptr}};
    return out;
}

}  // namespace hometime

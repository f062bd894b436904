#include "daemon/commands/commands.h"
#include "daemon/commands/replying.h"
#include "daemon/commands/sending.h"
#include "eventstore/base/mutants.h"

namespace hometime {

namespace {

/// What is to be recorded of one held reply; empty: it waits where it is. Whether its guardian may still be written to
/// is asked when its time has come, for until then a restriction may end.
std::optional<Event> step_of(const School& school, const HeldReplyRow& row, UtcTime now) {
    const auto thread = school.thread(row.thread);
    if (!thread) return std::nullopt;
    const auto release = reply_release(school, *thread, row.sent_at, now);
    if (release != now) {
        if (release == row.release_at) return std::nullopt;
        return ReplyRescheduled{row.reply, row.thread, row.guardian, release};
    }
    if (mutant(Mutant::reply_bar_forgotten) || can_be_written_to(school, row.guardian, thread->pupil, now)) {
        return ReplyReleased{row.reply, row.thread, row.guardian, false};
    }
    const auto bar = contact_bar(school, row.guardian, thread->pupil, now);
    return ReplyUndelivered{row.reply, row.thread, row.guardian, bar.value_or(UndeliveredReason::sender_unlinked)};
}

}  // namespace

Decision decide(const School& school, const SendReply& command, const Context& context) {
    const auto thread = school.thread(command.thread);
    const StaffId staff{context.actor.id};
    if (!thread || (thread->staff && thread->staff != staff)) return Refused{Refusal::unknown_thread, {}, {}};
    if (!can_be_written_to(school, thread->guardian, thread->pupil, context.now)) {
        return Refused{Refusal::contact_ended, {}, {}};
    }
    if (auto refused = bad_text(command.text)) return std::move(*refused);
    auto sent = replying(school, context, *thread, staff, command.text, command.now);
    return Accepted{{std::move(sent.fact)}, std::move(sent.reply), command.thread.sequence()};
}

Decision decide(const School& school, const SendReplyNow& command, const Context& context) {
    const auto thread = school.thread(command.thread);
    if (!thread || (thread->staff && thread->staff.value != context.actor.id)) {
        return Refused{Refusal::unknown_reply, {}, {}};
    }
    const auto held = school.held_reply(thread->guardian, command.reply);
    if (!held || held->thread != thread->id) {
        if (school.undelivered(command.reply)) return Refused{Refusal::contact_ended, {}, {}};
        return Refused{Refusal::reply_shown, {}, {}};
    }
    if (!can_be_written_to(school, thread->guardian, thread->pupil, context.now)) {
        return Refused{Refusal::contact_ended, {}, {}};
    }
    return Accepted{{ReplyReleased{command.reply, thread->id, thread->guardian, true}},
                    {{"reply", command.reply.value}, {"thread", thread->id.value}},
                    command.reply.sequence()};
}

Decision decide(const School& school, const ReleaseReplies& command, const Context& context) {
    std::vector<Event> events;
    bool more = false;
    for (const auto& row : school.held_replies_of(command.guardian)) {
        auto step = step_of(school, *row, context.now);
        if (!step) continue;
        more = events.size() >= kReleaseRepliesMax;
        if (more) break;
        events.push_back(std::move(*step));
    }
    if (events.empty()) return Refused{Refusal::nothing_to_release, {}, {}};
    boost::json::object reply{{"replies", events.size()}, {"more", more}};
    return Accepted{std::move(events), std::move(reply), {}};
}

}  // namespace hometime

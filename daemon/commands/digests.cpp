#include "daemon/commands/calendars.h"
#include "daemon/commands/commands.h"
#include "daemon/commands/held.h"
#include "daemon/commands/sending.h"
#include "eventstore/base/mutants.h"

namespace hometime {

namespace {

/// What was due in a window that passed unserved, or that closed: it moves to the next one.
Decision move_on(const School& school, const SealDigest& command, const Context& context) {
    auto late = moves(school, command.staff, context.now);
    if (late.events.empty()) return Refused{Refusal::window_not_open, {}, {}};
    boost::json::object reply{{"moved", late.events.size()}, {"more", late.more}};
    return Accepted{std::move(late.events), std::move(reply), {}};
}

/// Why a held message must not be shown any more; empty: nothing stands against it. One about a pupil who has left the
/// school is shown: its writer was in the right, and so is its reader.
std::optional<UndeliveredReason> bar_to(const School& school, const HeldRow& row, UtcTime now) {
    const auto thread = school.thread(row.thread);
    if (!thread || mutant(Mutant::bar_forgotten)) return std::nullopt;
    return contact_bar(school, thread->guardian, thread->pupil, now);
}

}  // namespace

Decision decide(const School& school, const SealDigest& command, const Context& context) {
    const auto held = school.held_of(command.staff);
    if (held.empty()) return Refused{Refusal::nothing_held, {}, {}};
    const bool there = is_there(school, command.staff);
    const auto opening = there ? calendar_of(school, command.staff).next_open(context.now) : std::nullopt;
    const bool open = opening && (opening->release <= context.now || mutant(Mutant::window_ignored));
    if (!open) return move_on(school, command, context);

    // A window is open now: whatever waits for its teacher joins this digest, oldest first.
    DigestSealed digest;
    digest.staff = command.staff;
    digest.channel = Channel::in_app;
    digest.occurrence = opening->occurrence;
    digest.counter = school.digests_sealed(command.staff, opening->occurrence);
    std::vector<Event> events;
    for (const auto& row : held) {
        if (digest.messages.size() + events.size() >= kDigestMessagesMax) break;
        if (const auto bar = bar_to(school, *row, context.now)) {
            events.push_back(MessageUndelivered{row->message, row->thread, row->staff, *bar});
        } else {
            digest.messages.push_back(row->message);
        }
    }
    boost::json::object reply{{"messages", digest.messages.size()},
                              {"undelivered", events.size()},
                              {"more", held.size() > digest.messages.size() + events.size()}};
    if (!digest.messages.empty()) {
        reply["digest"] = context.next.value + events.size();
        events.push_back(std::move(digest));
    }
    return Accepted{std::move(events), std::move(reply), {}};
}

Decision decide(const School& school, const RecordDelivery& command, const Context&) {
    const auto digest = school.digest(command.digest);
    if (!digest) return Refused{Refusal::unknown_digest, {}, {}};
    return Accepted{{DigestDelivered{command.digest, digest->channel, command.outcome}},
                    {{"digest", command.digest.value}},
                    command.digest.sequence()};
}

Decision decide(const School& school, const RescheduleHeld& command, const Context& context) {
    if (!school.school()) return Refused{Refusal::nothing_held, {}, {}};
    auto changed = moves(school, command.staff, context.now);
    boost::json::object reply{{"moved", changed.events.size()}, {"more", changed.more}};
    return Accepted{std::move(changed.events), std::move(reply), command.because};
}

}  // namespace hometime

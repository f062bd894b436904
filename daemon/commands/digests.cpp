#include "daemon/commands/calendars.h"
#include "daemon/commands/commands.h"
#include "daemon/commands/held.h"

namespace hometime {

namespace {

/// What was due in a window that passed unserved, or that closed: it moves to the next one.
Decision move_on(const School& school, const SealDigest& command, const Context& context) {
    auto late = moves(school, command.staff, context.now);
    if (late.events.empty()) return Refused{Refusal::window_not_open, {}, {}};
    boost::json::object reply{{"moved", late.events.size()}, {"more", late.more}};
    return Accepted{std::move(late.events), std::move(reply), {}};
}

}  // namespace

Decision decide(const School& school, const SealDigest& command, const Context& context) {
    const auto held = school.held_of(command.staff);
    if (held.empty()) return Refused{Refusal::nothing_held, {}, {}};
    const auto opening = calendar_of(school, command.staff).next_open(context.now);
    if (!opening || opening->release > context.now) return move_on(school, command, context);

    // A window is open now: whatever waits for its teacher joins this digest, oldest first.
    DigestSealed digest;
    digest.staff = command.staff;
    digest.channel = Channel::in_app;
    digest.occurrence = opening->occurrence;
    digest.counter = school.digests_sealed(command.staff, opening->occurrence);
    for (const auto& row : held) {
        if (digest.messages.size() >= kDigestMessagesMax) break;
        digest.messages.push_back(row->message);
    }
    boost::json::object reply{{"digest", context.next.value},
                              {"messages", digest.messages.size()},
                              {"more", held.size() > digest.messages.size()}};
    return Accepted{{std::move(digest)}, std::move(reply), {}};
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

// What a person chooses of the channels outside the application, and what becomes of dead letters.
#include "daemon/commands/commands.h"

namespace hometime {

Decision decide(const School& school, const ChooseChannels& command, const Context& context) {
    const auto kind = context.actor.kind == ActorKind::guardian ? PersonKind::guardian : PersonKind::staff;
    const auto row = school.outbox(kind, context.actor.id);
    const bool same =
        row ? row->email == command.email && row->push == command.push && row->follow_ups == command.follow_ups
            : !command.email && !command.push && !command.follow_ups;
    if (same && !command.new_device) return Accepted{{}, {{"version", row ? row->chosen.value : 0}}, {}};
    return Accepted{{ChannelsChosen{kind, context.actor.id, command.email, command.push, command.follow_ups}},
                    {{"version", context.next.value}},
                    {}};
}

Decision decide(const School& school, const CloseDeadLetter& command, const Context&) {
    const auto row = school.dead_letter(command.notification);
    if (!row) return Refused{Refusal::unknown_dead_letter, {}, {}};
    return Accepted{{DeadLetterClosed{row->id, row->person_kind, row->person, row->channel, command.retry}},
                    {{"notification", row->id.value}, {"retry", command.retry}},
                    row->id.sequence()};
}

}  // namespace hometime

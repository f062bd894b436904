#include <algorithm>

#include "daemon/commands/commands.h"
#include "daemon/commands/sending.h"
#include "projections/state/link_access.h"

namespace hometime {

Decision decide(const School& school, const SendMessage& command, const Context& context) {
    const GuardianId guardian{context.actor.id};
    if (link_access(school, guardian, command.pupil, context.now) != LinkAccess::whole) {
        return Refused{Refusal::unknown_person, {}, {}};
    }
    if (auto refused = no_messaging(school, guardian, context.now)) return std::move(*refused);
    const auto recipients = recipients_of(school, *school.pupil(command.pupil), context.now);
    const auto route = route_of(school.policy()->policy, command.category);
    if (route == Route::refused) {
        boost::json::object alternative{
            {"category", "meeting"}, {"pupil", command.pupil.value}, {"operation", "request_meeting"}};
        return Refused{Refusal::use_meeting, {}, {{"alternative", std::move(alternative)}}};
    }
    if (auto refused = bad_text(command.text)) return std::move(*refused);

    MessageSent message;
    message.guardian = guardian;
    message.pupil = command.pupil;
    message.category = command.category;
    message.route = route;
    message.text = Private{command.text};
    if (route == Route::teacher) {
        message.staff = chosen_teacher(recipients, command.staff);
        if (!message.staff) return wrong_recipient(recipients);
    }
    auto sent = sending(school, context, std::move(message));
    return Accepted{std::move(sent.events), std::move(sent.reply), {}};
}

Decision decide(const School& school, const WithdrawMessage& command, const Context& context) {
    const auto thread = school.thread(command.thread);
    if (!thread || thread->guardian.value != context.actor.id) return Refused{Refusal::unknown_message, {}, {}};
    if (school.withdrawn(command.message)) return Refused{Refusal::already_withdrawn, {}, {}};
    const auto held = school.held(thread->staff, command.message);
    if (!held) return Refused{Refusal::already_shown, {}, {}};
    if (held->meeting) return Refused{Refusal::carries_meeting, {}, {{"meeting", held->meeting->value}}};
    return Accepted{{MessageWithdrawn{command.message, command.thread, thread->staff}},
                    {{"message", command.message.value}, {"thread", command.thread.value}},
                    command.message.sequence()};
}

Decision decide(const School& school, const DisputeAuthorship& command, const Context& context) {
    const auto thread = school.thread(command.thread);
    if (!thread || !is_shown(school, context, thread->staff, command.message)) {
        return Refused{Refusal::unknown_message, {}, {}};
    }
    if (school.dispute(command.message)) return Refused{Refusal::already_disputed, {}, {}};
    AuthorshipDisputed fact;
    fact.message = command.message;
    fact.thread = command.thread;
    fact.guardian = thread->guardian;
    fact.pupil = thread->pupil;
    fact.staff = StaffId{context.actor.id};
    if (const auto pupil = school.pupil(thread->pupil)) {
        for (const auto& link : pupil->links) {
            const bool told = link_access(school, link.guardian, thread->pupil, context.now) == LinkAccess::whole;
            if (told) fact.notified.push_back(link.guardian);
        }
    }
    boost::json::object reply{{"message", command.message.value}, {"notified", fact.notified.size()}};
    return Accepted{{std::move(fact)}, std::move(reply), command.message.sequence()};
}

Decision decide(const School& school, const AnswerAuthorship& command, const Context& context) {
    const auto dispute = school.dispute(command.message);
    if (!dispute || dispute->guardian.value != context.actor.id) return Refused{Refusal::not_disputed, {}, {}};
    if (dispute->state != Authorship::disputed) return Refused{Refusal::authorship_answered, {}, {}};
    const auto answer = command.mine ? Authorship::confirmed : Authorship::denied;
    return Accepted{{AuthorshipAnswered{command.message, dispute->thread, dispute->guardian, answer}},
                    {{"message", command.message.value}},
                    command.message.sequence()};
}

}  // namespace hometime

#include <algorithm>

#include "daemon/commands/commands.h"
#include "daemon/commands/meeting_times.h"
#include "daemon/commands/replying.h"
#include "daemon/commands/sending.h"
#include "daemon/commands/text.h"
#include "projections/state/link_access.h"
#include "projections/state/meeting_standing.h"

namespace hometime {

namespace {

/// One step of one side: the meeting as that side knows it.
struct Turn {
    std::shared_ptr<const MeetingRow> meeting;
    MeetingSide side{};
    std::vector<MeetingStep> known;
    MeetingStanding standing;

    [[nodiscard]] bool ours() const {
        return standing.stage ==
               (side == MeetingSide::guardian ? MeetingStage::waits_for_guardian : MeetingStage::waits_for_teacher);
    }
};

/// Empty: there is no such meeting, it is not the actor's, or the actor does not know of it.
std::optional<Turn> turn_of(const School& school, MeetingId id, const Actor& actor) {
    Turn turn;
    turn.meeting = school.meeting(id);
    if (!turn.meeting) return std::nullopt;
    turn.side = actor.kind == ActorKind::guardian ? MeetingSide::guardian : MeetingSide::staff;
    const auto party = turn.side == MeetingSide::guardian ? turn.meeting->guardian.value : turn.meeting->staff.value;
    if (party != actor.id) return std::nullopt;
    turn.known = steps_known_to(turn.side, school, *turn.meeting);
    if (turn.known.empty()) return std::nullopt;
    turn.standing = standing_after(turn.known);
    return turn;
}

std::optional<Refused> bad_note(const char* pointer, const std::string& note, bool required) {
    json::FieldErrors errors;
    check_text(pointer, note, required, kTextBytesMax, errors);
    if (errors.empty()) return std::nullopt;
    const bool missing = errors.front().code == "required";
    return Refused{missing ? Refusal::text_required : Refusal::text_too_long, std::move(errors), {}};
}

MessageSent message_for(GuardianId guardian, StaffId staff, PupilId pupil, const std::string& text) {
    MessageSent message;
    message.guardian = guardian;
    message.staff = staff;
    message.pupil = pupil;
    message.category = Category::meeting;
    message.route = Route::teacher;
    message.text = Private{text};
    return message;
}

/// Puts a step right behind the message that carries it, before that is released.
void put_behind_message(Sending& sent, const Context& context, Event step) {
    const auto place = sent.message.value - context.next.value + 1;
    sent.events.insert(sent.events.begin() + static_cast<std::ptrdiff_t>(place), std::move(step));
}

/// What brings a step to the other side, and then the step itself: a guardian's by a message, which is held like every
/// other; a teacher's by a reply, which waits like every other.
template <class Fact>
Decision carried(const School& school, const Context& context, const Turn& turn, const std::string& text, Fact fact) {
    const auto& meeting = *turn.meeting;
    fact.meeting = meeting.id;
    fact.by = turn.side;
    if (turn.side == MeetingSide::guardian) {
        auto sent = sending(school, context, message_for(meeting.guardian, meeting.staff, meeting.pupil, text));
        fact.carrier = sent.message.sequence();
        put_behind_message(sent, context, std::move(fact));
        sent.reply["meeting"] = meeting.id.value;
        return Accepted{std::move(sent.events), std::move(sent.reply), meeting.id.sequence()};
    }
    fact.carrier = context.next;
    auto sent = replying(school, context, *school.thread(meeting.thread), meeting.staff, text, false);
    sent.reply["meeting"] = meeting.id.value;
    return Accepted{{std::move(sent.fact), fact}, std::move(sent.reply), meeting.id.sequence()};
}

/// A guardian makes no new arrangement with somebody who no longer teaches the pupil; declining and cancelling is
/// always possible.
std::optional<Refused> not_their_teacher(const School& school, const Turn& turn, UtcTime now) {
    if (turn.side == MeetingSide::staff) return std::nullopt;
    const auto pupil = school.pupil(turn.meeting->pupil);
    const auto recipients = pupil ? recipients_of(school, *pupil, now) : std::vector<Recipient>{};
    if (chosen_teacher(recipients, turn.meeting->staff)) return std::nullopt;
    return wrong_recipient(recipients);
}

bool in_contact(const School& school, const MeetingRow& meeting, UtcTime now) {
    return can_be_written_to(school, meeting.guardian, meeting.pupil, now);
}

/// Why this side cannot answer now; empty: it can.
std::optional<Refused> no_answer(const School& school, const Turn& turn, UtcTime now) {
    if (!in_contact(school, *turn.meeting, now)) {
        if (auto refused = no_messaging(school, turn.meeting->guardian, now);
            refused && turn.side == MeetingSide::guardian) {
            return refused;
        }
        return Refused{turn.side == MeetingSide::guardian ? Refusal::unknown_meeting : Refusal::contact_ended, {}, {}};
    }
    if (is_over(turn.standing, *turn.meeting, now)) return Refused{Refusal::meeting_over, {}, {}};
    if (!turn.ours()) return Refused{Refusal::meeting_waits_for_other, {}, {}};
    return std::nullopt;
}

boost::json::array list(const std::vector<UtcTime>& times) {
    boost::json::array out;
    for (const auto time : times) out.emplace_back(to_string(time));
    return out;
}

/// The meeting of this thread that is not over, or not yet as far as the guardian knows; 0: none.
MeetingId open_meeting(const School& school, ThreadId thread, UtcTime now) {
    const auto meeting = school.meeting(school.meeting_of(thread));
    if (!meeting) return {};
    const auto known = steps_known_to(MeetingSide::guardian, school, *meeting);
    const bool over =
        is_over(standing_after(meeting->steps), *meeting, now) && is_over(standing_after(known), *meeting, now);
    return over ? MeetingId{} : meeting->id;
}

}  // namespace

Decision decide(const School& school, const RequestMeeting& command, const Context& context) {
    const GuardianId guardian{context.actor.id};
    const auto pupil = school.pupil(command.pupil);
    if (link_access(school, guardian, command.pupil, context.now) != LinkAccess::whole) {
        return Refused{Refusal::unknown_person, {}, {}};
    }
    if (auto refused = no_messaging(school, guardian, context.now)) return std::move(*refused);
    if (route_of(school.policy()->policy, Category::meeting) != Route::teacher) {
        return Refused{Refusal::meeting_not_offered, {}, {}};
    }
    const auto recipients = recipients_of(school, *pupil, context.now);
    const auto staff = chosen_teacher(recipients, command.staff);
    if (!staff) return wrong_recipient(recipients);
    const auto open = open_meeting(school, school.thread_between(guardian, staff, command.pupil), context.now);
    if (open) return Refused{Refusal::meeting_open, {}, {{"meeting", open.value}}};
    const auto rules = meeting_rules(school);
    json::FieldErrors errors;
    check_text("/topic", command.topic, true, kTextBytesMax, errors);
    check_length(rules, command.minutes, errors);
    check_times(school, rules, command.times, command.minutes, context.now, errors);
    if (!errors.empty()) return Refused{Refusal::meeting_times_invalid, std::move(errors), {}};

    auto sent = sending(school, context, message_for(guardian, staff, command.pupil, command.topic));
    sent.reply["meeting"] = sent.message.value + 1;
    put_behind_message(
        sent, context,
        MeetingRequested{sent.thread, guardian, staff, command.pupil, sent.message, command.minutes, command.times});
    return Accepted{std::move(sent.events), std::move(sent.reply), {}};
}

Decision decide(const School& school, const ProposeMeetingTimes& command, const Context& context) {
    const auto turn = turn_of(school, command.meeting, context.actor);
    if (!turn) return Refused{Refusal::unknown_meeting, {}, {}};
    if (auto refused = no_answer(school, *turn, context.now)) return std::move(*refused);
    if (auto refused = not_their_teacher(school, *turn, context.now)) return std::move(*refused);
    const auto rules = meeting_rules(school);
    if (turn->known.size() >= rules.steps_most) return Refused{Refusal::meeting_too_many_steps, {}, {}};
    json::FieldErrors errors;
    check_text("/note", command.note, false, kTextBytesMax, errors);
    check_times(school, rules, command.times, turn->meeting->minutes, context.now, errors);
    if (!errors.empty()) return Refused{Refusal::meeting_times_invalid, std::move(errors), {}};
    MeetingTimesProposed fact;
    fact.times = command.times;
    return carried(school, context, *turn, command.note, std::move(fact));
}

Decision decide(const School& school, const AcceptMeeting& command, const Context& context) {
    const auto turn = turn_of(school, command.meeting, context.actor);
    if (!turn) return Refused{Refusal::unknown_meeting, {}, {}};
    if (auto refused = no_answer(school, *turn, context.now)) return std::move(*refused);
    if (auto refused = not_their_teacher(school, *turn, context.now)) return std::move(*refused);
    const auto& offered = turn->standing.times;
    if (std::find(offered.begin(), offered.end(), command.time) == offered.end()) {
        return Refused{Refusal::meeting_time_not_offered, {}, {{"times", list(offered)}}};
    }
    if (command.time <= context.now) return Refused{Refusal::meeting_time_passed, {}, {{"times", list(offered)}}};
    if (auto refused = bad_note("/note", command.note, false)) return std::move(*refused);
    MeetingAgreed fact;
    fact.time = command.time;
    return carried(school, context, *turn, command.note, fact);
}

Decision decide(const School& school, const DeclineMeeting& command, const Context& context) {
    const auto turn = turn_of(school, command.meeting, context.actor);
    if (!turn) return Refused{Refusal::unknown_meeting, {}, {}};
    if (auto refused = no_answer(school, *turn, context.now)) return std::move(*refused);
    if (auto refused = bad_note("/reason", command.reason, true)) return std::move(*refused);
    return carried(school, context, *turn, command.reason, MeetingDeclined{});
}

Decision decide(const School& school, const CancelMeeting& command, const Context& context) {
    const auto turn = turn_of(school, command.meeting, context.actor);
    if (!turn) return Refused{Refusal::unknown_meeting, {}, {}};
    const auto& meeting = *turn->meeting;
    if (is_over(turn->standing, meeting, context.now)) return Refused{Refusal::meeting_over, {}, {}};
    if (auto refused = bad_note("/note", command.note, false)) return std::move(*refused);
    if (!in_contact(school, meeting, context.now)) {
        if (turn->side == MeetingSide::guardian) {
            auto refused = no_messaging(school, meeting.guardian, context.now);
            return refused ? std::move(*refused) : Refused{Refusal::unknown_meeting, {}, {}};
        }
        // Nothing is said to somebody who is not to be written to.
        return Accepted{{MeetingCancelled{meeting.id, MeetingSide::staff, Sequence{}}},
                        {{"meeting", meeting.id.value}, {"thread", meeting.thread.value}},
                        meeting.id.sequence()};
    }
    const MessageId request{meeting.steps.front().carrier.value};
    if (turn->side == MeetingSide::guardian && school.held(meeting.staff, request)) {
        // The teacher knows nothing of it, and need not.
        return Accepted{{MessageWithdrawn{request, meeting.thread, meeting.staff},
                         MeetingCancelled{meeting.id, MeetingSide::guardian, Sequence{}}},
                        {{"meeting", meeting.id.value}, {"thread", meeting.thread.value}, {"withdrawn", request.value}},
                        meeting.id.sequence()};
    }
    return carried(school, context, *turn, command.note, MeetingCancelled{});
}

}  // namespace hometime

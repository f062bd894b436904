#include <algorithm>
#include <set>

#include "daemon/commands/commands.h"
#include "daemon/commands/safeguarding_rules.h"
#include "daemon/commands/sending.h"
#include "daemon/commands/text.h"
#include "projections/state/link_access.h"

namespace hometime {

namespace {

constexpr std::size_t kPupilsMax = 20;

json::FieldErrors check(const School& school, const RaiseConcern& command, const Context& context) {
    json::FieldErrors errors;
    if (command.pupils.empty() || command.pupils.size() > kPupilsMax) {
        errors.push_back({"/pupils", "how-many", "must name 1 to 20 pupils"});
    }
    for (std::size_t i = 0; i < command.pupils.size(); ++i) {
        if (school.pupil(command.pupils[i])) continue;
        errors.push_back({"/pupils/" + std::to_string(i), "unknown", "must be a pupil of this school"});
    }
    if (!command.seen_at) {
        errors.push_back({"/seen_at", "required", "must say when it was seen or heard"});
    } else if (*command.seen_at > context.now) {
        errors.push_back({"/seen_at", "in-the-future", "must not be in the future"});
    }
    check_text("/facts", command.words.facts, true, kTextBytesMax, errors);
    check_text("/immediate_action", command.words.immediate_action, true, kTextBytesMax, errors);
    if (command.message) {
        const auto thread = school.thread(command.thread);
        const bool known = thread && is_shown(school, context, thread->staff, command.message);
        if (!known) errors.push_back({"/message", "unknown", "must be a message that you can read"});
    }
    return errors;
}

Decision unknown() {
    return Refused{Refusal::unknown_concern, {}, {}};
}

boost::json::object reply_about(ConcernId concern) {
    return {{"concern", concern.value}};
}

/// A text that is added, an outcome, a reason: never empty.
std::optional<Refused> bad_words(const char* pointer, const std::string& text) {
    json::FieldErrors errors;
    check_text(pointer, text, true, kTextBytesMax, errors);
    if (errors.empty()) return std::nullopt;
    return Refused{Refusal::text_required, std::move(errors), {}};
}

}  // namespace

Decision decide(const School& school, const RaiseConcern& command, const Context& context) {
    auto errors = check(school, command, context);
    if (!errors.empty()) return Refused{Refusal::concern_incomplete, std::move(errors), {}};
    return Accepted{{ConcernRaised{command.pupils, command.message, *command.seen_at,
                                   escalates_at(school, false, context.now), Private{json::to_string(command.words)}}},
                    reply_about(ConcernId::at(context.next)),
                    command.message.sequence()};
}

/// Nothing else about a guardian stands in its way: no policy, no decision about their conduct, no restriction that
/// leaves them anything at all.
Decision decide(const School& school, const RaiseSafety& command, const Context& context) {
    const GuardianId guardian{context.actor.id};
    if (link_access(school, guardian, command.pupil, context.now) == LinkAccess::none) {
        return Refused{Refusal::unknown_person, {}, {}};
    }
    if (auto refused = bad_words("/text", command.text)) return std::move(*refused);
    return Accepted{{ConcernRaised{{command.pupil},
                                   MessageId{},
                                   context.now,
                                   escalates_at(school, true, context.now),
                                   Private{json::to_string(ConcernWords{command.text, ""})}}},
                    reply_about(ConcernId::at(context.next)),
                    {}};
}

Decision decide(const School& school, const AddToConcern& command, const Context&) {
    if (!school.concern(command.concern)) return unknown();
    if (auto refused = bad_words("/text", command.text)) return std::move(*refused);
    return Accepted{{ConcernAdded{command.concern, Private{command.text}}},
                    reply_about(command.concern),
                    command.concern.sequence()};
}

Decision decide(const School& school, const AcknowledgeConcern& command, const Context&) {
    const auto row = school.concern(command.concern);
    if (!row) return unknown();
    if (row->acknowledged_at) return Accepted{{}, reply_about(command.concern), {}};
    return Accepted{{ConcernAcknowledged{command.concern}}, reply_about(command.concern), command.concern.sequence()};
}

Decision decide(const School& school, const EscalateConcern& command, const Context& context) {
    const auto row = school.concern(command.concern);
    const bool due = row && !row->acknowledged_at && !row->escalated_at && row->escalates_at <= context.now;
    if (!due) return Refused{Refusal::nothing_to_escalate, {}, {}};
    return Accepted{{ConcernEscalated{command.concern}}, reply_about(command.concern), command.concern.sequence()};
}

Decision decide(const School& school, const CloseConcern& command, const Context&) {
    const auto row = school.concern(command.concern);
    if (!row) return unknown();
    if (auto refused = bad_words("/outcome", command.outcome)) return std::move(*refused);
    if (!row->acknowledged_at) return Refused{Refusal::concern_not_acknowledged, {}, {}};
    if (row->closed_at) return Refused{Refusal::concern_closed, {}, {}};
    return Accepted{{ConcernClosed{command.concern, Private{command.outcome}}},
                    reply_about(command.concern),
                    command.concern.sequence()};
}

Decision decide(const School& school, const ShareConcern& command, const Context&) {
    const auto row = school.concern(command.concern);
    const auto staff = school.staff(command.staff);
    if (!row) return unknown();
    if (!staff || !staff->active) return Refused{Refusal::unknown_staff, {}, {}};
    const bool reads = row->readers.contains(command.staff);
    if (reads == command.reads) return Accepted{{}, reply_about(command.concern), {}};
    Event fact = command.reads ? Event(ConcernShared{command.concern, command.staff})
                               : Event(ConcernUnshared{command.concern, command.staff});
    return Accepted{{std::move(fact)}, reply_about(command.concern), command.concern.sequence()};
}

Decision decide(const School& school, const BreakGlass& command, const Context&) {
    if (!school.concern(command.concern)) return unknown();
    if (auto refused = bad_words("/reason", command.reason)) return std::move(*refused);
    return Accepted{{ConcernBreakGlass{command.concern, Private{command.reason}}},
                    reply_about(command.concern),
                    command.concern.sequence()};
}

}  // namespace hometime

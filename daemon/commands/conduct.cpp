#include <algorithm>

#include "daemon/commands/commands.h"
#include "daemon/commands/conduct_rules.h"
#include "daemon/commands/sending.h"
#include "daemon/commands/text.h"
#include "daemon/commands/today.h"
#include "projections/state/conduct_standing.h"

namespace hometime {

namespace {

constexpr std::size_t kReasonBytesMax = 4000;
constexpr std::size_t kContactBytesMax = 500;

bool is_mark(const ConductRow& row, MarkId mark) {
    return std::any_of(row.steps.begin(), row.steps.end(), [&](const ConductStep& step) {
        return step.kind == ConductStepKind::marked && step.fact == mark.sequence();
    });
}

bool counts(const ConductRow& row, MarkId mark) {
    const auto marks = marks_since(row, UtcTime::min());
    return std::any_of(marks.begin(), marks.end(), [&](const ConductStep& one) { return one.fact == mark.sequence(); });
}

/// The item that this further mark raises, if the policy's number is reached and SLT has none to decide (S32).
std::optional<ConductItemRaised> item_for(const School& school, GuardianId guardian, MarkId mark, UtcTime now) {
    if (conduct_standing(school, guardian, now).open_item) return std::nullopt;
    ConductItemRaised item{guardian, {}};
    if (const auto row = school.conduct(guardian)) {
        for (const auto& one : marks_since(*row, year_began(school, now))) item.marks.emplace_back(one.fact.value);
    }
    item.marks.push_back(mark);
    return item.marks.size() >= conduct_rules(school).reminders ? std::optional(std::move(item)) : std::nullopt;
}

json::FieldErrors check_grounds(const School& school, const ConductGrounds& grounds, LocalDate review_on, UtcTime now) {
    json::FieldErrors errors;
    check_text("/reason", grounds.reason, true, kReasonBytesMax, errors);
    check_text("/appeal_contact", grounds.appeal_contact, true, kContactBytesMax, errors);
    if (review_on < today(school, now)) errors.push_back({"/review_on", "in-the-past", "must not be in the past"});
    return errors;
}

Decision unknown() {
    return Refused{Refusal::unknown_person, {}, {}};
}

boost::json::object reply_about(GuardianId guardian) {
    return {{"guardian", guardian.value}};
}

}  // namespace

Decision decide(const School& school, const MarkMisuse& command, const Context& context) {
    const auto thread = school.thread(command.thread);
    if (!thread || !is_shown(school, context, thread->staff, command.message)) {
        return Refused{Refusal::unknown_message, {}, {}};
    }
    if (const auto known = school.marked(command.message)) {
        return Refused{Refusal::already_marked, {}, {{"mark", known.value}}};
    }
    json::FieldErrors errors;
    check_text("/note", command.note, false, kReasonBytesMax, errors);
    if (!rule_text(school, command.rule)) errors.push_back({"/rule", "unknown", "must be one of the policy's rules"});
    if (!errors.empty()) return Refused{Refusal::rule_unknown, std::move(errors), {}};
    const auto mark = MarkId::at(context.next);
    std::vector<Event> events{MisuseMarked{command.message, command.thread, thread->guardian, StaffId{context.actor.id},
                                           command.rule, Private{command.note}},
                              ReminderSent{mark, thread->guardian, command.rule}};
    boost::json::object reply{{"mark", mark.value}, {"message", command.message.value}, {"rule", command.rule}};
    if (auto item = item_for(school, thread->guardian, mark, context.now)) events.push_back(std::move(*item));
    return Accepted{std::move(events), std::move(reply), command.message.sequence()};
}

Decision decide(const School& school, const WithdrawMark& command, const Context&) {
    const auto row = school.conduct(command.guardian);
    if (!row || !is_mark(*row, command.mark)) return unknown();
    json::FieldErrors errors;
    check_text("/reason", command.reason, true, kReasonBytesMax, errors);
    if (!errors.empty()) return Refused{Refusal::text_required, std::move(errors), {}};
    if (!counts(*row, command.mark)) return Refused{Refusal::mark_withdrawn, {}, {}};
    return Accepted{{MarkWithdrawn{command.mark, command.guardian, Private{command.reason}}},
                    {{"mark", command.mark.value}},
                    command.mark.sequence()};
}

Decision decide(const School& school, const DismissConductItem& command, const Context& context) {
    if (!school.guardian(command.guardian)) return unknown();
    json::FieldErrors errors;
    check_text("/reason", command.reason, true, kReasonBytesMax, errors);
    if (!errors.empty()) return Refused{Refusal::text_required, std::move(errors), {}};
    const auto item = conduct_standing(school, command.guardian, context.now).open_item;
    if (!item) return Refused{Refusal::nothing_to_decide, {}, {}};
    return Accepted{{ConductItemDismissed{item, command.guardian, Private{command.reason}}},
                    reply_about(command.guardian),
                    item.sequence()};
}

Decision decide(const School& school, const SuspendGuardian& command, const Context& context) {
    if (!school.guardian(command.guardian)) return unknown();
    auto errors = check_grounds(school, command.grounds, command.review_on, context.now);
    if (command.until <= context.now) errors.push_back({"/until", "in-the-past", "must be in the future"});
    if (!errors.empty()) return Refused{Refusal::text_required, std::move(errors), {}};
    const auto standing = conduct_standing(school, command.guardian, context.now);
    if (standing.conduct == Conduct::removed) return Refused{Refusal::already_removed, {}, {}};
    return Accepted{{GuardianSuspended{command.guardian, standing.open_item, command.until, command.review_on,
                                       Private{json::to_string(command.grounds)}}},
                    reply_about(command.guardian),
                    standing.open_item.sequence()};
}

Decision decide(const School& school, const RemoveGuardian& command, const Context& context) {
    if (!school.guardian(command.guardian)) return unknown();
    auto errors = check_grounds(school, command.grounds, command.review_on, context.now);
    if (!errors.empty()) return Refused{Refusal::text_required, std::move(errors), {}};
    const auto standing = conduct_standing(school, command.guardian, context.now);
    if (standing.conduct == Conduct::removed) return Refused{Refusal::already_removed, {}, {}};
    return Accepted{{GuardianRemoved{command.guardian, standing.open_item, command.review_on,
                                     Private{json::to_string(command.grounds)}}},
                    reply_about(command.guardian),
                    standing.open_item.sequence()};
}

Decision decide(const School& school, const ReinstateGuardian& command, const Context& context) {
    if (!school.guardian(command.guardian)) return unknown();
    json::FieldErrors errors;
    check_text("/reason", command.reason, true, kReasonBytesMax, errors);
    if (!errors.empty()) return Refused{Refusal::text_required, std::move(errors), {}};
    const auto standing = conduct_standing(school, command.guardian, context.now);
    if (!standing.decided) return Refused{Refusal::not_removed, {}, {}};
    return Accepted{{GuardianReinstated{command.guardian, Private{command.reason}}},
                    reply_about(command.guardian),
                    standing.decided->fact};
}

}  // namespace hometime

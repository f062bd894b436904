#include <algorithm>
#include <set>

#include "daemon/commands/commands.h"
#include "daemon/commands/retention.h"
#include "daemon/commands/text.h"
#include "eventstore/base/mutants.h"

namespace hometime {

namespace {

/// Why somebody asks for an erasure, bytes of UTF-8.
constexpr std::size_t kReasonBytesMax = 1000;

json::FieldErrors check(const EraseSubject& command) {
    json::FieldErrors errors;
    check_text("/reason", command.reason, true, kReasonBytesMax, errors);
    if (command.classes.empty()) errors.push_back({"/classes", "required", "must name at least one class of texts"});
    const std::set<RetentionClass> named(command.classes.begin(), command.classes.end());
    if (named.size() != command.classes.size()) {
        errors.push_back({"/classes", "not-unique", "must name each class once"});
    }
    return errors;
}

/// What is in the way of an erasure, if anything is.
struct InTheWay {
    ErasureObstacle obstacle{};
    LegalHoldId hold;
};
std::optional<InTheWay> in_the_way(const School& school, const EraseSubject& command, UtcTime now) {
    for (const auto retention : command.classes) {
        const auto hold = hold_over(school, command.subject, retention, now);
        if (hold && !mutant(Mutant::hold_passed_over)) return InTheWay{ErasureObstacle::held, hold};
    }
    for (const auto retention : command.classes) {
        if (*retention_rule(school, retention).must_keep) return InTheWay{ErasureObstacle::must_keep, {}};
    }
    return std::nullopt;
}

/// The refusal stands in the log too: whoever asks later why it is still there finds the answer.
Accepted refused(const EraseSubject& command, const InTheWay& why, const Context& context) {
    boost::json::object reply{{"refused", boost::describe::enum_to_string(why.obstacle, "?")},
                              {"recorded", context.next.value}};
    if (why.hold) reply["hold"] = why.hold.value;
    return {
        {ErasureRefused{command.subject, command.classes, why.obstacle, why.hold, Private{command.reason}}}, reply, {}};
}

bool is_due(const School& school, const KeyToDestroy& key, UtcTime now) {
    const auto due = expires_at(school, key.subject, key.retention, key.school_year);
    return due && *due <= now && !hold_over(school, key.subject, key.retention, now);
}

}  // namespace

Decision decide(const School& school, const EraseSubject& command, const Context& context) {
    if (!is_known(school, command.subject)) return Refused{Refusal::unknown_person, {}, {}};
    if (auto errors = check(command); !errors.empty()) return Refused{Refusal::erasure_invalid, std::move(errors), {}};
    const auto names = std::ranges::find(command.classes, RetentionClass::identity) != command.classes.end();
    const bool open_concern = command.subject.kind == SubjectKind::concern;
    if ((names || open_concern) && is_active(school, command.subject)) return Refused{Refusal::still_here, {}, {}};
    const auto why = in_the_way(school, command, context.now);
    if (why && command.dry_run) {
        return Refused{why->obstacle == ErasureObstacle::held ? Refusal::legal_hold : Refusal::must_be_kept, {}, {}};
    }
    if (why) return refused(command, *why, context);
    if (command.dry_run) return Accepted{{}, {{"may_be_erased", true}}, {}};
    return Accepted{{ErasureOrdered{command.subject, command.classes, Private{command.reason}}},
                    {{"erasure", context.next.value}},
                    {}};
}

Decision decide(const School& school, const DestroyKeys& command, const Context& context) {
    const auto order = school.erasure(command.erasure);
    const bool by_order = command.basis == DestructionBasis::request;
    if (by_order && (!order || order->completed)) return Accepted{{}, {{"destroyed", 0}}, {}};
    std::vector<Event> events;
    bool held = false;
    for (const auto& key : command.keys) {
        if (school.destroyed(key.key)) continue;
        if (by_order && hold_over(school, key.subject, key.retention, context.now)) {
            held = true;  // Placed after the order: what is left of the order waits until it is lifted.
            continue;
        }
        if (command.basis == DestructionBasis::expiry && !is_due(school, key, context.now)) continue;
        events.emplace_back(
            KeyDestroyed{key.key, key.subject, key.retention, key.school_year, command.basis, command.erasure});
    }
    const auto destroyed = events.size();
    if (by_order && !held) events.emplace_back(ErasureCompleted{command.erasure, order->subject, destroyed});
    return Accepted{std::move(events), {{"destroyed", destroyed}}, command.erasure.sequence()};
}

Decision decide(const School& school, const RecordRotation& command, const Context&) {
    if (school.key_store().generation >= command.generation) {
        return Accepted{{}, {{"generation", school.key_store().generation}}, {}};
    }
    return Accepted{{KeyStoreRotated{command.generation, command.basis}}, {{"generation", command.generation}}, {}};
}

}  // namespace hometime

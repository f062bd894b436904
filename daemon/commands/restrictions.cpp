#include <algorithm>

#include "daemon/commands/commands.h"
#include "daemon/commands/text.h"
#include "projections/state/link_access.h"

namespace hometime {

namespace {

constexpr std::size_t kReasonBytesMax = 4000;

/// One of this kind that is in force, or has still to begin.
RestrictionId current(const School& school, const RestrictContact& command, UtcTime now) {
    const auto row = school.restrictions(command.pupil);
    for (const auto& one : row ? row->all : std::vector<Restriction>{}) {
        if (one.guardian == command.guardian && one.kind == command.kind && is_current(one, now)) return one.id;
    }
    return {};
}

std::optional<Restriction> find(const School& school, PupilId pupil, RestrictionId id) {
    const auto row = school.restrictions(pupil);
    if (!row) return std::nullopt;
    const auto found =
        std::find_if(row->all.begin(), row->all.end(), [&](const Restriction& one) { return one.id == id; });
    return found == row->all.end() ? std::nullopt : std::optional(*found);
}

}  // namespace

Decision decide(const School& school, const RestrictContact& command, const Context& context) {
    const auto pupil = school.pupil(command.pupil);
    if (!pupil || !pupil->active || !school.guardian(command.guardian)) return Refused{Refusal::unknown_person, {}, {}};
    const auto from = command.from.value_or(context.now);
    json::FieldErrors errors;
    check_text("/reason", command.reason, true, kReasonBytesMax, errors);
    if (command.until && *command.until <= std::max(from, context.now)) {
        errors.push_back({"/until", "too-early", "must be in the future, and after its beginning"});
    }
    if (!errors.empty()) return Refused{Refusal::text_required, std::move(errors), {}};
    if (const auto known = current(school, command, context.now)) {
        return Refused{Refusal::already_restricted, {}, {{"restriction", known.value}}};
    }
    return Accepted{
        {ContactRestricted{command.pupil, command.guardian, command.kind, from, command.until,
                           Private{command.reason}}},
        {{"restriction", context.next.value}, {"pupil", command.pupil.value}, {"guardian", command.guardian.value}},
        {}};
}

Decision decide(const School& school, const LiftRestriction& command, const Context& context) {
    const auto restriction = find(school, command.pupil, command.restriction);
    if (!restriction) return Refused{Refusal::unknown_restriction, {}, {}};
    json::FieldErrors errors;
    check_text("/reason", command.reason, true, kReasonBytesMax, errors);
    if (!errors.empty()) return Refused{Refusal::text_required, std::move(errors), {}};
    if (!is_current(*restriction, context.now)) return Refused{Refusal::restriction_over, {}, {}};
    return Accepted{{RestrictionLifted{restriction->id, command.pupil, restriction->guardian, Private{command.reason}}},
                    {{"restriction", restriction->id.value}},
                    restriction->id.sequence()};
}

}  // namespace hometime

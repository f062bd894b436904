#include "daemon/commands/commands.h"
#include "daemon/commands/guardian_hours.h"

namespace hometime {

namespace {

/// A wish narrows the school's hours: it cannot widen them, nor leave next to nothing.
json::FieldErrors wrong_with(const School& school, const std::vector<WeeklyWindow>& hours) {
    json::FieldErrors errors;
    check_reachable_hours(hours, school.school()->zone, "/hours", errors);
    if (errors.empty() && !lies_within(hours, guardian_hours(school.policy()->policy))) {
        errors.push_back({"/hours", "outside", "must lie within the hours in which the school reaches guardians"});
    }
    return errors;
}

}  // namespace

Decision decide(const School& school, const SetPreferences& command, const Context& context) {
    const GuardianId guardian{context.actor.id};
    const auto row = school.preferences(guardian);
    const auto version = row ? row->version : Sequence{};
    if (command.replaces != version) {
        return Refused{Refusal::preferences_changed, {}, {{"version", version.value}}};
    }
    auto errors = command.hours ? wrong_with(school, *command.hours) : json::FieldErrors{};
    if (!errors.empty()) return Refused{Refusal::hours_invalid, std::move(errors), {}};
    const bool same = row && row->hours == command.hours && row->feed_digest == command.feed_digest;
    if (same) return Accepted{{}, {{"version", version.value}}, {}};
    return Accepted{{GuardianPreferencesSet{guardian, command.hours, command.feed_digest}},
                    {{"version", context.next.value}},
                    version};
}

Decision decide(const School&, const IssueCalendarLink& command, const Context& context) {
    return Accepted{{CalendarLinkIssued{GuardianId{context.actor.id}, command.secret_hash}},
                    {{"issued_at", to_string(context.now)}},
                    {}};
}

Decision decide(const School& school, const RevokeCalendarLink&, const Context& context) {
    const GuardianId guardian{context.actor.id};
    const auto row = school.preferences(guardian);
    if (!row || row->calendar_secret_hash.empty()) return Refused{Refusal::no_calendar_link, {}, {}};
    return Accepted{{CalendarLinkRevoked{guardian}}, {{"revoked_at", to_string(context.now)}}, {}};
}

}  // namespace hometime

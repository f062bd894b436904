#include "daemon/http/concern_json.h"

#include "daemon/http/office.h"

namespace hometime::http {

namespace {

std::string name_of(const Call& call, const Actor& actor) {
    switch (actor.kind) {
        case ActorKind::staff: return name_of(call.app, call.state, StaffId{actor.id});
        case ActorKind::guardian: return name_of(call.app, call.state, GuardianId{actor.id});
        default: return "Hometime";
    }
}

void put(boost::json::object& entry, const char* name, const std::optional<UtcTime>& instant) {
    if (instant) entry[name] = to_string(*instant);
}

/// When this reader was told of it: a lead at once, a deputy at the escalation (S54).
std::optional<UtcTime> alerted_at(const Call& call, const ConcernRow& row) {
    const auto staff = call.state.staff(call.staff());
    const bool leads = staff && staff->granted.contains(StaffRole::dsl);
    return leads ? std::optional(row.raised_at) : row.escalated_at;
}

bool has_text(ConcernStepKind kind) {
    return kind == ConcernStepKind::added || kind == ConcernStepKind::closed || kind == ConcernStepKind::break_glass;
}

boost::json::object step_json(const Call& call, const ConcernStep& step, bool with_text) {
    boost::json::object entry{{"step", boost::describe::enum_to_string(step.kind, "?")},
                              {"at", to_string(step.at)},
                              {"by", name_of(call, step.by)}};
    if (with_text && has_text(step.kind)) entry["text"] = text_at(call.app, call.school, step.fact);
    return entry;
}

}  // namespace

boost::json::object receipt_json(const ConcernRow& row) {
    return {{"concern", row.id.value},
            {"received_at", to_string(row.raised_at)},
            {"acknowledged", row.acknowledged_at.has_value()}};
}

boost::json::object concern_json(const Call& call, const ConcernRow& row) {
    boost::json::object entry{{"concern", row.id.value},
                              {"raised_by", name_of(call, row.raised_by)},
                              {"raised_by_kind", boost::describe::enum_to_string(row.raised_by.kind, "?")},
                              {"raised_at", to_string(row.raised_at)},
                              {"seen_at", to_string(row.seen_at)},
                              {"escalates_at", to_string(row.escalates_at)}};
    boost::json::array pupils;
    for (const auto pupil : row.pupils) {
        pupils.push_back({{"pupil", pupil.value}, {"name", name_of(call.app, call.state, pupil)}});
    }
    entry["pupils"] = std::move(pupils);
    put(entry, "alerted_at", alerted_at(call, row));
    put(entry, "acknowledged_at", row.acknowledged_at);
    put(entry, "escalated_at", row.escalated_at);
    put(entry, "closed_at", row.closed_at);
    boost::json::array opened;
    for (const auto& step : row.steps) {
        if (step.kind == ConcernStepKind::break_glass) opened.push_back(step_json(call, step, false));
    }
    entry["break_glass"] = std::move(opened);
    return entry;
}

boost::json::object whole_concern_json(const Call& call, const ConcernRow& row) {
    auto entry = concern_json(call, row);
    const auto words = json::decode<ConcernWords>(text_at(call.app, call.school, row.id.sequence()));
    entry["facts"] = words ? words->facts : std::string(kErased);
    entry["immediate_action"] = words ? words->immediate_action : std::string(kErased);
    if (row.message) {
        entry["message"] = row.message.value;
        entry["message_text"] = text_at(call.app, call.school, row.message.sequence());
    }
    boost::json::array readers;
    for (const auto staff : row.readers) {
        readers.push_back({{"staff", staff.value}, {"name", name_of(call.app, call.state, staff)}});
    }
    entry["readers"] = std::move(readers);
    boost::json::array steps;
    for (const auto& step : row.steps) steps.push_back(step_json(call, step, true));
    entry["steps"] = std::move(steps);
    return entry;
}

}  // namespace hometime::http

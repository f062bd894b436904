#include "daemon/http/conduct_json.h"

#include "daemon/http/office.h"
#include "projections/state/conduct_standing.h"

namespace hometime::http {

namespace {

/// Empty when the key is gone.
ConductGrounds grounds_at(const Call& call, Sequence fact) {
    return json::decode<ConductGrounds>(text_at(call.app, call.school, fact)).value_or(ConductGrounds{});
}

bool is_decision(ConductStepKind kind) {
    return kind == ConductStepKind::suspended || kind == ConductStepKind::removed;
}

bool has_text(ConductStepKind kind) {
    return kind != ConductStepKind::reminded && kind != ConductStepKind::item_raised;
}

}  // namespace

boost::json::object standing_json(const Call& call, GuardianId guardian) {
    const auto standing = conduct_standing(call.state, guardian, call.app.clock.now());
    boost::json::object body{{"conduct", boost::describe::enum_to_string(standing.conduct, "?")}};
    if (!standing.decided) return body;
    body["decided_at"] = to_string(standing.decided->at);
    if (standing.decided->until) body["until"] = to_string(*standing.decided->until);
    body["review_on"] = to_string(*standing.decided->review_on);
    body["appeal_contact"] = grounds_at(call, standing.decided->fact).appeal_contact;
    return body;
}

boost::json::object step_json(const Call& call, const ConductStep& step) {
    boost::json::object entry{{"step", boost::describe::enum_to_string(step.kind, "?")},
                              {"id", step.fact.value},
                              {"at", to_string(step.at)},
                              {"by", step.by ? name_of(call.app, call.state, step.by) : "Hometime"}};
    if (step.rule != 0) entry["rule"] = step.rule;
    if (step.about) entry["about"] = step.about.value;
    if (step.until) entry["until"] = to_string(*step.until);
    if (step.review_on) entry["review_on"] = to_string(*step.review_on);
    if (step.message) {
        entry["message"] = step.message.value;
        entry["message_text"] = text_at(call.app, call.school, step.message.sequence());
    }
    if (is_decision(step.kind)) {
        const auto grounds = grounds_at(call, step.fact);
        entry["text"] = grounds.reason;
        entry["appeal_contact"] = grounds.appeal_contact;
    } else if (has_text(step.kind)) {
        entry["text"] = text_at(call.app, call.school, step.fact);
    }
    return entry;
}

}  // namespace hometime::http

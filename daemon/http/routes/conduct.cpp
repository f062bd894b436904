// Misuse of messages: marked by staff, reminded of, and where it is repeated, decided by the senior leadership team.
#include "daemon/commands/conduct_rules.h"
#include "daemon/http/app.h"
#include "daemon/http/conduct_json.h"
#include "daemon/http/message_object.h"
#include "daemon/http/office.h"
#include "projections/state/conduct_standing.h"

namespace hometime::http {

namespace {

struct MisuseBody {
    std::uint32_t rule = 0;
    std::optional<std::string> note;
};
BOOST_DESCRIBE_STRUCT(MisuseBody, (), (rule, note))

struct ReasonBody {
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(ReasonBody, (), (reason))

struct SuspensionBody {
    UtcTime until;
    LocalDate review_on;
    std::string reason;
    std::string appeal_contact;
};
BOOST_DESCRIBE_STRUCT(SuspensionBody, (), (until, review_on, reason, appeal_contact))

struct RemovalBody {
    LocalDate review_on;
    std::string reason;
    std::string appeal_contact;
};
BOOST_DESCRIBE_STRUCT(RemovalBody, (), (review_on, reason, appeal_contact))

GuardianId guardian_in_path(const Call& call) {
    return GuardianId{call.id("guardian")};
}

Object the_guardian(const Call& call) {
    return object_of(ObjectKind::guardian, call.id("guardian"));
}

Response mark_misuse(const Call& call) {
    Response refused;
    const auto body = parse_body<MisuseBody>(call.request, refused);
    if (!body) return refused;
    const auto message = the_message(call);
    return run_command(call, MarkMisuse{MessageId{message.id}, message.thread, body->rule, body->note.value_or("")},
                       message);
}

/// What a guardian is told about themself: reminders, and what was decided; never a note or a reason.
Response list_reminders(const Call& call) {
    const auto row = call.state.conduct(call.guardian());
    boost::json::array reminders;
    for (const auto& mark : row ? marks_since(*row, UtcTime::min()) : std::vector<ConductStep>{}) {
        reminders.push_back({{"message", mark.message.value},
                             {"reminded_at", to_string(mark.at)},
                             {"rule", mark.rule},
                             {"rule_text", rule_text(call.state, mark.rule).value_or("")}});
    }
    auto body = standing_json(call, call.guardian());
    body["reminders"] = std::move(reminders);
    if (const auto office = office_contact(call.app, call.state)) body["office"] = *office;  // S10
    return ok(body);
}

Response list_conduct(const Call& call) {
    const bool all = call.request.query_value("open") == "false";
    boost::json::array list;
    call.state.each_conduct([&](const ConductRow& row) {
        const auto standing = conduct_standing(call.state, row.guardian, call.app.clock.now());
        if (!all && !standing.open_item) return true;
        list.push_back({{"guardian", row.guardian.value},
                        {"name", name_of(call.app, call.state, row.guardian)},
                        {"item", standing.open_item.value},
                        {"marks", marks_since(row, year_began(call.state, call.app.clock.now())).size()},
                        {"conduct", boost::describe::enum_to_string(standing.conduct, "?")}});
        return true;
    });
    return ok(boost::json::object{{"guardians", std::move(list)}});
}

/// The whole ladder of one guardian, in order (S34), with the texts of the messages that were marked. That it was read
/// is a fact, durable before the first byte leaves.
Response read_conduct(const Call& call) {
    const auto guardian = guardian_in_path(call);
    const auto outcome =
        call.app.sequencer.run({call.school, RecordRestrictedRead{RestrictedKind::conduct, guardian.value, {}},
                                call.actor, call.session, Operation::read_conduct, the_guardian(call), std::nullopt});
    if (!std::holds_alternative<Done>(outcome)) return problem_of(call, outcome);
    auto body = standing_json(call, guardian);
    body["guardian"] = guardian.value;
    body["name"] = name_of(call.app, call.state, guardian);
    boost::json::array steps;
    if (const auto row = call.state.conduct(guardian)) {
        for (const auto& step : row->steps) steps.push_back(step_json(call, step));
    }
    body["steps"] = std::move(steps);
    return ok(body);
}

Response withdraw_mark(const Call& call) {
    Response refused;
    const auto body = parse_body<ReasonBody>(call.request, refused);
    if (!body) return refused;
    return run_command(call, WithdrawMark{MarkId{call.id("mark")}, guardian_in_path(call), body->reason},
                       the_guardian(call), 200);
}

Response dismiss(const Call& call) {
    Response refused;
    const auto body = parse_body<ReasonBody>(call.request, refused);
    if (!body) return refused;
    return run_command(call, DismissConductItem{guardian_in_path(call), body->reason}, the_guardian(call), 200);
}

Response suspend(const Call& call) {
    Response refused;
    const auto body = parse_body<SuspensionBody>(call.request, refused);
    if (!body) return refused;
    return run_command(call,
                       SuspendGuardian{guardian_in_path(call), body->until, body->review_on,
                                       ConductGrounds{body->reason, body->appeal_contact}},
                       the_guardian(call));
}

Response remove(const Call& call) {
    Response refused;
    const auto body = parse_body<RemovalBody>(call.request, refused);
    if (!body) return refused;
    return run_command(
        call,
        RemoveGuardian{guardian_in_path(call), body->review_on, ConductGrounds{body->reason, body->appeal_contact}},
        the_guardian(call));
}

Response reinstate(const Call& call) {
    Response refused;
    const auto body = parse_body<ReasonBody>(call.request, refused);
    if (!body) return refused;
    return run_command(call, ReinstateGuardian{guardian_in_path(call), body->reason}, the_guardian(call));
}

}  // namespace

void add_conduct_routes(Router& router, App& app) {
    add_route(router, app, Method::post, "/messages/{message}/misuse", Operation::mark_misuse, the_message,
              mark_misuse);
    add_route(router, app, Method::get, "/reminders", Operation::list_reminders, {}, list_reminders);
    add_route(router, app, Method::get, "/conduct", Operation::list_conduct, {}, list_conduct);
    add_route(router, app, Method::get, "/guardians/{guardian}/conduct", Operation::read_conduct, the_guardian,
              read_conduct);
    add_route(router, app, Method::post, "/guardians/{guardian}/conduct/marks/{mark}/withdrawal",
              Operation::withdraw_mark, the_guardian, withdraw_mark);
    add_route(router, app, Method::post, "/guardians/{guardian}/conduct/dismissal", Operation::dismiss_conduct_item,
              the_guardian, dismiss);
    add_route(router, app, Method::post, "/guardians/{guardian}/conduct/suspension", Operation::suspend_guardian,
              the_guardian, suspend);
    add_route(router, app, Method::post, "/guardians/{guardian}/conduct/removal", Operation::remove_guardian,
              the_guardian, remove);
    add_route(router, app, Method::post, "/guardians/{guardian}/conduct/reinstatement", Operation::reinstate_guardian,
              the_guardian, reinstate);
}

}  // namespace hometime::http

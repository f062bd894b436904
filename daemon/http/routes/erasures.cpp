// Holds and erasures: what about somebody stays, and what is destroyed. Concerns are for the safeguarding team alone.
#include "daemon/eraser.h"
#include "daemon/http/app.h"

namespace hometime::http {

namespace {

struct HoldBody {
    Subject subject;
    std::optional<std::vector<RetentionClass>> classes;
    std::optional<UtcTime> until;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(HoldBody, (), (subject, classes, until, reason))

struct LiftBody {
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(LiftBody, (), (reason))

struct EraseBody {
    Subject subject;
    std::vector<RetentionClass> classes;
    std::string reason;
    std::optional<bool> dry_run;
};
BOOST_DESCRIBE_STRUCT(EraseBody, (), (subject, classes, reason, dry_run))

boost::json::array names_of(const std::vector<RetentionClass>& classes) {
    boost::json::array names;
    for (const auto one : classes) names.emplace_back(boost::describe::enum_to_string(one, "?"));
    return names;
}

boost::json::object shown(const Subject& subject) {
    return {{"kind", boost::describe::enum_to_string(subject.kind, "?")}, {"id", subject.id}};
}

/// Whoever may not know of concerns asks about one as about nothing.
bool hidden(const Call& call, const Subject& subject) {
    return subject.kind == SubjectKind::concern && call.verdict(Operation::list_concerns, Object{}) != Verdict::allowed;
}

Response nobody(const Call& call) {
    return problem(call.request.id, Refusal::unknown_person);
}

Response place_hold(const Call& call) {
    Response refused;
    auto body = parse_body<HoldBody>(call.request, refused);
    if (!body) return refused;
    if (hidden(call, body->subject)) return nobody(call);
    return run_command(call,
                       PlaceLegalHold{body->subject, body->classes.value_or(std::vector<RetentionClass>{}), body->until,
                                      std::move(body->reason)},
                       Object{});
}

Response lift_hold(const Call& call) {
    Response refused;
    auto body = parse_body<LiftBody>(call.request, refused);
    if (!body) return refused;
    const LegalHoldId id{call.id("hold")};
    const auto hold = call.state.legal_hold(id);
    if (hold && hidden(call, hold->subject)) return problem(call.request.id, Refusal::unknown_hold);
    return run_command(call, LiftLegalHold{id, std::move(body->reason)}, Object{}, 200);
}

Response list_holds(const Call& call) {
    boost::json::array list;
    const auto now = call.app.clock.now();
    call.state.each_legal_hold([&](const LegalHoldRow& row) {
        if (hidden(call, row.subject)) return true;
        boost::json::object entry{{"hold", row.id.value}, {"subject", shown(row.subject)}};
        if (!row.classes.empty()) entry["classes"] = names_of(row.classes);
        if (row.until) entry["until"] = to_string(*row.until);
        if (row.lifted_at) entry["lifted_at"] = to_string(*row.lifted_at);
        entry["in_force"] = !row.lifted_at && (!row.until || *row.until > now);
        list.push_back(std::move(entry));
        return true;
    });
    return ok(boost::json::object{{"holds", std::move(list)}});
}

/// A refusal that was recorded is a refusal for whoever asked, too.
Response refusal_of(const Call& call, const boost::json::object& reply) {
    const bool held = reply.at("refused").as_string() == "held";
    boost::json::object facts{{"recorded", reply.at("recorded")}};
    if (const auto* hold = reply.if_contains("hold")) facts["hold"] = *hold;
    return problem(call.request.id, held ? Refusal::legal_hold : Refusal::must_be_kept, {}, facts);
}

Response erase_subject(const Call& call) {
    Response refused;
    auto body = parse_body<EraseBody>(call.request, refused);
    if (!body) return refused;
    if (hidden(call, body->subject)) return nobody(call);
    std::optional<Response> instead;
    auto answer = run_command(
        call, EraseSubject{body->subject, body->classes, std::move(body->reason), body->dry_run.value_or(false)},
        Object{}, 201, [&](const boost::json::object& reply, const Done&) {
            if (reply.contains("refused")) instead = refusal_of(call, reply);
        });
    if (call.app.eraser != nullptr) call.app.eraser->wake();
    return instead ? *instead : answer;
}

/// `ordered`: the keys are still there. `destroyed`: nobody here reads it any more. `gone`: older copies of the key
/// store do not help either.
const char* state_of(const School& school, const ErasureRow& row) {
    if (!row.completed) return "ordered";
    return school.key_store().rotated > row.completed || row.keys == 0 ? "gone" : "destroyed";
}

Response list_erasures(const Call& call) {
    boost::json::array list;
    call.state.each_erasure([&](const ErasureRow& row) {
        if (hidden(call, row.subject)) return true;
        list.push_back({{"erasure", row.id.value},
                        {"subject", shown(row.subject)},
                        {"classes", names_of(row.classes)},
                        {"ordered_at", to_string(row.ordered_at)},
                        {"state", state_of(call.state, row)},
                        {"keys", row.keys}});
        return true;
    });
    return ok(boost::json::object{{"erasures", std::move(list)}});
}

}  // namespace

void add_erasure_routes(Router& router, App& app) {
    add_route(router, app, Method::post, "/legal-holds", Operation::place_legal_hold, {}, place_hold);
    add_route(router, app, Method::get, "/legal-holds", Operation::list_legal_holds, {}, list_holds);
    add_route(router, app, Method::post, "/legal-holds/{hold}/lift", Operation::lift_legal_hold, {}, lift_hold);
    add_route(router, app, Method::post, "/erasures", Operation::erase_subject, {}, erase_subject);
    add_route(router, app, Method::get, "/erasures", Operation::list_erasures, {}, list_erasures);
}

}  // namespace hometime::http

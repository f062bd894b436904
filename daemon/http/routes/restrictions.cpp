// Contact restrictions, and the messages that for want of a right to write were never delivered.
#include "daemon/http/app.h"
#include "daemon/http/office.h"
#include "daemon/http/paging.h"
#include "projections/state/link_access.h"

namespace hometime::http {

namespace {

struct RestrictionBody {
    GuardianId guardian;
    RestrictionKind kind{};
    std::optional<UtcTime> from;
    std::optional<UtcTime> until;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(RestrictionBody, (), (guardian, kind, from, until, reason))

struct ReasonBody {
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(ReasonBody, (), (reason))

Object the_pupil(const Call& call) {
    return object_of(ObjectKind::pupil, call.id("pupil"));
}

std::vector<Restriction> restrictions_in_path(const Call& call) {
    const auto row = call.state.restrictions(PupilId{call.id("pupil")});
    return row ? row->all : std::vector<Restriction>{};
}

boost::json::object restriction_json(const Call& call, const Restriction& one) {
    boost::json::object entry{{"restriction", one.id.value},
                              {"guardian", one.guardian.value},
                              {"name", name_of(call.app, call.state, one.guardian)},
                              {"kind", boost::describe::enum_to_string(one.kind, "?")},
                              {"from", to_string(one.from)},
                              {"in_force", in_force(one, call.app.clock.now())}};
    if (one.until) entry["until"] = to_string(*one.until);
    if (one.lifted_at) entry["lifted_at"] = to_string(*one.lifted_at);
    return entry;
}

Response restrict_contact(const Call& call) {
    Response refused;
    const auto body = parse_body<RestrictionBody>(call.request, refused);
    if (!body) return refused;
    return run_command(
        call,
        RestrictContact{PupilId{call.id("pupil")}, body->guardian, body->kind, body->from, body->until, body->reason},
        the_pupil(call));
}

/// That there is one, and since when. Why is for those who decide, who read it one by one.
Response list_restrictions(const Call& call) {
    boost::json::array list;
    for (const auto& one : restrictions_in_path(call)) list.push_back(restriction_json(call, one));
    return ok(boost::json::object{{"restrictions", std::move(list)}});
}

/// That it was read is a fact, durable before the first byte leaves.
Response read_restriction(const Call& call) {
    const auto id = call.id("restriction");
    const auto outcome = call.app.sequencer.run(
        {call.school, RecordRestrictedRead{RestrictedKind::restriction, id, PupilId{call.id("pupil")}}, call.actor,
         call.session, Operation::read_restriction, the_pupil(call), std::nullopt});
    if (!std::holds_alternative<Done>(outcome)) return problem_of(call, outcome);
    for (const auto& one : restrictions_in_path(call)) {
        if (one.id.value != id) continue;
        auto body = restriction_json(call, one);
        body["reason"] = text_at(call.app, call.school, one.id.sequence());
        return ok(body);
    }
    return problem(call.request.id, Problem::not_found);
}

Response lift_restriction(const Call& call) {
    Response refused;
    const auto body = parse_body<ReasonBody>(call.request, refused);
    if (!body) return refused;
    return run_command(call,
                       LiftRestriction{RestrictionId{call.id("restriction")}, PupilId{call.id("pupil")}, body->reason},
                       the_pupil(call), 200);
}

/// Never the text: it was written to somebody else.
Response list_undelivered(const Call& call) {
    Response refused;
    const auto page = page_of(call.request, refused);
    if (!page) return refused;
    boost::json::array list;
    for (const auto& item : views::undelivered(call.views(), call.school, *page)) {
        list.push_back({{"message", item.message.value},
                        {"from", name_of(call.app, call.state, item.guardian)},
                        {"guardian", item.guardian.value},
                        {"to", name_of(call.app, call.state, item.staff)},
                        {"pupil", item.pupil.value},
                        {"pupil_name", name_of(call.app, call.state, item.pupil)},
                        {"category", boost::describe::enum_to_string(item.category, "?")},
                        {"sent_at", to_string(item.sent_at)},
                        {"undelivered_at", to_string(item.undelivered_at)},
                        {"reason", boost::describe::enum_to_string(item.reason, "?")}});
    }
    return ok(boost::json::object{{"messages", std::move(list)}});
}

}  // namespace

void add_restriction_routes(Router& router, App& app) {
    add_route(router, app, Method::post, "/pupils/{pupil}/restrictions", Operation::restrict_contact, the_pupil,
              restrict_contact);
    add_route(router, app, Method::get, "/pupils/{pupil}/restrictions", Operation::list_restrictions, the_pupil,
              list_restrictions);
    add_route(router, app, Method::get, "/pupils/{pupil}/restrictions/{restriction}", Operation::read_restriction,
              the_pupil, read_restriction);
    add_route(router, app, Method::post, "/pupils/{pupil}/restrictions/{restriction}/lift", Operation::lift_restriction,
              the_pupil, lift_restriction);
    add_route(router, app, Method::get, "/undelivered", Operation::list_undelivered, {}, list_undelivered);
}

}  // namespace hometime::http

// Pupils, the adults tied to them, invites and links.
#include "daemon/accounts/codes.h"
#include "daemon/http/app.h"
#include "daemon/http/office.h"
#include "daemon/http/person_mac.h"

namespace hometime::http {

namespace {

struct AdultBody {
    std::string given_name;
    std::string family_name;
    std::optional<std::string> email;
    std::optional<std::string> phone;
    Relationship relationship{};
};
BOOST_DESCRIBE_STRUCT(AdultBody, (), (given_name, family_name, email, phone, relationship))

struct ApprovalBody {
    GuardianId guardian;
    std::optional<UtcTime> until;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(ApprovalBody, (), (guardian, until, reason))

struct InviteBody {
    GuardianId guardian;
    std::optional<Relationship> relationship;
    std::optional<bool> reissue;
};
BOOST_DESCRIBE_STRUCT(InviteBody, (), (guardian, relationship, reissue))

struct ReasonBody {
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(ReasonBody, (), (reason))

Object the_pupil(const Call& call) {
    return object_of(ObjectKind::pupil, call.id("pupil"));
}

/// Those who issue codes for the pupil, or approve adults.
bool may_see_adults(const Call& call, PupilId pupil) {
    const auto object = object_of(ObjectKind::pupil, pupil.value);
    return call.verdict(Operation::issue_invite, object) == Verdict::allowed ||
           call.verdict(Operation::approve_adult, object) == Verdict::allowed;
}

boost::json::array adults_json(const Call& call, const PupilRow& row) {
    boost::json::array adults;
    for (const auto& adult : row.adults) {
        const auto linked = std::any_of(row.links.begin(), row.links.end(),
                                        [&](const PupilLink& link) { return link.guardian == adult.guardian; });
        const auto guardian = call.state.guardian(adult.guardian);
        adults.push_back({{"guardian", adult.guardian.value},
                          {"name", name_of(call.app, call.state, adult.guardian)},
                          {"relationship", boost::describe::enum_to_string(adult.relationship, "?")},
                          {"linked", linked},
                          {"has_account", guardian && guardian->account != 0}});
    }
    return adults;
}

/// A guardian sees their child, its class and teachers: nothing of any other adult.
boost::json::object pupil_json(const Call& call, const PupilRow& row, bool with_adults) {
    boost::json::object pupil{{"pupil", row.id.value},
                              {"name", name_of(call.app, call.state, row.id)},
                              {"class", row.class_id.value},
                              {"class_title", title_of(call.app, call.state, row.class_id)}};
    if (with_adults) pupil["linked_adults"] = row.links.size();
    return pupil;
}

Response list_pupils(const Call& call) {
    const auto roles = roles_of(call.state, call.actor, call.app.clock.now());
    const bool everybody = roles.contains(Role::office) || roles.contains(Role::slt) || roles.contains(Role::dsl);
    boost::json::array list;
    call.state.each_pupil([&](const PupilRow& row) {
        if (!row.active) return true;
        const auto relations = call.relations(object_of(ObjectKind::pupil, row.id.value));
        const bool mine = relations.contains(Relation::linked_pupil) || relations.contains(Relation::taught_pupil);
        if (everybody || mine) list.push_back(pupil_json(call, row, may_see_adults(call, row.id)));
        return true;
    });
    return ok(boost::json::object{{"pupils", std::move(list)}});
}

Response read_pupil(const Call& call) {
    const auto row = call.state.pupil(PupilId{call.id("pupil")});
    const bool with_adults = may_see_adults(call, row->id);
    auto pupil = pupil_json(call, *row, with_adults);
    if (with_adults) pupil["adults"] = adults_json(call, *row);
    return ok(pupil);
}

Response record_guardian(const Call& call) {
    Response refused;
    const auto body = parse_body<AdultBody>(call.request, refused);
    if (!body) return refused;
    PersonDetails details{body->given_name, body->family_name, body->email.value_or(""), body->phone.value_or(""), {}};
    details.mac_key = draw_mac_key(call.app.random);
    const RecordGuardian command{person_mac(details), details, PupilId{call.id("pupil")}, body->relationship};
    return run_command(call, command, the_pupil(call));
}

Response approve_adult(const Call& call) {
    Response refused;
    const auto body = parse_body<ApprovalBody>(call.request, refused);
    if (!body) return refused;
    return run_command(call, ApproveAdult{PupilId{call.id("pupil")}, body->guardian, body->until, body->reason},
                       the_pupil(call));
}

Response issue_invite(const Call& call) {
    Response refused;
    const auto body = parse_body<InviteBody>(call.request, refused);
    if (!body) return refused;
    const auto code = draw_code(call.app.random);
    const auto hash = call.app.secrets.hash(code.text);
    if (!hash) return problem(call.request.id, Problem::overloaded);
    bool repeated = false;
    const auto add_code = [&](boost::json::object& reply, const Done& done) {
        repeated = done.repeated;
        if (done.repeated) return;
        reply["code"] = printed(code);
        const auto expires = parse_utc_time(std::string_view(reply.at("expires_at").as_string()));
        if (expires) reply["expires_local"] = spoken(call.state, *expires);
    };
    const IssueInvite command{PupilId{call.id("pupil")},
                              body->guardian,
                              body->relationship,
                              {code.selector, *hash},
                              body->reissue.value_or(false)};
    auto response = run_command(call, command, the_pupil(call), 201, add_code);
    // A code is shown once: the same command again cannot repeat what it does not know.
    return repeated ? problem(call.request.id, Refusal::already_issued) : response;
}

Response revoke_invite(const Call& call) {
    const auto invite = call.id("invite");
    return run_command(call, RevokeInvite{InviteId{invite}}, object_of(ObjectKind::invite, invite), 200);
}

Response unlink(const Call& call) {
    Response refused;
    const auto body = parse_body<ReasonBody>(call.request, refused);
    if (!body) return refused;
    return run_command(call, UnlinkGuardian{PupilId{call.id("pupil")}, GuardianId{call.id("guardian")}, body->reason},
                       the_pupil(call), 200);
}

}  // namespace

void add_guardian_routes(Router& router, App& app) {
    const auto pupil = from_path(ObjectKind::pupil, "pupil");
    add_route(router, app, Method::get, "/pupils", Operation::list_pupils, {}, list_pupils);
    add_route(router, app, Method::get, "/pupils/{pupil}", Operation::read_pupil, pupil, read_pupil);
    add_route(router, app, Method::post, "/pupils/{pupil}/adults", Operation::record_guardian, pupil, record_guardian);
    add_route(router, app, Method::post, "/pupils/{pupil}/approvals", Operation::approve_adult, pupil, approve_adult);
    add_route(router, app, Method::post, "/pupils/{pupil}/invites", Operation::issue_invite, pupil, issue_invite);
    add_route(router, app, Method::post, "/pupils/{pupil}/guardians/{guardian}/unlink", Operation::unlink_guardian,
              pupil, unlink);
    add_route(router, app, Method::del, "/invites/{invite}", Operation::revoke_invite,
              from_path(ObjectKind::invite, "invite"), revoke_invite);
}

}  // namespace hometime::http

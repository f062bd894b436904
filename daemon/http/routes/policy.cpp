// The school's policy: read by everybody, set whole by those who lead the school, accepted by each person (S4, S45).
#include "daemon/commands/policy.h"
#include "daemon/commands/conduct_rules.h"
#include "daemon/commands/guardian_hours.h"
#include "daemon/commands/meeting_times.h"
#include "daemon/commands/retention.h"
#include "daemon/http/app.h"
#include "daemon/http/etag.h"
#include "daemon/http/office.h"
#include "daemon/http/policy_texts.h"

namespace hometime::http {

namespace {

struct PolicyBody {
    Policy policy;
    OfficeContact office;
};
BOOST_DESCRIBE_STRUCT(PolicyBody, (), (policy, office))

struct AcceptBody {
    PolicyVersion policy;
};
BOOST_DESCRIBE_STRUCT(AcceptBody, (), (policy))

/// The policy in force, with the defaults that stand for what it leaves out.
Policy whole(const School& school) {
    auto policy = school.policy()->policy;
    policy.meetings = meeting_rules(school);
    policy.conduct = conduct_rules(school);
    policy.texts = policy_texts(school);
    policy.guardian_hours = guardian_hours(policy);
    policy.retention = retention_rules(policy);
    return policy;
}

Response read_policy(const Call& call) {
    const auto version = call.state.school()->policy;
    const auto policy = whole(call.state);
    boost::json::object body{{"version", version.value}, {"policy", boost::json::parse(json::to_string(policy))}};
    if (const auto office = office_contact(call.app, call.state)) body["office"] = *office;
    if (call.guardian() || call.staff()) {
        const auto kind = call.guardian() ? PersonKind::guardian : PersonKind::staff;
        const auto& statements = call.guardian() ? policy.texts->guardians_accept : policy.texts->staff_accept;
        body["you_accept"] = boost::json::array(statements.begin(), statements.end());
        body["accepted"] = call.state.accepted(kind, call.actor.id) == version;
    }
    return with_etag(ok(body), version.sequence());
}

Response set_policy(const Call& call) {
    const auto if_match = call.request.header("if-match");
    if (if_match.empty()) return problem(call.request.id, Problem::precondition_required);
    Response refused;
    const auto body = parse_body<PolicyBody>(call.request, refused);
    if (!body) return refused;
    const auto replaces = PolicyVersion::at(version_in(if_match).value_or(Sequence{}));
    return run_command(call, SetPolicy{body->policy, body->office, replaces}, Object{}, 200);
}

/// What set_policy would refuse, without setting anything.
Response check_policy_body(const Call& call) {
    Response refused;
    const auto body = parse_body<PolicyBody>(call.request, refused);
    if (!body) return refused;
    const auto errors = check_policy(body->policy, body->office, call.state.school()->zone, "/policy");
    if (!errors.empty()) return problem(call.request.id, Refusal::policy_invalid, errors);
    return ok(boost::json::object{{"valid", true}});
}

Response accept_policy(const Call& call) {
    Response refused;
    const auto body = parse_body<AcceptBody>(call.request, refused);
    if (!body) return refused;
    return run_command(call, AcceptPolicy{body->policy}, Object{}, 201);
}

}  // namespace

void add_policy_routes(Router& router, App& app) {
    add_route(router, app, Method::get, "/policy", Operation::read_policy, {}, read_policy);
    add_route(router, app, Method::put, "/policy", Operation::set_policy, {}, set_policy);
    add_route(router, app, Method::post, "/policy/check", Operation::check_policy, {}, check_policy_body);
    add_route(router, app, Method::post, "/policy/acceptance", Operation::accept_policy, {}, accept_policy);
}

}  // namespace hometime::http

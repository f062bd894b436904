// Signing in and out, and what people do with their own sign-ins (S12, S14).
#include "daemon/http/app.h"
#include "daemon/http/identity.h"
#include "daemon/http/sign_in.h"

namespace hometime::http {

namespace {

struct CreateSessionBody {
    SchoolId school;
    std::string login;
    std::string password;
    std::optional<SessionKind> kind;
};
BOOST_DESCRIBE_STRUCT(CreateSessionBody, (), (school, login, password, kind))

struct VerifyBody {
    std::string password;
};
BOOST_DESCRIBE_STRUCT(VerifyBody, (), (password))

struct ChangePasswordBody {
    std::string password;
    std::string new_password;
};
BOOST_DESCRIBE_STRUCT(ChangePasswordBody, (), (password, new_password))

Response create_session(App& app, const Request& request) {
    Response refused;
    const auto body = parse_body<CreateSessionBody>(request, refused);
    if (!body) return refused;
    const auto account = app.accounts.find(body->school, body->login);
    const auto key = app.accounts.guessing_key(body->school, body->login);
    if (!check_credentials(app, request, key, account, body->password, refused)) return refused;
    const CachedRows rows(app.log);
    const School state(account->school, rows);
    if (!state.account(account->account))
        return problem(request.id, Problem::wrong_credentials);  // Its fact never came.
    if (app.secrets.outdated(account->password_hash)) {
        if (const auto hash = app.secrets.hash(body->password)) app.accounts.set_password(account->account, *hash);
    }
    const auto kind = body->kind.value_or(SessionKind::cookie);
    return begun(app, request, state, app.accounts.start_session(*account, kind, app.clock.now()));
}

Response signed_out() {
    Response response;
    response.status = 204;
    response.headers.emplace_back("Clear-Site-Data", "\"cache\", \"cookies\", \"storage\"");
    return response;
}

Response end_session(App& app, const Request& request) {
    Response refused;
    const auto who = identify(app, request, refused);
    if (!who) return refused;
    if (who->token.empty()) return problem(request.id, Problem::not_signed_in);
    app.accounts.end_session(who->token);
    return signed_out();
}

boost::json::object session_json(const Session& session, std::uint64_t current) {
    return {{"session", session.number},
            {"kind", boost::describe::enum_to_string(session.kind, "?")},
            {"created_at", to_string(session.created_at)},
            {"last_used_at", to_string(session.last_used_at)},
            {"expires_at", to_string(session.expires_at)},
            {"current", session.number == current}};
}

Response list_sessions(const Call& call) {
    boost::json::array list;
    for (const auto& session : call.app.accounts.sessions_of(call.account, call.app.clock.now()))
        list.push_back(session_json(session, call.session));
    return ok(boost::json::object{{"sessions", std::move(list)}});
}

Response end_one_session(const Call& call) {
    const auto number = call.id("session");
    if (!call.app.accounts.end_session(call.account, number)) return problem(call.request.id, Problem::not_found);
    if (number == call.session) return signed_out();
    Response response;
    response.status = 204;
    return response;
}

Response end_other_sessions(const Call& call) {
    return ok(boost::json::object{{"ended", call.app.accounts.end_sessions_of(call.account, call.session)}});
}

/// The account of the person who asks, once the password was right. nullopt: `refused` is the answer.
std::optional<Account> proven(const Call& call, std::string_view password, Response& refused) {
    auto account = call.app.accounts.find(call.account);
    const auto key = account ? account->login_mac : std::string();
    if (!check_credentials(call.app, call.request, key, account, password, refused)) return std::nullopt;
    return account;
}

Response go_on(const Call& call, int status) {
    const auto renewed = call.app.accounts.renew_session(call.account, call.session, call.app.clock.now());
    if (!renewed) return problem(call.request.id, Problem::not_signed_in);
    return signed_in(call.app, call.state, *renewed, status);
}

Response verify_session(const Call& call) {
    Response refused;
    const auto body = parse_body<VerifyBody>(call.request, refused);
    if (!body || !proven(call, body->password, refused)) return refused;
    return go_on(call, 200);
}

Response change_password(const Call& call) {
    Response refused;
    const auto body = parse_body<ChangePasswordBody>(call.request, refused);
    if (!body) return refused;
    const auto account = proven(call, body->password, refused);
    if (!account) return refused;
    auto errors = check_password(body->new_password, {});
    if (call.app.accounts.guessing_key(call.school, body->new_password) == account->login_mac)
        errors.push_back({{}, "same-as-login", "must differ from the login name"});
    for (auto& error : errors) error.pointer = "/new_password";
    if (!errors.empty()) return problem(call.request.id, Problem::invalid_fields, errors);
    const auto hash = call.app.secrets.hash(body->new_password);
    if (!hash) return with_retry(problem(call.request.id, Problem::overloaded), kBusyRetry);
    call.app.accounts.set_password(account->account, *hash);
    call.app.accounts.end_sessions_of(account->account, call.session);  // Whoever knew the old one is out.
    return go_on(call, 200);
}

}  // namespace

void add_session_routes(Router& router, App& app) {
    router.add(Method::post, "/v1/sessions", Operation::create_session,
               [&app](const Request& request, const Params&) { return create_session(app, request); });
    router.add(Method::del, "/v1/sessions/current", Operation::end_session,
               [&app](const Request& request, const Params&) { return end_session(app, request); });
    add_route(router, app, Method::get, "/sessions", Operation::list_sessions, {}, list_sessions);
    add_route(router, app, Method::del, "/sessions", Operation::end_other_sessions, {}, end_other_sessions);
    add_route(router, app, Method::del, "/sessions/{session}", Operation::end_one_session, {}, end_one_session);
    add_route(router, app, Method::post, "/sessions/verify", Operation::verify_session, {}, verify_session);
    add_route(router, app, Method::put, "/password", Operation::change_password, {}, change_password);
}

}  // namespace hometime::http

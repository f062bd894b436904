// Making an account with a code, and linking by a further one.
#include "daemon/accounts/codes.h"
#include "daemon/http/app.h"
#include "daemon/http/office.h"
#include "daemon/http/sign_in.h"

namespace hometime::http {

namespace {

struct CreateAccountBody {
    SchoolId school;
    std::string code;
    std::string login;
    std::string password;
    std::optional<SessionKind> kind;
};
BOOST_DESCRIBE_STRUCT(CreateAccountBody, (), (school, code, login, password, kind))

struct LinkBody {
    std::string code;
};
BOOST_DESCRIBE_STRUCT(LinkBody, (), (code))

/// A code that fits, and what it is good for.
struct FoundCode {
    InviteId invite;
    StaffCodeId staff_code;
    PupilCodeId pupil_code;
    PersonKind kind{};
    std::uint64_t person = 0;
};

Command redeem(const FoundCode& code, std::uint64_t account) {
    if (code.invite) return RedeemInvite{code.invite, account};
    if (code.staff_code) return RedeemStaffCode{code.staff_code, account};
    return RedeemPupilCode{code.pupil_code, account};
}

/// Looks the code up by its selector and verifies it against each candidate's hash. `found` stays empty
/// when none fits. Returns false when too many hashes are waiting already.
bool find_code(App& app, const School& state, const Code& code, std::optional<FoundCode>& found) {
    const auto row = state.selector(code.selector);
    bool tried = false;
    const auto fits = [&](const std::string& hash) {
        tried = true;
        return app.secrets.verify(hash, code.text);
    };
    if (row) {
        for (const auto id : row->invites) {
            const auto invite = state.invite(id);
            if (!invite) continue;
            const auto good = fits(invite->code_hash);
            if (!good) return false;
            if (*good) found = FoundCode{id, {}, {}, PersonKind::guardian, invite->guardian.value};
        }
        for (const auto id : row->staff_codes) {
            const auto staff_code = state.staff_code(id);
            if (!staff_code) continue;
            const auto good = fits(staff_code->code_hash);
            if (!good) return false;
            if (*good) found = FoundCode{{}, id, {}, PersonKind::staff, staff_code->staff.value};
        }
        for (const auto id : row->pupil_codes) {
            const auto pupil_code = state.pupil_code(id);
            if (!pupil_code) continue;
            const auto good = fits(pupil_code->code_hash);
            if (!good) return false;
            if (*good) found = FoundCode{{}, {}, id, PersonKind::pupil, pupil_code->pupil.value};
        }
    }
    return tried || app.secrets.pretend(code.text).has_value();  // The same work when the selector finds nothing.
}

/// The account that a pupil had before this code, if the code holds; 0: none. It ends when the code is redeemed: this
/// is how a child who has forgotten the password comes back, and with the same login name if they like.
std::uint64_t account_before(const School& state, const FoundCode& code, UtcTime now) {
    const auto issued = state.pupil_code(code.pupil_code);
    if (!issued || issued->used || now >= issued->expires_at) return 0;
    const auto pupil = state.pupil(PupilId{code.person});
    return pupil ? pupil->account : 0;
}

void free_login(App& app, const CreateAccountBody& body, std::uint64_t before) {
    if (before == 0) return;
    const auto holder = app.accounts.find(body.school, body.login);
    if (holder && holder->account == before) app.accounts.erase(before);
}

/// The account's row is written before the fact that mentions it, and taken back when there is no fact.
Response open_account(App& app, const Request& request, const School& state, const CreateAccountBody& body,
                      const FoundCode& code) {
    const auto hash = app.secrets.hash(body.password);
    if (!hash) return with_retry(problem(request.id, Problem::overloaded), kBusyRetry);
    const auto before = account_before(state, code, app.clock.now());
    free_login(app, body, before);
    const auto account = app.accounts.draw_account();
    const auto made =
        app.accounts.create(body.school, account, code.kind, code.person, body.login, *hash, app.clock.now());
    if (!made) return problem(request.id, Problem::login_taken);
    const Params params;
    const Call call{app, request, params, Operation::create_account, body.school, {ActorKind::anonymous, 0},
                    0,   0,       state};
    const auto outcome = app.sequencer.run(
        {body.school, redeem(code, account), call.actor, 0, Operation::create_account, Object{}, std::nullopt});
    const auto* done = std::get_if<Done>(&outcome);
    if (done == nullptr) {
        if (!std::holds_alternative<Stopped>(outcome)) app.accounts.erase(account);
        return problem_of(call, outcome);
    }
    std::ignore = app.runner.wait_for(done->last, kViewsWait);  // Best effort: the account is there either way.
    if (before != 0) app.accounts.erase(before);
    const CachedRows rows(app.log);
    const auto kind = body.kind.value_or(SessionKind::bearer);
    return begun(app, request, School(body.school, rows),
                 app.accounts.start_session(*app.accounts.find(account), kind, app.clock.now(), SignInMethod::code));
}

/// Finds a typed code in a school, with the limits on guessing. `refused` is the answer when it does not.
std::optional<FoundCode> accept_code(App& app, const Request& request, const School& state, std::string_view typed,
                                     Response& refused) {
    const auto now = app.clock.now();
    if (const auto wait = app.guessing.begin_code(request.peer.address, now); wait.count() > 0) {
        refused = slow_down(request, wait);
        return std::nullopt;
    }
    std::optional<FoundCode> found;
    const auto code = parse_code(typed);
    const bool judged = !code || find_code(app, state, *code, found);
    if (!judged || found) app.guessing.code_succeeded(request.peer.address);
    if (!judged) {
        refused = with_retry(problem(request.id, Problem::overloaded), kBusyRetry);
    } else if (!found) {
        refused = problem(request.id, Problem::code_not_valid);
    }
    return judged ? found : std::nullopt;
}

Response create_account(App& app, const Request& request) {
    Response refused;
    const auto body = parse_body<CreateAccountBody>(request, refused);
    if (!body) return refused;
    auto errors = check_login(body->login);
    const auto more = check_password(body->password, body->login);
    errors.insert(errors.end(), more.begin(), more.end());
    if (!errors.empty()) return problem(request.id, Problem::invalid_fields, errors);
    if (app.has_room && !app.has_room()) return disk_full(request);  // Before anything is taken from anybody.
    const CachedRows rows(app.log);
    const School state(body->school, rows);
    const auto code = accept_code(app, request, state, body->code, refused);
    if (!code) return refused;
    return open_account(app, request, state, *body, *code);
}

Response redeem_link(const Call& call) {
    Response refused;
    const auto body = parse_body<LinkBody>(call.request, refused);
    if (!body) return refused;
    const auto code = accept_code(call.app, call.request, call.state, body->code, refused);
    if (!code) return refused;
    if (!code->invite) return problem(call.request.id, Problem::code_not_valid);
    return run_command(call, RedeemInvite{code->invite, 0}, Object{});
}

Response read_me(const Call& call) {
    boost::json::array roles;
    for (const auto role : roles_of(call.state, call.actor, call.app.clock.now()))
        roles.emplace_back(boost::describe::enum_to_string(role, "?"));
    boost::json::object me{{"school", to_string(call.school)}, {"school_name", school_name(call.app, call.state)}};
    me["person_kind"] = boost::describe::enum_to_string(call.actor.kind, "?");
    me["person"] = call.actor.id;
    me["name"] =
        call.guardian() ? name_of(call.app, call.state, call.guardian()) : name_of(call.app, call.state, call.staff());
    me["roles"] = roles;
    if (const auto office = office_contact(call.app, call.state)) me["office"] = *office;  // S10
    return ok(me);
}

}  // namespace

void add_account_routes(Router& router, App& app) {
    router.add(Method::post, "/v1/accounts", Operation::create_account,
               [&app](const Request& request, const Params&) { return create_account(app, request); });
    add_route(router, app, Method::post, "/links", Operation::redeem_invite, {}, redeem_link);
    add_route(router, app, Method::get, "/me", Operation::read_me, {}, read_me);
}

}  // namespace hometime::http

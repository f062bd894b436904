#include "daemon/http/sign_in.h"

#include <algorithm>

#include "daemon/http/identity.h"
#include "daemon/http/office.h"

namespace hometime::http {

namespace {

boost::json::object session_json(App& app, const School& state, const Accounts::Started& started) {
    const auto& session = started.session;
    boost::json::object body{{"token", started.token},
                             {"session", session.number},
                             {"school", to_string(session.school)},
                             {"person_kind", boost::describe::enum_to_string(session.person_kind, "?")},
                             {"person", session.person},
                             {"expires_at", to_string(session.expires_at)}};
    if (session.person_kind == PersonKind::guardian) body["name"] = name_of(app, state, GuardianId{session.person});
    if (session.person_kind == PersonKind::staff) body["name"] = name_of(app, state, StaffId{session.person});
    return body;
}

constexpr std::string_view kCommandLine = "command line";
constexpr std::chrono::seconds kDeviceAge = std::chrono::hours{24 * 400};  // the longest that browsers allow

/// A device becomes known once its fact is durable: when that failed, the next sign-in tries again.
void note_device(App& app, const Session& session, std::string_view device) {
    if (app.accounts.device_standing(session.account, device) == DeviceStanding::strange) {
        const RecordNewDevice command{session.person_kind, session.person, session.number};
        const auto outcome = app.sequencer.run({session.school, command, Actor{ActorKind::system, 0}, 0,
                                                Operation::record_new_device, Object{}, std::nullopt});
        if (!std::holds_alternative<Done>(outcome)) return;
    }
    app.accounts.remember_device(session.account, device, app.clock.now());
}

}  // namespace

Response begun(App& app, const Request& request, const School& state, const Accounts::Started& started) {
    const auto& session = started.session;
    auto response = signed_in(app, state, started, 201);
    if (session.person_kind == PersonKind::pupil) return response;
    if (session.kind == SessionKind::bearer) {
        note_device(app, session, kCommandLine);
        return response;
    }
    auto device = device_of(request);
    if (device.empty()) device = app.accounts.draw_device();
    note_device(app, session, device);
    response.headers.emplace_back("Set-Cookie", std::string(kDeviceCookie) + "=" + device +
                                                    "; Path=/; Max-Age=" + std::to_string(kDeviceAge.count()) +
                                                    "; Secure; HttpOnly; SameSite=Strict");
    return response;
}

Response with_retry(Response response, std::chrono::seconds wait) {
    response.headers.emplace_back("Retry-After", std::to_string(std::max<std::int64_t>(1, wait.count())));
    return response;
}

Response slow_down(const Request& request, std::chrono::seconds wait) {
    return with_retry(problem(request.id, Problem::too_many_requests), wait);
}

Response signed_in(App& app, const School& state, const Accounts::Started& started, int status) {
    auto body = session_json(app, state, started);
    if (started.session.kind == SessionKind::bearer) return ok(body, status);
    body.erase("token");
    auto response = ok(body, status);
    response.headers.emplace_back("Set-Cookie", std::string(kSessionCookie) + "=" + started.token +
                                                    "; Path=/; Secure; HttpOnly; SameSite=Strict");
    return response;
}

bool check_credentials(App& app, const Request& request, const std::string& guessing_key,
                       const std::optional<Account>& account, std::string_view password, Response& refused) {
    const auto& address = request.peer.address;
    if (const auto wait = app.guessing.begin(guessing_key, address, app.clock.now()); wait.count() > 0) {
        refused = slow_down(request, wait);
        return false;
    }
    const auto good = account ? app.secrets.verify(account->password_hash, password) : app.secrets.pretend(password);
    if (!good) {
        app.guessing.not_judged(guessing_key, address);
        refused = with_retry(problem(request.id, Problem::overloaded), kBusyRetry);
        return false;
    }
    if (!*good) {
        refused = problem(request.id, Problem::wrong_credentials);
        return false;
    }
    app.guessing.succeeded(guessing_key, address);
    return true;
}

}  // namespace hometime::http

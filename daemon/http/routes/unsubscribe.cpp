// E-mails turned off from within a mail program, without a sign-in (RFC 8058): the link's secret says whose.
#include "daemon/access/permissions.h"
#include "daemon/accounts/unsubscribe_links.h"
#include "daemon/http/app.h"
#include "daemon/http/sign_in.h"

namespace hometime::http {

namespace {

constexpr std::string_view kAsk =
    "<!DOCTYPE html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">"
    "<title>Hometime: e-mails</title><h1>Turn e-mails off?</h1>"
    "<p>Everything stays in Hometime: you are told there, and nowhere else.</p>"
    "<form method=\"post\"><input type=\"hidden\" name=\"List-Unsubscribe\" value=\"One-Click\">"
    "<button>Turn e-mails off</button></form></html>";
constexpr std::string_view kDone =
    "<!DOCTYPE html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">"
    "<title>Hometime: e-mails</title><h1>E-mails are off</h1>"
    "<p>Everything stays in Hometime. You can turn e-mails on again in your settings there.</p></html>";

Response page(std::string_view html) {
    Response response;
    response.content_type = "text/html; charset=utf-8";
    response.body = html;
    return response;
}

/// Somebody's guess looks like any other wrong address.
std::optional<UnsubscribeLink> link_in(App& app, const Request& request, const Params& params, Response& refused) {
    const auto school = parse_school_id(params.at("school"));
    const auto now = app.clock.now();
    const auto key = "unsubscribe " + params.at("token");
    if (const auto wait = app.guessing.begin(key, request.peer.address, now); wait.count() > 0) {
        refused = slow_down(request, wait);
        return std::nullopt;
    }
    const auto secret = app.log.derived_key(kUnsubscribePurpose);
    const auto link = school ? read_unsubscribe_token(secret, *school, params.at("token")) : std::nullopt;
    const CachedRows rows(app.log);
    const bool there = link && School(*school, rows).school();
    if (!there) {
        refused = problem(request.id, Problem::not_found);
        return std::nullopt;
    }
    app.guessing.succeeded(key, request.peer.address);
    return link;
}

Response ask(App& app, const Request& request, const Params& params) {
    Response refused;
    return link_in(app, request, params, refused) ? page(kAsk) : refused;
}

/// The rest of what the person chose stays as it is.
Response unsubscribe(App& app, const Request& request, const Params& params) {
    Response refused;
    const auto link = link_in(app, request, params, refused);
    if (!link) return refused;
    const CachedRows rows(app.log);
    const auto row = School(link->school, rows).outbox(link->person_kind, link->person);
    const bool guardian = link->person_kind == PersonKind::guardian;
    const Actor actor{guardian ? ActorKind::guardian : ActorKind::staff, link->person};
    const ChooseChannels command{false, row ? row->push : std::nullopt, row ? row->follow_ups : std::nullopt};
    const auto outcome =
        app.sequencer.run({link->school, command, actor, 0, Operation::choose_channels, Object{}, std::nullopt});
    if (!std::holds_alternative<Done>(outcome)) {
        const bool gone = std::holds_alternative<Denied>(outcome) || std::holds_alternative<Refused>(outcome);
        return gone ? problem(request.id, Problem::not_found)
                    : with_retry(problem(request.id, Problem::overloaded), kBusyRetry);
    }
    const bool by_browser = request.header("accept").find("text/html") != std::string::npos;
    return by_browser ? page(kDone) : ok(boost::json::object{{"email", false}, {"in_app", true}});
}

}  // namespace

void add_unsubscribe_routes(Router& router, App& app) {
    router.add(Method::get, "/v1/schools/{school}/unsubscribe/{token}", Operation::ask_to_unsubscribe,
               [&app](const Request& request, const Params& params) { return ask(app, request, params); });
    router.add(Method::post, "/v1/schools/{school}/unsubscribe/{token}", Operation::unsubscribe,
               [&app](const Request& request, const Params& params) { return unsubscribe(app, request, params); });
}

}  // namespace hometime::http

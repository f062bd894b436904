// Receivers of webhooks: how they are doing, and going on with one that was switched off (administrator).
#include "notifier/webhooks/webhooks.h"
#include "daemon/http/server_wide.h"

namespace hometime::http {

namespace {

using webhook::ReceiverStatus;

std::string_view state_of(const ReceiverStatus& one) {
    if (one.off) return "off";
    if (one.is_over) return "over";
    return one.failed_attempts > 0 ? "trying-again" : "sending";
}

boost::json::object describe(const ReceiverStatus& one) {
    boost::json::array streams;
    std::uint64_t waiting = 0;
    for (const auto& [name, stream] : one.streams) {
        streams.push_back({{"stream", name}, {"number", stream.number}, {"waiting", stream.waiting}});
        waiting += stream.waiting;
    }
    boost::json::object object{{"receiver", one.name},          {"origin", one.origin},   {"owner", one.owner},
                               {"until", to_string(one.until)}, {"state", state_of(one)}, {"waiting", waiting},
                               {"streams", std::move(streams)}};
    if (one.last_success) object["last_success"] = to_string(*one.last_success);
    if (one.failed_attempts > 0) object["failed_attempts"] = one.failed_attempts;
    if (one.next_attempt) object["next_attempt"] = to_string(*one.next_attempt);
    if (one.off) {
        object["off_since"] = to_string(one.off->since);
        object["off_why"] = one.off->why;
    }
    return object;
}

Response list_webhooks(const App& app) {
    boost::json::array receivers;
    if (app.webhooks != nullptr) {
        for (const auto& one : app.webhooks->status()) receivers.push_back(describe(one));
    }
    return ok(boost::json::object{{"webhooks", std::move(receivers)}});
}

Response enable_webhook(const App& app, const Request& request, const std::string& name) {
    if (app.webhooks == nullptr || !app.webhooks->enable(name)) return problem(request.id, Problem::not_found);
    for (const auto& one : app.webhooks->status()) {
        if (one.name == name) return ok(describe(one));
    }
    return problem(request.id, Problem::not_found);  // A reload took it away meanwhile.
}

}  // namespace

void add_webhook_routes(Router& router, App& app) {
    add_server_route(router, app, Method::get, "/v1/webhooks", Operation::list_webhooks,
                     [&app](const Request&) { return list_webhooks(app); });
    router.add(Method::post, "/v1/webhooks/{receiver}/enable", Operation::enable_webhook,
               [&app](const Request& request, const Params& params) {
                   Response refused;
                   if (!administrator(app, request, Operation::enable_webhook, refused)) return refused;
                   return enable_webhook(app, request, params.at("receiver"));
               });
}

}  // namespace hometime::http

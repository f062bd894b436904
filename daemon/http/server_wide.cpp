#include "daemon/http/server_wide.h"

namespace hometime::http {

std::optional<Identity> administrator(App& app, const Request& request, Operation operation, Response& refused) {
    auto who = identify(app, request, refused);
    if (!who) return std::nullopt;
    const MemoryRows none;
    if (permit(School({}, none), who->actor, operation, Object{}, app.clock.now()) == Verdict::allowed) return who;
    refused = problem(request.id, Problem::forbidden);
    return std::nullopt;
}

void add_server_route(Router& router, App& app, Method method, const std::string& path, Operation operation,
                      std::function<Response(const Request&)> handler) {
    router.add(method, path, operation,
               [&app, operation, handler = std::move(handler)](const Request& request, const Params&) {
                   Response refused;
                   return administrator(app, request, operation, refused) ? handler(request) : refused;
               });
}

}  // namespace hometime::http

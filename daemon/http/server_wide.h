// Routes that name no school: what the administrator of the server asks for.
#pragma once

#include <functional>

#include "daemon/http/app.h"
#include "daemon/http/identity.h"

namespace hometime::http {

/// Who asks, where the table lets them; the table is asked about a school that is nobody's. nullopt: `refused` says
/// why.
[[nodiscard]] std::optional<Identity> administrator(App& app, const Request& request, Operation operation,
                                                    Response& refused);

/// A route that needs nothing but the right to ask.
void add_server_route(Router& router, App& app, Method method, const std::string& path, Operation operation,
                      std::function<Response(const Request&)> handler);

}  // namespace hometime::http

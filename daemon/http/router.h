// Which handler answers a request. Patterns are paths whose {segments} become parameters.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/access/operations.h"
#include "daemon/http/message.h"

namespace hometime::http {

/// What a pattern's {names} stood for in this request.
using Params = std::map<std::string, std::string, std::less<>>;

/// Handlers run on the worker pool, may wait, and are called from several threads at once.
using RouteHandler = std::function<Response(const Request&, const Params&)>;

struct Route {
    Method method = Method::get;
    std::string pattern;    ///< "/v1/schools/{school}/messages/{message}"
    Operation operation{};  ///< what the permission table is asked
    RouteHandler handler;
};

class Router {
public:
    void add(Method method, std::string pattern, Operation operation, RouteHandler handler);
    /// A route that anybody may ask and that is no operation of a school ("/healthz", "/metrics").
    void add_public(std::string pattern, RouteHandler handler);

    /// Answers: the route's handler, or 404, or 405 with Allow. HEAD is answered as GET.
    [[nodiscard]] Response handle(const Request& request) const;
    [[nodiscard]] const std::vector<Route>& routes() const { return routes_; }

private:
    std::vector<Route> routes_;
    std::vector<std::vector<std::string>> segments_;  ///< of routes_, taken apart once
};

}  // namespace hometime::http

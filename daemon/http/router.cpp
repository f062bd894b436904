#include "daemon/http/router.h"

#include <optional>

#include "daemon/http/problem.h"

namespace hometime::http {

namespace {

std::vector<std::string> split(std::string_view path) {
    std::vector<std::string> segments;
    path.remove_prefix(1);
    for (;;) {
        const auto slash = path.find('/');
        segments.emplace_back(path.substr(0, slash));
        if (slash == std::string_view::npos) return segments;
        path.remove_prefix(slash + 1);
    }
}

std::optional<Params> match(const std::vector<std::string>& pattern, const std::vector<std::string>& path) {
    if (pattern.size() != path.size()) return std::nullopt;
    Params params;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (pattern[i].front() == '{') {
            if (path[i].empty()) return std::nullopt;  // "/messages/" names no message.
            params.emplace(pattern[i].substr(1, pattern[i].size() - 2), path[i]);
        } else if (pattern[i] != path[i]) {
            return std::nullopt;
        }
    }
    return params;
}

}  // namespace

void Router::add(Method method, std::string pattern, Operation operation, RouteHandler handler) {
    segments_.push_back(split(pattern));
    routes_.push_back({method, std::move(pattern), operation, std::move(handler)});
}

void Router::add_public(std::string pattern, RouteHandler handler) {
    add(Method::get, std::move(pattern), Operation::read_status, std::move(handler));
}

Response Router::handle(const Request& request) const {
    const Method method = request.method == Method::head ? Method::get : request.method;
    std::string allowed;
    for (std::size_t i = 0; i < routes_.size(); ++i) {
        const auto params = match(segments_[i], request.segments);
        if (!params) continue;
        if (routes_[i].method == method) return routes_[i].handler(request, *params);
        allowed += (allowed.empty() ? "" : ", ") + std::string(to_string(routes_[i].method));
        if (routes_[i].method == Method::get) allowed += ", HEAD";
    }
    if (allowed.empty()) return problem(request.id, Problem::not_found);
    auto response = problem(request.id, Problem::method_not_allowed);
    response.headers.emplace_back("Allow", allowed);
    return response;
}

}  // namespace hometime::http

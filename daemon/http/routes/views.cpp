// How the views are doing, building them anew, and comparing them with the log (administrator).
#include "daemon/http/server_wide.h"

namespace hometime::http {

namespace {

struct WhichViewsBody {
    std::optional<std::vector<std::string>> views;  ///< "inbox" or "inbox@1"; absent: all
};
BOOST_DESCRIBE_STRUCT(WhichViewsBody, (), (views))

std::string_view state_of(const ProjectionStatus& view) {
    if (view.stopped) return "stopped";
    if (view.aside) return "building";
    return view.building ? "rebuilding" : "serving";
}

std::uint64_t place_in(const Cursors& cursors, SchoolId school) {
    const auto found = cursors.find(school);
    return found == cursors.end() ? 0 : found->second.value;
}

boost::json::array schools_of(const App& app, const ProjectionStatus& view) {
    boost::json::array list;
    for (const auto& head : app.log.heads()) {
        boost::json::object school{{"school", to_string(head.school)},
                                   {"position", place_in(view.seen, head.school)},
                                   {"behind", view.behind(head.school, head.size)}};
        if (view.building) school["built"] = place_in(*view.building, head.school);
        list.push_back(std::move(school));
    }
    return list;
}

boost::json::object describe(const App& app, const ProjectionStatus& view) {
    boost::json::object object{{"view", view.name}, {"state", state_of(view)}, {"builds", view.builds}};
    if (!view.aside || view.served != view.name) object["serves"] = view.served;
    if (view.stopped) object["reason"] = view.reason;
    if (view.stopped && view.stopped_at.sequence) {
        object["stopped_at"] = {{"school", to_string(view.stopped_at.school)},
                                {"sequence", view.stopped_at.sequence.value}};
    }
    if (!view.not_built.empty()) object["not_built"] = view.not_built;
    object["schools"] = schools_of(app, view);
    return object;
}

boost::json::object describe(const App& app, const ComparisonStatus& comparison) {
    std::uint64_t read = 0, records = 0;
    for (const auto& head : app.log.heads()) {
        records += head.size;
        read += std::min(head.size, place_in(comparison.seen, head.school));
    }
    boost::json::array views(comparison.views.begin(), comparison.views.end());
    boost::json::object object{{"comparison", comparison.number},
                               {"done", comparison.done},
                               {"views", views},
                               {"records_read", read},
                               {"records", records},
                               {"rows", comparison.rows}};
    if (!comparison.difference.empty()) object["difference"] = comparison.difference;
    return object;
}

Response list_views(const App& app) {
    boost::json::array views;
    for (const auto& view : app.runner.status()) views.push_back(describe(app, view));
    boost::json::object reply{{"follows", !app.runner.failure()}, {"views", std::move(views)}};
    if (const auto comparison = app.runner.comparison(); comparison.number != 0)
        reply["comparison"] = describe(app, comparison);
    return ok(reply);
}

/// Those that the body names; nullopt: `refused` says what is wrong with it.
std::optional<std::vector<ViewName>> named_views(const Request& request, Response& refused) {
    const auto body = parse_body<WhichViewsBody>(request, refused);
    if (!body) return std::nullopt;
    std::vector<ViewName> views;
    for (const auto& projection : views::all_projections()) views.push_back(projection->view());
    if (!body->views) return views;
    std::vector<ViewName> named;
    json::FieldErrors errors;
    for (std::size_t i = 0; i < body->views->size(); ++i) {
        const auto& name = (*body->views)[i];
        const auto found = std::find_if(views.begin(), views.end(), [&](const ViewName& view) {
            return view.name == name || to_string(view) == name;
        });
        if (found == views.end()) {
            if (errors.size() < json::kFieldErrorsMax)
                errors.push_back({"/views/" + std::to_string(i), "unknown", "is no view; GET /v1/views lists them"});
        } else if (std::find(named.begin(), named.end(), *found) == named.end()) {
            named.push_back(*found);
        }
    }
    if (errors.empty()) return named;
    refused = problem(request.id, Problem::invalid_fields, errors);
    return std::nullopt;
}

boost::json::array names_of(const std::vector<ViewName>& views) {
    boost::json::array names;
    for (const auto& view : views) names.emplace_back(to_string(view));
    return names;
}

/// Nothing is built once the runner has ended: the next start mends what it ended of.
bool stands_still(const App& app, const Request& request, Response& refused) {
    if (!app.runner.failure()) return false;
    refused = problem(request.id, Problem::view_stopped);
    return true;
}

Response rebuild(App& app, const Request& request) {
    Response refused;
    const auto named = named_views(request, refused);
    if (!named || stands_still(app, request, refused)) return refused;
    app.runner.rebuild(*named);
    return ok(boost::json::object{{"views", names_of(*named)}}, 202);
}

Response compare(App& app, const Request& request) {
    Response refused;
    const auto named = named_views(request, refused);
    if (!named || stands_still(app, request, refused)) return refused;
    const auto number = app.runner.compare(*named);
    return ok(boost::json::object{{"comparison", number}, {"views", names_of(*named)}}, 202);
}

}  // namespace

void add_view_routes(Router& router, App& app) {
    add_server_route(router, app, Method::get, "/v1/views", Operation::list_views,
                     [&app](const Request&) { return list_views(app); });
    add_server_route(router, app, Method::post, "/v1/views/rebuild", Operation::rebuild_views,
                     [&app](const Request& request) { return rebuild(app, request); });
    add_server_route(router, app, Method::post, "/v1/views/compare", Operation::compare_views,
                     [&app](const Request& request) { return compare(app, request); });
}

}  // namespace hometime::http

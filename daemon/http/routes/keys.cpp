// The key store, for whoever runs the server: how many keys there are, and a new generation. No key ever leaves.
#include "daemon/eraser.h"
#include "daemon/http/app.h"
#include "daemon/http/server_wide.h"

namespace hometime::http {

namespace {

Response read_key_store(App& app, const Request& request) {
    if (app.eraser == nullptr) return problem(request.id, Problem::read_only);
    const auto counts = app.eraser->counts();
    return ok(boost::json::object{{"generation", counts.generation},
                                  {"made", counts.made},
                                  {"destroyed", counts.destroyed},
                                  {"to_be_destroyed", counts.retired}});
}

/// A disk that refuses ends the process; anything else leaves the old generation as it was.
Response rotate_keys(App& app, const Request& request) {
    if (app.eraser == nullptr) return problem(request.id, Problem::read_only);
    const auto generation = app.eraser->rotate();
    if (!generation && generation.error().code == ErrorCode::busy) return disk_full(request);
    if (generation) return ok(boost::json::object{{"generation", *generation}});
    return problem(request.id, Problem::internal_error);
}

}  // namespace

void add_key_routes(Router& router, App& app) {
    add_server_route(router, app, Method::get, "/v1/keys", Operation::read_key_store,
                     [&app](const Request& request) { return read_key_store(app, request); });
    add_server_route(router, app, Method::post, "/v1/keys/rotation", Operation::rotate_keys,
                     [&app](const Request& request) { return rotate_keys(app, request); });
}

}  // namespace hometime::http

// A pupil's own sign-in: a one-time code, shown once, by the class's teacher or the office (D16).
#include "daemon/accounts/codes.h"
#include "daemon/http/app.h"
#include "daemon/http/empty_body.h"
#include "daemon/http/sign_in.h"

namespace hometime::http {

namespace {

Response issue_code(const Call& call) {
    Response refused;
    if (!parse_body<EmptyBody>(call.request, refused)) return refused;
    const auto code = draw_code(call.app.random);
    const auto hash = call.app.secrets.hash(code.text);
    if (!hash) return with_retry(problem(call.request.id, Problem::overloaded), kBusyRetry);
    const auto pupil = call.id("pupil");
    // The code itself is in the first answer only: stored replies hold no secret.
    const auto add_code = [&](boost::json::object& reply, const Done& done) {
        if (!done.repeated) reply["code"] = printed(code);
    };
    return run_command(call, IssuePupilCode{PupilId{pupil}, {code.selector, *hash}},
                       object_of(ObjectKind::pupil, pupil), 201, add_code);
}

}  // namespace

void add_pupil_code_routes(Router& router, App& app) {
    add_route(router, app, Method::post, "/pupils/{pupil}/codes", Operation::issue_pupil_code,
              from_path(ObjectKind::pupil, "pupil"), issue_code);
}

}  // namespace hometime::http

// Why a message is seen when it is.
#include "daemon/http/message_object.h"
#include "daemon/http/message_why.h"

namespace hometime::http {

namespace {

Response explain_message(const Call& call) {
    const auto story = story_of(call.app, call.school, MessageId{call.id("message")});
    return story ? ok(why_json(call, *story)) : problem(call.request.id, Problem::not_found);
}

}  // namespace

void add_why_routes(Router& router, App& app) {
    add_route(router, app, Method::get, "/messages/{message}/why", Operation::explain_message, the_message,
              explain_message);
}

}  // namespace hometime::http

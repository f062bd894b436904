// Messages that a child may have sent: marked by staff, answered by the one in whose name it was sent (S13). The adults
// are told in notices.cpp.
#include "daemon/http/app.h"
#include "daemon/http/empty_body.h"
#include "daemon/http/message_object.h"

namespace hometime::http {

namespace {

struct MineBody {
    bool mine = false;
};
BOOST_DESCRIBE_STRUCT(MineBody, (), (mine))

Response dispute(const Call& call) {
    Response refused;
    if (!parse_body<EmptyBody>(call.request, refused)) return refused;
    const auto message = the_message(call);
    return run_command(call, DisputeAuthorship{MessageId{message.id}, message.thread}, message);
}

Response answer(const Call& call) {
    Response refused;
    const auto body = parse_body<MineBody>(call.request, refused);
    if (!body) return refused;
    const auto message = the_message(call);
    return run_command(call, AnswerAuthorship{MessageId{message.id}, body->mine}, message);
}

}  // namespace

void add_authorship_routes(Router& router, App& app) {
    add_route(router, app, Method::post, "/messages/{message}/dispute", Operation::dispute_authorship, the_message,
              dispute);
    add_route(router, app, Method::post, "/messages/{message}/authorship", Operation::answer_authorship, the_message,
              answer);
}

}  // namespace hometime::http

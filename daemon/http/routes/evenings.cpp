// Parents' evenings: announcing, calling off, and joining for oneself.
#include "daemon/http/app.h"

namespace hometime::http {

namespace {

struct EveningBody {
    LocalDate date;
    LocalMinute start;
    LocalMinute end;
    std::string label;
};
BOOST_DESCRIBE_STRUCT(EveningBody, (), (date, start, end, label))

struct JoiningBody {
    bool joins = true;
};
BOOST_DESCRIBE_STRUCT(JoiningBody, (), (joins))

Response announce(const Call& call) {
    Response refused;
    const auto body = parse_body<EveningBody>(call.request, refused);
    if (!body) return refused;
    return run_command(call, AnnounceEvening{{body->date, body->start, body->end}, body->label}, Object{});
}

Response cancel(const Call& call) {
    return run_command(call, CancelEvening{EveningId{call.id("evening")}}, Object{}, 200);
}

Response join(const Call& call) {
    Response refused;
    const auto body = parse_body<JoiningBody>(call.request, refused);
    if (!body) return refused;
    return run_command(call, JoinEvening{EveningId{call.id("evening")}, body->joins}, Object{}, 200);
}

}  // namespace

void add_evening_routes(Router& router, App& app) {
    add_route(router, app, Method::post, "/calendar/evenings", Operation::announce_evening, {}, announce);
    add_route(router, app, Method::del, "/calendar/evenings/{evening}", Operation::cancel_evening, {}, cancel);
    add_route(router, app, Method::put, "/calendar/evenings/{evening}/joined", Operation::join_evening, {}, join);
}

}  // namespace hometime::http

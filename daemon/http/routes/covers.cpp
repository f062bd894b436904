// Cover: who stands in for an absent member of staff, and on which dates.
#include "daemon/http/app.h"
#include "daemon/http/office.h"
#include "projections/state/cover_standing.h"

namespace hometime::http {

namespace {

struct CoverBody {
    StaffId absent;
    StaffId cover;
    LocalDate from;
    std::optional<LocalDate> to;
};
BOOST_DESCRIBE_STRUCT(CoverBody, (), (absent, cover, from, to))

Response arrange(const Call& call) {
    Response refused;
    const auto body = parse_body<CoverBody>(call.request, refused);
    if (!body) return refused;
    const ArrangeCover command{body->absent, body->cover, {body->from, body->to.value_or(body->from)}};
    return run_command(call, command, Object{});
}

/// Those that are in force or still to come: the others are history.
Response list(const Call& call) {
    const auto today = school_date(call.state, call.app.clock.now());
    boost::json::array covers;
    call.state.each_covers([&](const CoversRow& row) {
        for (const auto& one : row.all) {
            if (one.dates.to < today) continue;
            covers.push_back({{"cover", one.id.value},
                              {"absent", row.absent.value},
                              {"absent_name", name_of(call.app, call.state, row.absent)},
                              {"stands_in", one.cover.value},
                              {"stands_in_name", name_of(call.app, call.state, one.cover)},
                              {"from", to_string(one.dates.from)},
                              {"to", to_string(one.dates.to)}});
        }
        return true;
    });
    return ok(boost::json::object{{"covers", std::move(covers)}});
}

Response end(const Call& call) {
    const CoverId cover{call.id("cover")};
    StaffId absent;
    call.state.each_covers([&](const CoversRow& row) {
        for (const auto& one : row.all) {
            if (one.id == cover) absent = row.absent;
        }
        return !absent;
    });
    return run_command(call, EndCover{cover, absent}, Object{}, 200);
}

}  // namespace

void add_cover_routes(Router& router, App& app) {
    add_route(router, app, Method::post, "/covers", Operation::arrange_cover, {}, arrange);
    add_route(router, app, Method::get, "/covers", Operation::list_covers, {}, list);
    add_route(router, app, Method::del, "/covers/{cover}", Operation::end_cover, {}, end);
}

}  // namespace hometime::http

// Points: praise, its retraction, and a pupil's own total.
#include "daemon/http/app.h"
#include "daemon/http/paging.h"

namespace hometime::http {

namespace {

struct AwardBody {
    std::string skill;
};
BOOST_DESCRIBE_STRUCT(AwardBody, (), (skill))

struct ReasonBody {
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(ReasonBody, (), (reason))

Response award(const Call& call) {
    Response refused;
    const auto body = parse_body<AwardBody>(call.request, refused);
    if (!body) return refused;
    const auto pupil = call.id("pupil");
    return run_command(call, AwardPoint{PupilId{pupil}, body->skill}, object_of(ObjectKind::pupil, pupil));
}

Response retract(const Call& call) {
    Response refused;
    const auto body = parse_body<ReasonBody>(call.request, refused);
    if (!body) return refused;
    const auto award = call.id("award");
    return run_command(call, RetractPoint{AwardId{award}, body->reason}, object_of(ObjectKind::award, award), 200);
}

Response read_points(const Call& call) {
    Response refused;
    const auto page = page_of(call.request, refused);
    if (!page) return refused;
    const PupilId pupil{call.id("pupil")};
    boost::json::array list;
    for (const auto& item : views::awards(call.views(), call.school, pupil, *page)) {
        list.push_back({{"award", item.award.value},
                        {"skill", item.skill},
                        {"class", item.class_id.value},
                        {"awarded_at", to_string(item.awarded_at)},
                        {"retracted", item.retracted_at.has_value()}});
    }
    return ok(boost::json::object{{"pupil", pupil.value},
                                  {"total", views::points_total(call.views(), call.school, pupil)},
                                  {"awards", std::move(list)}});
}

}  // namespace

void add_point_routes(Router& router, App& app) {
    const auto pupil = from_path(ObjectKind::pupil, "pupil");
    add_route(router, app, Method::post, "/pupils/{pupil}/points", Operation::award_point, pupil, award);
    add_route(router, app, Method::get, "/pupils/{pupil}/points", Operation::read_points, pupil, read_points);
    add_route(router, app, Method::post, "/points/{award}/retraction", Operation::retract_point,
              from_path(ObjectKind::award, "award"), retract);
}

}  // namespace hometime::http

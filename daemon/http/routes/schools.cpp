// Opening and listing schools (administrator), and how a school is doing.
#include "daemon/http/app.h"
#include "daemon/http/defaults.h"
#include "daemon/http/office.h"
#include "daemon/http/server_wide.h"

namespace hometime::http {

namespace {

struct OpenSchoolBody {
    std::string zone;
    std::string name;
    OfficeContact office;
    std::optional<Policy> policy;
};
BOOST_DESCRIBE_STRUCT(OpenSchoolBody, (), (zone, name, office, policy))

Response open_school(App& app, const Request& request, const Params& params) {
    Response refused;
    const auto who = administrator(app, request, Operation::open_school, refused);
    if (!who) return refused;
    auto body = parse_body<OpenSchoolBody>(request, refused);
    if (!body) return refused;
    const SchoolId school = app.random.school_id();
    OpenSchool command{
        school,      app.random.uuid(), body->zone, body->name, body->policy ? *body->policy : default_policy(),
        body->office};
    const MemoryRows none;
    const School state(school, none);
    const Call call{app, request, params, Operation::open_school, school, who->actor, who->account, 0, state};
    return run_command(call, std::move(command), Object{});
}

Response list_schools(App& app) {
    boost::json::array list;
    for (const auto& head : app.log.heads()) {
        const CachedRows rows(app.log);
        const School state(head.school, rows);
        const auto row = state.school();
        if (!row) continue;
        list.push_back({{"school", to_string(head.school)},
                        {"name", school_name(app, state)},
                        {"zone", row->zone},
                        {"records", head.size}});
    }
    return ok(boost::json::object{{"schools", std::move(list)}});
}

Response read_status(const Call& call) {
    const auto head = call.app.log.head(call.school);
    std::uint64_t pupils = 0, guardians = 0, linked = 0, staff = 0, held = 0;
    call.state.each_pupil([&](const PupilRow& row) { return pupils += row.active ? 1 : 0, true; });
    call.state.each_guardian(
        [&](const GuardianRow& row) { return ++guardians, linked += row.linked.empty() ? 0 : 1, true; });
    call.state.each_staff([&](const StaffRow& row) { return staff += row.active ? 1 : 0, true; });
    call.state.each_held([&](const HeldRow&) { return ++held, true; });
    boost::json::object status{{"school", to_string(call.school)},
                               {"time", to_string(call.app.clock.now())},
                               {"records", head->size},
                               {"root", hex(head->root)},
                               {"pupils", pupils},
                               {"adults", guardians},
                               {"linked_adults", linked},
                               {"staff", staff},
                               {"held_messages", held}};
    boost::json::array views;
    for (const auto& view : call.app.runner.status()) {
        views.push_back(
            {{"view", view.name}, {"behind", view.behind(call.school, head->size)}, {"stopped", view.stopped}});
    }
    status["views"] = std::move(views);
    return ok(status);
}

}  // namespace

void add_school_routes(Router& router, App& app) {
    router.add(Method::post, "/v1/schools", Operation::open_school,
               [&app](const Request& request, const Params& params) { return open_school(app, request, params); });
    add_server_route(router, app, Method::get, "/v1/schools", Operation::list_schools,
                     [&app](const Request&) { return list_schools(app); });
    add_route(router, app, Method::get, "/status", Operation::read_status, {}, read_status);
}

}  // namespace hometime::http

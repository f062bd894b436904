// Staff: who they are, what they may do, and their one-time codes.
#include "daemon/accounts/codes.h"
#include "daemon/http/app.h"
#include "daemon/http/empty_body.h"
#include "daemon/http/office.h"

namespace hometime::http {

namespace {

struct RoleBody {
    StaffRole role{};
};
BOOST_DESCRIBE_STRUCT(RoleBody, (), (role))

boost::json::array roles_json(const StaffRow& row) {
    boost::json::array roles;
    if (!row.teaches.empty()) roles.emplace_back("teacher");
    if (!row.assists.empty()) roles.emplace_back("teaching_assistant");
    for (const auto role : row.granted) roles.emplace_back(boost::describe::enum_to_string(role, "?"));
    return roles;
}

boost::json::array classes_json(const Call& call, const StaffRow& row) {
    boost::json::array classes;
    for (const auto id : row.teaches) classes.emplace_back(title_of(call.app, call.state, id));
    for (const auto id : row.assists) classes.emplace_back(title_of(call.app, call.state, id));
    return classes;
}

Response list_staff(const Call& call) {
    boost::json::array list;
    call.state.each_staff([&](const StaffRow& row) {
        if (!row.active) return true;
        list.push_back({{"staff", row.id.value},
                        {"name", name_of(call.app, call.state, row.id)},
                        {"roles", roles_json(row)},
                        {"classes", classes_json(call, row)},
                        {"has_account", row.account != 0}});
        return true;
    });
    return ok(boost::json::object{{"staff", std::move(list)}});
}

Response grant_role(const Call& call) {
    Response refused;
    const auto body = parse_body<RoleBody>(call.request, refused);
    if (!body) return refused;
    const auto staff = call.id("staff");
    return run_command(call, GrantStaffRole{StaffId{staff}, body->role}, object_of(ObjectKind::staff, staff));
}

Response revoke_role(const Call& call) {
    StaffRole role{};
    if (!boost::describe::enum_from_string(call.params.at("role").c_str(), role)) {
        return problem(call.request.id, Problem::not_found);
    }
    const auto staff = call.id("staff");
    return run_command(call, RevokeStaffRole{StaffId{staff}, role}, object_of(ObjectKind::staff, staff), 200);
}

Response issue_code(const Call& call) {
    Response refused;
    if (!parse_body<EmptyBody>(call.request, refused)) return refused;
    const auto code = draw_code(call.app.random);
    const auto hash = call.app.secrets.hash(code.text);
    if (!hash) return problem(call.request.id, Problem::overloaded);
    const auto staff = call.id("staff");
    // The code itself is in the first answer only: stored replies hold no secret.
    const auto add_code = [&](boost::json::object& reply, const Done& done) {
        if (!done.repeated) reply["code"] = printed(code);
    };
    return run_command(call, IssueStaffCode{StaffId{staff}, {code.selector, *hash}},
                       object_of(ObjectKind::staff, staff), 201, add_code);
}

}  // namespace

void add_staff_routes(Router& router, App& app) {
    const auto one = from_path(ObjectKind::staff, "staff");
    add_route(router, app, Method::get, "/staff", Operation::list_staff, {}, list_staff);
    add_route(router, app, Method::post, "/staff/{staff}/roles", Operation::grant_role, one, grant_role);
    add_route(router, app, Method::del, "/staff/{staff}/roles/{role}", Operation::revoke_role, one, revoke_role);
    add_route(router, app, Method::post, "/staff/{staff}/codes", Operation::issue_staff_code, one, issue_code);
}

}  // namespace hometime::http

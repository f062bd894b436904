// One post: read, edited, taken back; and what it said before, for those who may edit it.
#include "daemon/http/etag.h"
#include "daemon/http/feed_json.h"
#include "daemon/http/office.h"

namespace hometime::http {

namespace {

struct PostEditBody {
    std::string title;
    std::optional<std::string> body;
    std::optional<std::string> place;
    std::optional<UtcTime> starts_at;
    std::optional<UtcTime> ends_at;
};
BOOST_DESCRIBE_STRUCT(PostEditBody, (), (title, body, place, starts_at, ends_at))

struct PostRetractionBody {
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(PostRetractionBody, (), (reason))

boost::json::array history(const Call& call, PostId post) {
    boost::json::array list;
    for (const auto& version : views::post_versions(call.views(), call.school, post)) {
        boost::json::object entry{{"version", version.version.value},
                                  {"staff", version.staff.value},
                                  {"name", name_of(call.app, call.state, version.staff)},
                                  {"at", to_string(version.at)}};
        if (version.starts_at) entry["starts_at"] = to_string(*version.starts_at);
        if (version.ends_at) entry["ends_at"] = to_string(*version.ends_at);
        put_words(call, version.version, entry);
        list.push_back(std::move(entry));
    }
    return list;
}

/// Who took it back, and why. `version` of such a post is the fact that did it.
boost::json::object retraction(const Call& call, const views::PostItem& item) {
    const auto record = call.app.log.read({call.school, item.version});
    const auto by = record ? StaffId{record->header.actor.id} : StaffId{};
    return {{"staff", by.value},
            {"name", name_of(call.app, call.state, by)},
            {"at", to_string(*item.retracted_at)},
            {"reason", text_at(call.app, call.school, item.version)}};
}

Response read_post(const Call& call) {
    const auto object = the_post(call);
    const auto item = views::post(call.views(), call.school, feed_in_path(call), PostId{object.id});
    if (!item) return problem(call.request.id, Problem::not_found);
    auto body = post_json(call, *item);
    body["version"] = item->version.value;
    if (call.verdict(Operation::edit_post, object) == Verdict::allowed) {
        body["history"] = history(call, item->post);
        if (item->retracted_at) body["retraction"] = retraction(call, *item);
    }
    return with_etag(ok(body), item->version);
}

Response edit_post(const Call& call) {
    const auto if_match = call.request.header("if-match");
    if (if_match.empty()) return problem(call.request.id, Problem::precondition_required);
    Response refused;
    const auto body = parse_body<PostEditBody>(call.request, refused);
    if (!body) return refused;
    const auto post = the_post(call);
    const EditPost command{PostId{post.id},
                           version_in(if_match).value_or(Sequence{}),
                           body->starts_at,
                           body->ends_at,
                           {body->title, body->body.value_or(""), body->place.value_or("")}};
    return run_command(call, command, post, 200);
}

Response retract_post(const Call& call) {
    Response refused;
    const auto body = parse_body<PostRetractionBody>(call.request, refused);
    if (!body) return refused;
    const auto post = the_post(call);
    return run_command(call, RetractPost{PostId{post.id}, body->reason}, post);
}

}  // namespace

void add_post_routes(Router& router, App& app) {
    add_route(router, app, Method::get, "/feeds/{feed}/posts/{post}", Operation::read_post, the_post, read_post);
    add_route(router, app, Method::put, "/feeds/{feed}/posts/{post}", Operation::edit_post, the_post, edit_post);
    add_route(router, app, Method::post, "/feeds/{feed}/posts/{post}/retraction", Operation::retract_post, the_post,
              retract_post);
}

}  // namespace hometime::http

// Messages that a child may have sent: marked by staff, told to the pupil's linked adults, answered by the one in whose
// name it was sent (S13).
#include "daemon/http/app.h"
#include "daemon/http/message_object.h"
#include "daemon/http/office.h"
#include "daemon/http/paging.h"

namespace hometime::http {

namespace {

struct EmptyBody {};
BOOST_DESCRIBE_STRUCT(EmptyBody, (), ())

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

/// Only of pupils to whom the guardian is linked now (S22). The text is not in it: it may be another adult's.
Response list_notices(const Call& call) {
    Response refused;
    const auto page = page_of(call.request, refused);
    if (!page) return refused;
    boost::json::array list;
    for (const auto& item : views::notices_of(call.views(), call.school, call.guardian(), *page)) {
        const auto relations = call.relations(object_of(ObjectKind::pupil, item.pupil.value));
        if (!relations.contains(Relation::linked_pupil)) continue;
        const bool own = item.guardian == call.guardian();
        list.push_back({{"message", item.message.value},
                        {"pupil", item.pupil.value},
                        {"pupil_name", name_of(call.app, call.state, item.pupil)},
                        {"told_at", to_string(item.told_at)},
                        {"yours", own},
                        {"authorship", boost::describe::enum_to_string(item.authorship, "?")},
                        {"notice", own ? "The school asks whether you wrote this message yourself. Please answer."
                                       : "The school asks another adult of this pupil whether they wrote a message."}});
    }
    return ok(boost::json::object{{"notices", std::move(list)}});
}

}  // namespace

void add_authorship_routes(Router& router, App& app) {
    add_route(router, app, Method::post, "/messages/{message}/dispute", Operation::dispute_authorship, the_message,
              dispute);
    add_route(router, app, Method::post, "/messages/{message}/authorship", Operation::answer_authorship, the_message,
              answer);
    add_route(router, app, Method::get, "/notices", Operation::list_notices, {}, list_notices);
}

}  // namespace hometime::http

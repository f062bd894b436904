// Notifications that nobody will try again: a queue with an owner, the office.
#include "daemon/http/app.h"
#include "daemon/http/office.h"

namespace hometime::http {

namespace {

struct RetryBody {
    bool retry = false;
};
BOOST_DESCRIBE_STRUCT(RetryBody, (), (retry))

template <class E>
std::string word(E value) {
    return boost::describe::enum_to_string(value, "?");
}

std::string name_of(const Call& call, const DeadLetterRow& row) {
    return row.person_kind == PersonKind::guardian ? name_of(call.app, call.state, GuardianId{row.person})
                                                   : name_of(call.app, call.state, StaffId{row.person});
}

Response list_dead_letters(const Call& call) {
    boost::json::array list;
    call.state.each_dead_letter([&](const DeadLetterRow& row) {
        list.push_back({{"notification", row.id.value},
                        {"person_kind", word(row.person_kind)},
                        {"person", row.person},
                        {"name", name_of(call, row)},
                        {"channel", word(row.channel)},
                        {"kind", word(row.kind)},
                        {"reason", word(row.reason)},
                        {"since", to_string(row.at)}});
        return true;
    });
    return ok(boost::json::object{{"dead_letters", std::move(list)}});
}

Response close_dead_letter(const Call& call) {
    Response refused;
    const auto body = parse_body<RetryBody>(call.request, refused);
    if (!body) return refused;
    return run_command(call, CloseDeadLetter{NotificationId{call.id("notification")}, body->retry}, Object{}, 200);
}

}  // namespace

void add_dead_letter_routes(Router& router, App& app) {
    add_route(router, app, Method::get, "/dead-letters", Operation::list_dead_letters, {}, list_dead_letters);
    add_route(router, app, Method::post, "/dead-letters/{notification}", Operation::close_dead_letter, {},
              close_dead_letter);
}

}  // namespace hometime::http

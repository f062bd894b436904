// Who is away: recorded by the office, seen by it and by the teachers and assistants of the class.
#include "daemon/commands/today.h"
#include "daemon/http/app.h"
#include "daemon/http/message_object.h"
#include "daemon/http/office.h"
#include "daemon/http/paging.h"

namespace hometime::http {

namespace {

struct AwayBody {
    LocalDate from;
    std::optional<LocalDate> to;
    AwayKind kind{};
    std::optional<LocalMinute> at;
    std::optional<MessageId> message;
};
BOOST_DESCRIBE_STRUCT(AwayBody, (), (from, to, kind, at, message))

Response record_away(const Call& call) {
    Response refused;
    const auto body = parse_body<AwayBody>(call.request, refused);
    if (!body) return refused;
    const auto pupil = call.id("pupil");
    RecordAway command;
    command.pupil = PupilId{pupil};
    command.dates = {body->from, body->to.value_or(body->from)};
    command.kind = body->kind;
    command.at = body->at;
    if (body->message) {
        command.message = *body->message;
        command.thread = message_object(call, *body->message).thread;
    }
    return run_command(call, command, object_of(ObjectKind::pupil, pupil));
}

Response withdraw_away(const Call& call) {
    const auto pupil = call.id("pupil");
    return run_command(call, WithdrawAway{AwayId{call.id("away")}, PupilId{pupil}}, object_of(ObjectKind::pupil, pupil),
                       200);
}

/// The office knows of every pupil who is on the roll; whoever teaches or assists, of those in their classes.
bool may_know(const Call& call, bool office, PupilId id) {
    const auto pupil = call.state.pupil(id);
    if (!pupil || !pupil->active) return false;
    return office || call.relations(object_of(ObjectKind::pupil, id.value)).contains(Relation::taught_pupil);
}

boost::json::object away_json(const Call& call, bool office, const views::AwayItem& item) {
    boost::json::object entry{{"away", item.away.value},
                              {"pupil", item.pupil.value},
                              {"pupil_name", name_of(call.app, call.state, item.pupil)},
                              {"class", call.state.pupil(item.pupil)->class_id.value},
                              {"from", to_string(item.dates.from)},
                              {"to", to_string(item.dates.to)},
                              {"kind", boost::describe::enum_to_string(item.kind, "?")}};
    entry["at"] = item.at ? boost::json::value(to_string(*item.at)) : boost::json::value(nullptr);
    if (office && item.message) entry["message"] = item.message.value;
    return entry;
}

/// The date that is asked for, today when none is; nullopt: it is not a date.
std::optional<LocalDate> date_of(const Call& call) {
    const auto text = call.request.query_value("date");
    return text ? parse_local_date(*text) : today(call.state, call.app.clock.now());
}

Response list_away(const Call& call) {
    Response refused;
    const auto page = page_of(call.request, refused);
    if (!page) return refused;
    const auto date = date_of(call);
    if (!date) return problem(call.request.id, Problem::invalid_query);
    const bool office = roles_of(call.state, call.actor, call.app.clock.now()).contains(Role::office);
    const auto fetch = [&](const views::Page& part) { return views::away_on(call.views(), call.school, *date, part); };
    const auto place = [](const views::AwayItem& item) { return item.away.value; };
    const auto keep = [&](const views::AwayItem& item) { return may_know(call, office, item.pupil); };
    boost::json::array list;
    for (const auto& item : page_of_those(*page, fetch, place, keep)) list.push_back(away_json(call, office, item));
    return ok(boost::json::object{{"date", to_string(*date)}, {"away", std::move(list)}});
}

}  // namespace

void add_away_routes(Router& router, App& app) {
    const auto pupil = from_path(ObjectKind::pupil, "pupil");
    add_route(router, app, Method::post, "/pupils/{pupil}/away", Operation::record_away, pupil, record_away);
    add_route(router, app, Method::del, "/pupils/{pupil}/away/{away}", Operation::withdraw_away, pupil, withdraw_away);
    add_route(router, app, Method::get, "/away", Operation::list_away, {}, list_away);
}

}  // namespace hometime::http

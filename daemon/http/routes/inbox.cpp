// A teacher's inbox and the office queue.
#include "daemon/http/app.h"
#include "daemon/http/meeting_json.h"
#include "daemon/http/office.h"
#include "daemon/http/paging.h"

namespace hometime::http {

namespace {

template <class Item>
boost::json::object message_json(const Call& call, const Item& item) {
    return {{"message", item.message.value},
            {"thread", item.thread.value},
            {"from", name_of(call.app, call.state, item.guardian)},
            {"pupil", item.pupil.value},
            {"pupil_name", name_of(call.app, call.state, item.pupil)},
            {"category", boost::describe::enum_to_string(item.category, "?")},
            {"sent_at", to_string(item.sent_at)},
            {"answered", item.answered},
            {"text", text_at(call.app, call.school, item.message.sequence())}};
}

/// What else is to be said of a message: the meeting that it carries a step of, and doubts about who wrote it.
void add_more(const Call& call, MessageId message, boost::json::object& entry) {
    if (const auto meeting = views::meeting_carried_by(call.views(), call.school, message.sequence())) {
        add_meeting_step(call, meeting, message.sequence(), entry);
    }
    if (const auto dispute = call.state.dispute(message)) {
        entry["authorship"] = boost::describe::enum_to_string(dispute->state, "?");
    }
}

Response read_inbox(const Call& call) {
    Response refused;
    const auto page = page_of(call.request, refused);
    if (!page) return refused;
    boost::json::array list;
    for (const auto& item : views::inbox(call.views(), call.school, call.staff(), *page)) {
        auto entry = message_json(call, item);
        entry["number"] = item.number;
        entry["released_at"] = to_string(item.released_at);
        entry["digest"] = item.digest.value;
        add_more(call, item.message, entry);
        list.push_back(std::move(entry));
    }
    return ok(boost::json::object{{"messages", std::move(list)}});
}

Response read_office_queue(const Call& call) {
    Response refused;
    const auto page = page_of(call.request, refused);
    if (!page) return refused;
    const bool waiting = call.request.query_value("waiting") == "true";
    boost::json::array list;
    for (const auto& item : views::office_queue(
             call.views(), call.school, waiting ? views::OfficeFilter::waiting : views::OfficeFilter::all, *page)) {
        auto entry = message_json(call, item);
        add_more(call, item.message, entry);
        list.push_back(std::move(entry));
    }
    return ok(boost::json::object{{"messages", std::move(list)}});
}

}  // namespace

void add_inbox_routes(Router& router, App& app) {
    add_route(router, app, Method::get, "/inbox", Operation::read_inbox, {}, read_inbox);
    add_route(router, app, Method::get, "/office-queue", Operation::read_office_queue, {}, read_office_queue);
}

}  // namespace hometime::http

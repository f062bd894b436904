// A teacher's inbox and the office queue.
#include "daemon/http/app.h"
#include "daemon/http/empty_body.h"
#include "daemon/http/meeting_json.h"
#include "daemon/http/message_object.h"
#include "daemon/http/office.h"
#include "daemon/http/paging.h"

namespace hometime::http {

namespace {

struct HandledBody {
    bool handled = false;
};
BOOST_DESCRIBE_STRUCT(HandledBody, (), (handled))

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

/// The office's own mark. Whoever sent the message sees nothing of it.
Response handle(const Call& call) {
    Response refused;
    const auto body = parse_body<HandledBody>(call.request, refused);
    if (!body) return refused;
    const auto message = the_message(call);
    return run_command(call, HandleMessage{MessageId{message.id}, message.thread, body->handled}, message, 200);
}

/// From the message's own record, for no view shows a teacher what is held.
boost::json::object held_json(const Call& call, MessageId id) {
    boost::json::object entry{{"message", id.value}};
    const auto record = call.app.log.read({call.school, id.sequence()});
    const auto* message = record ? std::get_if<MessageSent>(&record->event) : nullptr;
    if (message == nullptr) return entry;
    entry["thread"] = message->thread.value;
    entry["from"] = name_of(call.app, call.state, message->guardian);
    entry["pupil"] = message->pupil.value;
    entry["pupil_name"] = name_of(call.app, call.state, message->pupil);
    entry["category"] = boost::describe::enum_to_string(message->category, "?");
    entry["sent_at"] = to_string(record->header.recorded_at);
    entry["text"] = text_at(call.app, call.school, id.sequence());
    return entry;
}

/// D3. What was shown is in the log before it is shown here.
Response open_early(const Call& call) {
    Response refused;
    if (!parse_body<EmptyBody>(call.request, refused)) return refused;
    return run_command(call, OpenInboxEarly{}, Object{}, 201, [&](boost::json::object& reply, const Done&) {
        boost::json::array list;
        for (const auto& id : reply.at("messages").as_array()) {
            const MessageId message{id.to_number<std::uint64_t>()};
            auto entry = held_json(call, message);
            add_more(call, message, entry);
            list.push_back(std::move(entry));
        }
        reply["messages"] = std::move(list);
    });
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
        entry["handled"] = item.handled_at.has_value();
        if (item.handled_at) {
            entry["handled_by"] = name_of(call.app, call.state, item.handled_by);
            entry["handled_at"] = to_string(*item.handled_at);
        }
        add_more(call, item.message, entry);
        list.push_back(std::move(entry));
    }
    return ok(boost::json::object{{"messages", std::move(list)}});
}

}  // namespace

void add_inbox_routes(Router& router, App& app) {
    add_route(router, app, Method::get, "/inbox", Operation::read_inbox, {}, read_inbox);
    add_route(router, app, Method::post, "/inbox/early", Operation::open_inbox_early, {}, open_early);
    add_route(router, app, Method::get, "/office-queue", Operation::read_office_queue, {}, read_office_queue);
    add_route(router, app, Method::post, "/messages/{message}/handled", Operation::handle_message, the_message, handle);
}

}  // namespace hometime::http

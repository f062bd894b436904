// Composing, sending and reading messages; threads and replies; what is held.
#include "daemon/commands/calendars.h"
#include "daemon/commands/sending.h"
#include "daemon/commands/shown.h"
#include "daemon/http/app.h"
#include "daemon/http/empty_body.h"
#include "daemon/http/meeting_json.h"
#include "daemon/http/message_object.h"
#include "daemon/http/office.h"
#include "daemon/http/paging.h"
#include "daemon/http/receipt.h"
#include "daemon/http/thread_item_json.h"

namespace hometime::http {

namespace {

struct SendBody {
    PupilId pupil;
    std::optional<StaffId> staff;
    Category category{};
    std::string text;
};
BOOST_DESCRIBE_STRUCT(SendBody, (), (pupil, staff, category, text))

views::Side side_of(const Call& call) {
    return call.guardian() ? views::Side::guardian : views::Side::staff;
}

/// S8: what the channel is for, and where else to go.
const char* advice_for(Category category) {
    switch (category) {
        case Category::general: return "Anything short that the class teacher should know.";
        case Category::meeting: return "For a meeting with the teacher, ask for one and propose times.";
        case Category::attendance: return "Absence goes to the school office, which is there in the morning.";
        case Category::appointment:
            return "Medical or dental appointments and early collection go to the school office.";
        case Category::concern:
            return "Concerns go to the school office. If a child is in danger, call the emergency number.";
        case Category::progress: return "Questions about progress are for a meeting: ask for one and propose times.";
    }
    return "";
}

boost::json::array categories_json(const Policy& policy) {
    boost::json::array list;
    for (const auto& route : policy.routes) {
        list.push_back({{"category", boost::describe::enum_to_string(route.category, "?")},
                        {"goes_to", boost::describe::enum_to_string(route.route, "?")},
                        {"advice", advice_for(route.category)}});
    }
    return list;
}

/// Everybody who may be written to, also who is absent: with the day on which they are back.
boost::json::array recipients_json(const Call& call, const PupilRow& pupil) {
    const auto now = call.app.clock.now();
    boost::json::array list;
    for (const auto& one : recipients_of(call.state, pupil, now)) {
        const auto calendar = calendar_of(call.state, one.staff);
        const auto opening = calendar.next_open(now);
        boost::json::object entry{
            {"staff", one.staff.value},
            {"name", name_of(call.app, call.state, one.staff)},
            {"sees_messages", window_words(calendar.calendar().weekly_windows)},
            {"next_opening", opening ? spoken(call.state, opening->release) : "no date set; contact the office"}};
        if (one.absent) entry["absent"] = true;
        if (one.stands_in_for) entry["stands_in_for"] = one.stands_in_for.value;
        list.push_back(std::move(entry));
    }
    return list;
}

Response read_compose(const Call& call) {
    const auto pupil = call.state.pupil(PupilId{call.id("pupil")});
    boost::json::object guide{
        {"purpose",
         "This channel is for short messages between home and school. It is not monitored outside response "
         "windows; in an emergency call the emergency number."},
        {"pupil", pupil->id.value},
        {"categories", categories_json(call.state.policy()->policy)},
        {"recipients", recipients_json(call, *pupil)}};
    if (const auto office = office_contact(call.app, call.state)) guide["office"] = *office;
    return ok(guide);
}

Response send_message(const Call& call) {
    Response refused;
    const auto body = parse_body<SendBody>(call.request, refused);
    if (!body) return refused;
    const auto complete = [&](boost::json::object& reply, const Done&) { add_receipt(call, reply); };
    const SendMessage command{body->pupil, body->staff.value_or(StaffId{}), body->category, body->text};
    return run_command(call, command, object_of(ObjectKind::pupil, body->pupil.value), 201, complete);
}

}  // namespace

boost::json::object item_json(const Call& call, const ThreadRow& thread, const views::ThreadItem& item) {
    const bool reply = item.kind == views::ItemKind::reply;
    boost::json::object entry{{"id", item.id},
                              {"kind", boost::describe::enum_to_string(item.kind, "?")},
                              {"sent_at", to_string(item.sent_at)},
                              {"state", boost::describe::enum_to_string(item.state, "?")}};
    entry["from"] = reply ? name_of(call.app, call.state, item.from_office ? StaffId{} : item.staff)
                          : name_of(call.app, call.state, thread.guardian);
    if (item.category) entry["category"] = boost::describe::enum_to_string(*item.category, "?");
    if (!reply && call.guardian()) {
        entry["release_at"] = shown(item.release_at);
        entry["due"] = shown(item.due);
    }
    if (reply && item.state == views::ItemState::held) entry["release_at"] = shown(item.release_at);
    if (const auto meeting = views::meeting_carried_by(call.views(), call.school, Sequence{item.id})) {
        add_meeting_step(call, meeting, Sequence{item.id}, entry);
    }
    if (const auto dispute = reply ? nullptr : call.state.dispute(MessageId{item.id})) {
        entry["authorship"] = boost::describe::enum_to_string(dispute->state, "?");
    }
    if (item.withdrawn_at) entry["withdrawn_at"] = to_string(*item.withdrawn_at);
    if (item.undelivered_at) entry["undelivered_at"] = to_string(*item.undelivered_at);
    if (item.released_at) entry["released_at"] = to_string(*item.released_at);
    entry["text"] = text_at(call.app, call.school, Sequence{item.id});
    return entry;
}

namespace {

Response read_message(const Call& call) {
    const auto item = views::message(call.views(), call.school, MessageId{call.id("message")}, side_of(call));
    if (!item) return problem(call.request.id, Problem::not_found);
    const auto thread = call.state.thread(item->thread);
    auto body = item_json(call, *thread, *item);
    body["thread"] = item->thread.value;
    body["pupil"] = thread->pupil.value;
    return ok(body);
}

boost::json::object thread_json(const Call& call, const views::ThreadView& view) {
    boost::json::object entry{{"thread", view.thread.value}, {"pupil", view.pupil.value}};
    entry["pupil_name"] = name_of(call.app, call.state, view.pupil);
    entry["with"] =
        call.guardian() ? name_of(call.app, call.state, view.staff) : name_of(call.app, call.state, view.guardian);
    entry["items"] = view.items;
    entry["last_at"] = shown(view.last_at);
    return entry;
}

/// The table decides here too: a guardian keeps a thread for as long as they are linked to its pupil (S22).
bool may_read(const Call& call, ThreadId thread) {
    return call.verdict(Operation::read_thread, object_of(ObjectKind::thread, thread.value)) == Verdict::allowed;
}

Response list_threads(const Call& call) {
    Response refused;
    const auto page = page_of(call.request, refused);
    if (!page) return refused;
    const bool office = roles_of(call.state, call.actor, call.app.clock.now()).contains(Role::office);
    const auto place = [](const views::ThreadView& view) { return view.thread.value; };
    const auto fetch = [&](const views::Page& part) {
        if (call.guardian()) return views::threads_of(call.views(), call.school, call.guardian(), part);
        const auto own = views::threads_of(call.views(), call.school, call.staff(), part);
        if (!office) return own;
        return merged(own, views::threads_of(call.views(), call.school, StaffId{}, part), part, place);
    };
    boost::json::array list;
    for (const auto& view : page_of_those(*page, fetch, place, [&](const auto& v) { return may_read(call, v.thread); }))
        list.push_back(thread_json(call, view));
    return ok(boost::json::object{{"threads", std::move(list)}});
}

Response read_thread(const Call& call) {
    Response refused;
    const auto page = page_of(call.request, refused);
    if (!page) return refused;
    const ThreadId id{call.id("thread")};
    const auto thread = call.state.thread(id);
    const auto view = views::thread(call.views(), call.school, id, side_of(call));
    if (!view) return problem(call.request.id, Problem::not_found);
    auto body = thread_json(call, *view);
    boost::json::array items;
    for (const auto& item : views::thread_items(call.views(), call.school, id, side_of(call), *page)) {
        items.push_back(item_json(call, *thread, item));
    }
    body["items"] = std::move(items);
    return ok(body);
}

Response withdraw_message(const Call& call) {
    Response refused;
    if (!parse_body<EmptyBody>(call.request, refused)) return refused;
    const auto message = the_message(call);
    return run_command(call, WithdrawMessage{MessageId{message.id}, message.thread}, message);
}

Response list_held(const Call& call) {
    Response refused;
    const auto page = page_of(call.request, refused);
    if (!page) return refused;
    const auto fetch = [&](const views::Page& part) {
        return views::held_of(call.views(), call.school, call.guardian(), part);
    };
    const auto place = [](const views::HeldItem& item) { return item.message.value; };
    boost::json::array list;
    for (const auto& item :
         page_of_those(*page, fetch, place, [&](const auto& i) { return may_read(call, i.thread); })) {
        list.push_back({{"message", item.message.value},
                        {"thread", item.thread.value},
                        {"pupil", item.pupil.value},
                        {"category", boost::describe::enum_to_string(item.category, "?")},
                        {"sent_at", to_string(item.sent_at)},
                        {"release_at", shown(item.release_at)},
                        {"due", shown(item.due)}});
    }
    return ok(boost::json::object{{"messages", std::move(list)}});
}

}  // namespace

void add_message_routes(Router& router, App& app) {
    const auto thread = from_path(ObjectKind::thread, "thread");
    add_route(router, app, Method::get, "/pupils/{pupil}/compose", Operation::read_compose,
              from_path(ObjectKind::pupil, "pupil"), read_compose);
    add_route(router, app, Method::post, "/messages", Operation::send_message, pupil_in_body<SendBody>, send_message);
    add_route(router, app, Method::get, "/messages/{message}", Operation::read_message, the_message, read_message);
    add_route(router, app, Method::post, "/messages/{message}/withdrawal", Operation::withdraw_message, the_message,
              withdraw_message);
    add_route(router, app, Method::get, "/threads", Operation::list_threads, {}, list_threads);
    add_route(router, app, Method::get, "/threads/{thread}", Operation::read_thread, thread, read_thread);
    add_route(router, app, Method::get, "/held", Operation::list_held, {}, list_held);
}

}  // namespace hometime::http

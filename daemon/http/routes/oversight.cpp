// The leadership's look at a thread for a purpose (D13), its audit, and the audit of a message (S15).
#include "daemon/http/app.h"
#include "daemon/http/message_object.h"
#include "daemon/http/office.h"
#include "daemon/http/paging.h"
#include "daemon/http/thread_item_json.h"

namespace hometime::http {

namespace {

struct PurposeBody {
    std::string purpose;
};
BOOST_DESCRIBE_STRUCT(PurposeBody, (), (purpose))

/// What had been released when the inspection was recorded, however often that is asked for again: whoever reads on
/// later says so again.
boost::json::array items_at(const Call& call, ThreadId id, Sequence inspection, const views::Page& page) {
    const auto fetch = [&](const views::Page& part) {
        return views::thread_items(call.views(), call.school, id, views::Side::staff, part);
    };
    const auto place = [](const views::ThreadItem& item) { return item.id; };
    const auto was_there = [&](const views::ThreadItem& item) {
        return item.released_at.has_value() && item.released_by < inspection;
    };
    const auto thread = call.state.thread(id);
    boost::json::array items;
    for (const auto& item : page_of_those(page, fetch, place, was_there))
        items.push_back(item_json(call, *thread, item));
    return items;
}

/// The fact is durable before anything of the thread is put together.
Response inspect_thread(const Call& call) {
    Response refused;
    const auto page = page_of(call.request, refused);
    if (!page) return refused;
    const auto body = parse_body<PurposeBody>(call.request, refused);
    if (!body) return refused;
    std::ignore = call.views();  // Nothing is recorded of a read that cannot be answered yet.
    const ThreadId id{call.id("thread")};
    const auto add_thread = [&](boost::json::object& reply, const Done&) {
        const auto thread = call.state.thread(id);
        reply["pupil"] = thread->pupil.value;
        reply["pupil_name"] = name_of(call.app, call.state, thread->pupil);
        reply["guardian_name"] = name_of(call.app, call.state, thread->guardian);
        reply["staff_name"] = name_of(call.app, call.state, thread->staff);
        reply["items"] = items_at(call, id, Sequence{reply.at("inspection").to_number<std::uint64_t>()}, *page);
    };
    return run_command(call, InspectThread{id, body->purpose}, object_of(ObjectKind::thread, id.value), 201,
                       add_thread);
}

Response read_thread_audit(const Call& call) {
    Response refused;
    const auto page = page_of(call.request, refused);
    if (!page) return refused;
    const ThreadId id{call.id("thread")};
    boost::json::array list;
    for (const auto& item : views::inspections_of(call.views(), call.school, id, *page)) {
        list.push_back({{"inspection", item.inspection.value},
                        {"inspected_at", to_string(item.read_at)},
                        {"by", name_of(call.app, call.state, item.staff)},
                        {"purpose", text_at(call.app, call.school, item.inspection.sequence())}});
    }
    return ok(boost::json::object{{"thread", id.value}, {"inspections", std::move(list)}});
}

boost::json::object audit_json(const Call& call, const Record& record, const Hash& leaf) {
    const auto& header = record.header;
    const auto& message = std::get<MessageSent>(record.event);
    boost::json::object audit{{"message", header.sequence.value},
                              {"thread", message.thread.value},
                              {"guardian", message.guardian.value},
                              {"guardian_name", name_of(call.app, call.state, message.guardian)},
                              {"session", header.session},
                              {"sign_in", nullptr},
                              {"verified_at", nullptr},
                              {"sent_at", to_string(header.recorded_at)},
                              {"position", header.sequence.value},
                              {"policy", header.policy.value},
                              {"leaf", hex(leaf)}};
    if (message.sign_in) audit["sign_in"] = boost::describe::enum_to_string(*message.sign_in, "?");
    if (message.verified_at) audit["verified_at"] = to_string(*message.verified_at);
    return audit;
}

/// Under which sign-in a message was sent, and where it stands in the log; never its text. That it was looked up is a
/// fact, durable before the first byte leaves.
Response read_message_audit(const Call& call) {
    const auto object = the_message(call);
    const auto outcome =
        call.app.sequencer.run({call.school, RecordRestrictedRead{RestrictedKind::message, object.id, {}}, call.actor,
                                call.session, call.operation, object, std::nullopt});
    if (!std::holds_alternative<Done>(outcome)) return problem_of(call, outcome);
    const Position position{call.school, Sequence{object.id}};
    const auto record = call.app.log.read(position);
    const auto leaf = call.app.log.leaf(position);
    if (!record || !leaf) throw std::runtime_error("a record cannot be read");
    return ok(audit_json(call, *record, *leaf));
}

}  // namespace

void add_oversight_routes(Router& router, App& app) {
    const auto thread = from_path(ObjectKind::thread, "thread");
    add_route(router, app, Method::post, "/threads/{thread}/inspections", Operation::inspect_thread, thread,
              inspect_thread);
    add_route(router, app, Method::get, "/threads/{thread}/audit", Operation::read_thread_audit, thread,
              read_thread_audit);
    add_route(router, app, Method::get, "/messages/{message}/audit", Operation::read_message_audit, the_message,
              read_message_audit);
}

}  // namespace hometime::http

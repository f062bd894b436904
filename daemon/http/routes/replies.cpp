// Replies: written at any hour, shown to their guardians when both sides have hours, or when their writer says now.
#include "daemon/http/app.h"
#include "daemon/http/empty_body.h"
#include "daemon/http/reply_receipt.h"

namespace hometime::http {

namespace {

struct ReplyBody {
    std::string text;
    std::optional<bool> now;
};
BOOST_DESCRIBE_STRUCT(ReplyBody, (), (text, now))

Response send_reply(const Call& call) {
    Response refused;
    const auto body = parse_body<ReplyBody>(call.request, refused);
    if (!body) return refused;
    const ThreadId thread{call.id("thread")};
    // A thread of which nothing was shown yet is not there: its messages are held.
    if (!views::thread(call.views(), call.school, thread, views::Side::staff)) {
        return problem(call.request.id, Problem::not_found);
    }
    const SendReply command{thread, body->text, body->now.value_or(false)};
    return run_command(call, command, object_of(ObjectKind::thread, thread.value), 201,
                       [&](boost::json::object& reply, const Done&) { add_reply_receipt(call, thread, reply); });
}

/// Of this thread, by its own record.
bool is_reply_of(const Call& call, ThreadId thread, ReplyId id) {
    const auto head = call.app.log.head(call.school);
    if (!id || !head || id.value > head->size) return false;
    const auto record = call.app.log.read({call.school, id.sequence()});
    const auto* reply = record ? std::get_if<ReplySent>(&record->event) : nullptr;
    return reply != nullptr && reply->thread == thread;
}

Response send_reply_now(const Call& call) {
    Response refused;
    if (!parse_body<EmptyBody>(call.request, refused)) return refused;
    const ThreadId thread{call.id("thread")};
    const ReplyId reply{call.id("reply")};
    if (!is_reply_of(call, thread, reply)) return problem(call.request.id, Problem::not_found);
    return run_command(call, SendReplyNow{reply, thread}, object_of(ObjectKind::thread, thread.value));
}

}  // namespace

void add_reply_routes(Router& router, App& app) {
    const auto thread = from_path(ObjectKind::thread, "thread");
    add_route(router, app, Method::post, "/threads/{thread}/replies", Operation::send_reply, thread, send_reply);
    add_route(router, app, Method::post, "/threads/{thread}/replies/{reply}/release", Operation::send_reply_now, thread,
              send_reply_now);
}

}  // namespace hometime::http

// Meetings: asked for by a guardian, answered by either party in turn, called off by either.
#include "daemon/http/app.h"
#include "daemon/http/meeting_json.h"
#include "daemon/http/paging.h"
#include "daemon/http/receipt.h"
#include "daemon/http/reply_receipt.h"

namespace hometime::http {

namespace {

struct MeetingBody {
    PupilId pupil;
    std::optional<StaffId> staff;
    std::string topic;
    std::uint32_t minutes = 0;
    std::vector<UtcTime> times;
};
BOOST_DESCRIBE_STRUCT(MeetingBody, (), (pupil, staff, topic, minutes, times))

struct TimesBody {
    std::vector<UtcTime> times;
    std::optional<std::string> note;
};
BOOST_DESCRIBE_STRUCT(TimesBody, (), (times, note))

struct TimeBody {
    UtcTime time;
    std::optional<std::string> note;
};
BOOST_DESCRIBE_STRUCT(TimeBody, (), (time, note))

struct ReasonBody {
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(ReasonBody, (), (reason))

struct NoteBody {
    std::optional<std::string> note;
};
BOOST_DESCRIBE_STRUCT(NoteBody, (), (note))

/// Each side is told when the other will know of it, as of every message and reply.
Response run_step(const Call& call, Command command, const Object& object) {
    return run_command(call, std::move(command), object, 201, [&](boost::json::object& reply, const Done&) {
        if (!reply.contains("released")) return;
        if (call.guardian()) return add_receipt(call, reply);
        add_reply_receipt(call, ThreadId{reply.at("thread").to_number<std::uint64_t>()}, reply);
    });
}

Object the_meeting(const Call& call) {
    return object_of(ObjectKind::meeting, call.id("meeting"));
}

Response request_meeting(const Call& call) {
    Response refused;
    const auto body = parse_body<MeetingBody>(call.request, refused);
    if (!body) return refused;
    RequestMeeting command{body->pupil, body->staff.value_or(StaffId{}), body->topic, body->minutes, body->times};
    return run_step(call, std::move(command), object_of(ObjectKind::pupil, body->pupil.value));
}

Response list_meetings(const Call& call) {
    Response refused;
    const auto page = page_of(call.request, refused);
    if (!page) return refused;
    const auto fetch = [&](const views::Page& part) {
        return call.guardian() ? views::meetings_of(call.views(), call.school, call.guardian(), part)
                               : views::meetings_of(call.views(), call.school, call.staff(), part);
    };
    // The table decides here too: a guardian keeps a meeting for as long as they are linked to its pupil (S22).
    const auto may_read = [&](MeetingId id) {
        return call.verdict(Operation::read_meeting, object_of(ObjectKind::meeting, id.value)) == Verdict::allowed;
    };
    boost::json::array list;
    for (const auto id : page_of_those(*page, fetch, [](MeetingId one) { return one.value; }, may_read))
        list.push_back(meeting_json(call, *call.state.meeting(id)));
    return ok(boost::json::object{{"meetings", std::move(list)}});
}

Response read_meeting(const Call& call) {
    return ok(meeting_json(call, *call.state.meeting(MeetingId{call.id("meeting")})));
}

Response propose(const Call& call) {
    Response refused;
    const auto body = parse_body<TimesBody>(call.request, refused);
    if (!body) return refused;
    ProposeMeetingTimes command{MeetingId{call.id("meeting")}, body->times, body->note.value_or("")};
    return run_step(call, std::move(command), the_meeting(call));
}

Response accept(const Call& call) {
    Response refused;
    const auto body = parse_body<TimeBody>(call.request, refused);
    if (!body) return refused;
    AcceptMeeting command{MeetingId{call.id("meeting")}, body->time, body->note.value_or("")};
    return run_step(call, std::move(command), the_meeting(call));
}

Response decline(const Call& call) {
    Response refused;
    const auto body = parse_body<ReasonBody>(call.request, refused);
    if (!body) return refused;
    return run_step(call, DeclineMeeting{MeetingId{call.id("meeting")}, body->reason}, the_meeting(call));
}

Response cancel(const Call& call) {
    Response refused;
    const auto body = parse_body<NoteBody>(call.request, refused);
    if (!body) return refused;
    return run_step(call, CancelMeeting{MeetingId{call.id("meeting")}, body->note.value_or("")}, the_meeting(call));
}

}  // namespace

void add_meeting_routes(Router& router, App& app) {
    add_route(router, app, Method::post, "/meetings", Operation::request_meeting, pupil_in_body<MeetingBody>,
              request_meeting);
    add_route(router, app, Method::get, "/meetings", Operation::list_meetings, {}, list_meetings);
    add_route(router, app, Method::get, "/meetings/{meeting}", Operation::read_meeting, the_meeting, read_meeting);
    add_route(router, app, Method::post, "/meetings/{meeting}/proposals", Operation::propose_meeting_times, the_meeting,
              propose);
    add_route(router, app, Method::post, "/meetings/{meeting}/acceptance", Operation::accept_meeting, the_meeting,
              accept);
    add_route(router, app, Method::post, "/meetings/{meeting}/refusal", Operation::decline_meeting, the_meeting,
              decline);
    add_route(router, app, Method::post, "/meetings/{meeting}/cancellation", Operation::cancel_meeting, the_meeting,
              cancel);
}

}  // namespace hometime::http

// Safeguarding and wellbeing concerns: raised by staff and by guardians, read by the safeguarding team and whom it
// names.
#include "daemon/commands/safeguarding_rules.h"
#include "daemon/http/app.h"
#include "daemon/http/concern_json.h"
#include "daemon/http/empty_body.h"
#include "daemon/http/message_object.h"
#include "daemon/http/office.h"

namespace hometime::http {

namespace {

/// Everything may be missing here, so that all that is missing is said at once.
struct ConcernBody {
    std::optional<std::vector<PupilId>> pupils;
    std::optional<MessageId> message;
    std::optional<UtcTime> seen_at;
    std::optional<std::string> facts;
    std::optional<std::string> immediate_action;
};
BOOST_DESCRIBE_STRUCT(ConcernBody, (), (pupils, message, seen_at, facts, immediate_action))

struct SafetyBody {
    PupilId pupil;
    std::string text;
};
BOOST_DESCRIBE_STRUCT(SafetyBody, (), (pupil, text))

struct TextBody {
    std::string text;
};
BOOST_DESCRIBE_STRUCT(TextBody, (), (text))

struct OutcomeBody {
    std::string outcome;
};
BOOST_DESCRIBE_STRUCT(OutcomeBody, (), (outcome))

struct ReasonBody {
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(ReasonBody, (), (reason))

struct ReaderBody {
    StaffId staff;
};
BOOST_DESCRIBE_STRUCT(ReaderBody, (), (staff))

ConcernId concern_in_path(const Call& call) {
    return ConcernId{call.id("concern")};
}

Object the_concern(const Call& call) {
    return object_of(ObjectKind::concern, call.id("concern"));
}

Response raise_concern(const Call& call) {
    Response refused;
    const auto body = parse_body<ConcernBody>(call.request, refused);
    if (!body) return refused;
    RaiseConcern command{body->pupils.value_or(std::vector<PupilId>{}), body->message.value_or(MessageId{}), ThreadId{},
                         body->seen_at, ConcernWords{body->facts.value_or(""), body->immediate_action.value_or("")}};
    if (command.message) {
        const auto message = message_object(call, command.message);
        const bool readable = call.verdict(Operation::read_message, message) == Verdict::allowed;
        command.thread = readable ? message.thread : ThreadId{};
    }
    return run_command(call, std::move(command), Object{});
}

/// Whoever is worried is told at once where help is now (D14).
Response raise_safety(const Call& call) {
    Response refused;
    const auto body = parse_body<SafetyBody>(call.request, refused);
    if (!body) return refused;
    return run_command(call, RaiseSafety{body->pupil, body->text}, object_of(ObjectKind::pupil, body->pupil.value), 201,
                       [&](boost::json::object& reply, const Done&) {
                           reply["emergency"] = safeguarding_rules(call.state).emergency;
                           if (const auto office = office_contact(call.app, call.state)) reply["office"] = *office;
                       });
}

Response list_own_concerns(const Call& call) {
    boost::json::array list;
    call.state.each_concern([&](const ConcernRow& row) {
        if (row.raised_by == call.actor) list.push_back(receipt_json(row));
        return true;
    });
    return ok(
        boost::json::object{{"concerns", std::move(list)}, {"emergency", safeguarding_rules(call.state).emergency}});
}

Response list_concerns(const Call& call) {
    const bool open_only = call.request.query_value("open") == "true";
    boost::json::array list;
    call.state.each_concern([&](const ConcernRow& row) {
        if (!open_only || !row.closed_at) list.push_back(concern_json(call, row));
        return true;
    });
    return ok(boost::json::object{{"concerns", std::move(list)}});
}

/// That it was read is a fact, durable before the first byte leaves.
Response read_concern(const Call& call) {
    const auto id = concern_in_path(call);
    const auto outcome =
        call.app.sequencer.run({call.school, RecordRestrictedRead{RestrictedKind::concern, id.value, {}}, call.actor,
                                call.session, Operation::read_concern, the_concern(call), std::nullopt});
    if (!std::holds_alternative<Done>(outcome)) return problem_of(call, outcome);
    return ok(whole_concern_json(call, *call.state.concern(id)));
}

Response acknowledge(const Call& call) {
    Response refused;
    if (!parse_body<EmptyBody>(call.request, refused)) return refused;
    return run_command(call, AcknowledgeConcern{concern_in_path(call)}, the_concern(call));
}

Response add(const Call& call) {
    Response refused;
    const auto body = parse_body<TextBody>(call.request, refused);
    if (!body) return refused;
    return run_command(call, AddToConcern{concern_in_path(call), body->text}, the_concern(call));
}

Response close(const Call& call) {
    Response refused;
    const auto body = parse_body<OutcomeBody>(call.request, refused);
    if (!body) return refused;
    return run_command(call, CloseConcern{concern_in_path(call), body->outcome}, the_concern(call));
}

Response share(const Call& call) {
    Response refused;
    const auto body = parse_body<ReaderBody>(call.request, refused);
    if (!body) return refused;
    return run_command(call, ShareConcern{concern_in_path(call), body->staff, true}, the_concern(call));
}

Response unshare(const Call& call) {
    return run_command(call, ShareConcern{concern_in_path(call), StaffId{call.id("staff")}, false}, the_concern(call),
                       200);
}

/// The fact is durable first; a repeat of the same command shows nothing more.
Response break_glass(const Call& call) {
    Response refused;
    const auto body = parse_body<ReasonBody>(call.request, refused);
    if (!body) return refused;
    return run_command(call, BreakGlass{concern_in_path(call), body->reason}, the_concern(call), 201,
                       [&](boost::json::object& reply, const Done& done) {
                           if (done.repeated) return;
                           reply = whole_concern_json(call, *call.state.concern(concern_in_path(call)));
                       });
}

}  // namespace

void add_concern_routes(Router& router, App& app) {
    add_route(router, app, Method::post, "/concerns", Operation::raise_concern, {}, raise_concern);
    add_route(router, app, Method::get, "/concerns", Operation::list_concerns, {}, list_concerns);
    add_route(router, app, Method::post, "/safety", Operation::raise_safety, pupil_in_body<SafetyBody>, raise_safety);
    add_route(router, app, Method::get, "/my-concerns", Operation::list_own_concerns, {}, list_own_concerns);
    add_route(router, app, Method::get, "/concerns/{concern}", Operation::read_concern, the_concern, read_concern);
    add_route(router, app, Method::post, "/concerns/{concern}/acknowledgement", Operation::acknowledge_concern,
              the_concern, acknowledge);
    add_route(router, app, Method::post, "/concerns/{concern}/additions", Operation::add_to_concern, the_concern, add);
    add_route(router, app, Method::post, "/concerns/{concern}/outcome", Operation::close_concern, the_concern, close);
    add_route(router, app, Method::post, "/concerns/{concern}/readers", Operation::share_concern, the_concern, share);
    add_route(router, app, Method::del, "/concerns/{concern}/readers/{staff}", Operation::unshare_concern, the_concern,
              unshare);
    add_route(router, app, Method::post, "/concerns/{concern}/break-glass", Operation::break_glass, the_concern,
              break_glass);
}

}  // namespace hometime::http

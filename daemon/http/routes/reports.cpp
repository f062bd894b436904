// Reporting a message, and the senior leadership team's queue.
#include "daemon/http/app.h"
#include "daemon/http/office.h"
#include "daemon/http/paging.h"
#include "daemon/record_at.h"

namespace hometime::http {

namespace {

struct ReasonBody {
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(ReasonBody, (), (reason))

struct OutcomeBody {
    std::string outcome;
};
BOOST_DESCRIBE_STRUCT(OutcomeBody, (), (outcome))

/// The message's own record; empty when the path names none.
std::optional<Record> message_record(const Call& call) {
    const Sequence sequence{call.id("message")};
    const auto head = call.app.log.head(call.school);
    if (!sequence || !head || sequence.value > head->size) return std::nullopt;
    auto record = record_at(call.app.log, {call.school, sequence});
    if (!std::holds_alternative<MessageSent>(record.event)) return std::nullopt;
    return record;
}

Object the_message(const Call& call) {
    const auto record = message_record(call);
    if (!record) return object_of(ObjectKind::message, 0);
    return object_of(ObjectKind::message, record->header.sequence.value, std::get<MessageSent>(record->event).thread);
}

Response report_message(const Call& call) {
    Response refused;
    const auto body = parse_body<ReasonBody>(call.request, refused);
    if (!body) return refused;
    const auto record = message_record(call);
    const auto leaf = call.app.log.leaf({call.school, record->header.sequence});
    if (!leaf) throw std::runtime_error("a record cannot be read: " + leaf.error().detail);
    const auto& message = std::get<MessageSent>(record->event);
    const ReportMessage command{MessageId::at(record->header.sequence),
                                message.thread,
                                message.pupil,
                                message.guardian,
                                message.staff,
                                hex(*leaf),
                                body->reason};
    return run_command(call, command, the_message(call));
}

boost::json::object report_json(const Call& call, const views::ReportItem& item) {
    return {{"report", item.report.value},
            {"message", item.message.value},
            {"reported_by", name_of(call.app, call.state, item.reporter)},
            {"reported_at", to_string(item.reported_at)},
            {"open", !item.closed_at.has_value()}};
}

Response list_reports(const Call& call) {
    Response refused;
    const auto page = page_of(call.request, refused);
    if (!page) return refused;
    const auto filter =
        call.request.query_value("open") == "true" ? views::ReportFilter::open : views::ReportFilter::all;
    boost::json::array list;
    for (const auto& item : views::reports(call.views(), call.school, filter, *page))
        list.push_back(report_json(call, item));
    return ok(boost::json::object{{"reports", std::move(list)}});
}

/// Reading a report shows what somebody wrote to somebody else: that it was read is a fact, durable before
/// the first byte leaves.
Response read_report(const Call& call) {
    const ReportId id{call.id("report")};
    const auto& store = call.views();
    const auto outcome = call.app.sequencer.run({call.school, RecordRestrictedRead{RestrictedKind::report, id.value},
                                                 call.actor, call.session, Operation::read_report,
                                                 object_of(ObjectKind::report, id.value), std::nullopt});
    if (!std::holds_alternative<Done>(outcome)) return problem_of(call, outcome);
    const auto item = views::report(store, call.school, id);
    if (!item) return problem(call.request.id, Problem::views_behind);
    auto body = report_json(call, *item);
    const auto leaf = call.app.log.leaf({call.school, item->message.sequence()});
    body["reason"] = text_at(call.app, call.school, item->report.sequence());
    body["from"] = name_of(call.app, call.state, item->guardian);
    body["pupil_name"] = name_of(call.app, call.state, item->pupil);
    body["text"] = text_at(call.app, call.school, item->message.sequence());
    body["unchanged_since_reported"] = leaf && hex(*leaf) == item->leaf;
    if (item->outcome) body["outcome"] = text_at(call.app, call.school, item->outcome);
    return ok(body);
}

Response close_report(const Call& call) {
    Response refused;
    const auto body = parse_body<OutcomeBody>(call.request, refused);
    if (!body) return refused;
    const auto report = call.id("report");
    return run_command(call, CloseReport{ReportId{report}, body->outcome}, object_of(ObjectKind::report, report), 200);
}

}  // namespace

void add_report_routes(Router& router, App& app) {
    const auto report = from_path(ObjectKind::report, "report");
    add_route(router, app, Method::post, "/messages/{message}/reports", Operation::report_message, the_message,
              report_message);
    add_route(router, app, Method::get, "/reports", Operation::list_reports, {}, list_reports);
    add_route(router, app, Method::get, "/reports/{report}", Operation::read_report, report, read_report);
    add_route(router, app, Method::post, "/reports/{report}/outcome", Operation::close_report, report, close_report);
}

}  // namespace hometime::http

#include "daemon/http/app.h"

#include <charconv>

#include "daemon/http/identity.h"
#include "daemon/http/office.h"

namespace hometime::http {

namespace {

constexpr std::chrono::seconds kTryLater{2};

Response try_later(Response response) {
    response.headers.emplace_back("Retry-After", std::to_string(kTryLater.count()));
    return response;
}

Response views_behind(const Request& request) {
    return try_later(problem(request.id, Problem::views_behind));
}

/// A thing that the views do not hold yet is not said to be nowhere.
bool is_hidden_by_lack_of_room(const Call& call, const Response& answer) {
    return answer.status == 404 && call.looked_at_views && call.app.runner.lacks_for_room();
}

/// What a person may safely send again carries an id of its own.
std::optional<CommandId> command_id(const Call& call) {
    const auto client_id = parse_uuid(call.request.header("idempotency-key"));
    if (!client_id) return std::nullopt;
    std::string request(to_string(call.request.method));
    request.append("\n").append(call.request.path).append("\n").append(call.request.body);
    return CommandId{call.account, *client_id, call.app.log.request_mac(as_bytes(request))};
}

Response refused_answer(const Call& call, const Refused& refused) {
    auto facts = refused.facts;
    if (call.actor.kind == ActorKind::guardian) {
        if (const auto office = office_contact(call.app, call.state)) facts["office"] = *office;  // S10
    }
    return problem(call.request.id, refused.reason, refused.errors, facts);
}

Response denied_answer(const Call& call, Verdict verdict) {
    return problem(call.request.id, verdict == Verdict::forbidden ? Problem::forbidden : Problem::not_found);
}

}  // namespace

std::uint64_t Call::id(std::string_view name) const {
    const auto found = params.find(name);
    if (found == params.end()) return 0;
    std::uint64_t value = 0;
    const auto& text = found->second;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size() ? value : 0;
}

Verdict Call::verdict(Operation about, const Object& object) const {
    return permit(state, actor, about, object, app.clock.now());
}

std::set<Relation> Call::relations(const Object& object) const {
    return relations_of(state, actor, object, app.clock.now());
}

ServedViews Call::views() const {
    looked_at_views = true;
    if (!app.runner.caught_up(school, kViewsWait)) throw ViewsBehind{};
    return app.served();
}

Object object_of(ObjectKind kind, std::uint64_t id, ThreadId thread) {
    return {kind, id, thread};
}

ObjectOf from_path(ObjectKind kind, std::string parameter) {
    return [kind, parameter = std::move(parameter)](const Call& call) { return object_of(kind, call.id(parameter)); };
}

Response ok(const boost::json::value& body, int status) {
    return json_response(status, boost::json::serialize(body));
}

void add_route(Router& router, App& app, Method method, const std::string& rest, Operation operation, ObjectOf object,
               CallHandler handler) {
    router.add(method, "/v1/schools/{school}" + rest, operation,
               [&app, operation, object = std::move(object), handler = std::move(handler)](const Request& request,
                                                                                           const Params& params) {
                   Response refused;
                   const auto who = identify(app, request, refused);
                   if (!who) return refused;
                   const auto school = parse_school_id(params.at("school"));
                   const CachedRows rows(app.log);
                   const School state(school.value_or(SchoolId{}), rows);
                   if (!school || !state.school() || (who->school && *who->school != *school)) {
                       return problem(request.id, Problem::not_found);
                   }
                   if (who->unverified && wants_step_up(operation)) {
                       return problem(request.id, Problem::step_up_required);
                   }
                   const Call call{app,          request,      params, operation,    *school,         who->actor,
                                   who->account, who->session, state,  who->sign_in, who->verified_at};
                   const Object target = object ? object(call) : Object{};
                   const auto verdict = call.verdict(operation, target);
                   if (verdict != Verdict::allowed) return denied_answer(call, verdict);
                   try {
                       auto answer = handler(call);
                       return is_hidden_by_lack_of_room(call, answer) ? views_behind(request) : answer;
                   } catch (const ViewsBehind&) {
                       return views_behind(request);
                   } catch (const ViewError&) {
                       return view_stopped(request.id);
                   }
               });
}

Response problem_of(const Call& call, const Outcome& outcome) {
    const auto& id = call.request.id;
    if (const auto* refused = std::get_if<Refused>(&outcome)) return refused_answer(call, *refused);
    if (const auto* denied = std::get_if<Denied>(&outcome)) return denied_answer(call, denied->verdict);
    if (std::holds_alternative<IdClash>(outcome)) return problem(id, Problem::idempotency_conflict);
    if (std::holds_alternative<ReadOnly>(outcome)) return problem(id, Problem::read_only);
    if (std::holds_alternative<DiskFull>(outcome)) return disk_full(call.request);
    return try_later(problem(id, std::holds_alternative<Busy>(outcome) ? Problem::overloaded : Problem::shutting_down));
}

Response run_command(const Call& call, Command command, const Object& object, int status, const Complete& complete) {
    auto id = command_id(call);
    if (!id) return problem(call.request.id, Problem::idempotency_key_required);
    const auto outcome = call.app.sequencer.run({call.school, std::move(command), call.actor, call.session,
                                                 call.operation, object, id, call.sign_in, call.verified_at});
    const auto* done = std::get_if<Done>(&outcome);
    if (done == nullptr) return problem_of(call, outcome);
    auto reply = boost::json::parse(done->reply).as_object();
    if (!call.app.runner.wait_for(done->last, kViewsWait)) reply["views_behind"] = true;
    if (complete) complete(reply, *done);
    return ok(reply, done->changed || done->repeated ? status : 200);
}

Router make_router(App& app) {
    Router router;
    add_account_routes(router, app);
    add_session_routes(router, app);
    add_school_routes(router, app);
    add_roster_routes(router, app);
    add_staff_routes(router, app);
    add_guardian_routes(router, app);
    add_message_routes(router, app);
    add_reply_routes(router, app);
    add_cover_routes(router, app);
    add_inbox_routes(router, app);
    add_notice_routes(router, app);
    add_away_routes(router, app);
    add_oversight_routes(router, app);
    add_pupil_code_routes(router, app);
    add_authorship_routes(router, app);
    add_meeting_routes(router, app);
    add_concern_routes(router, app);
    add_conduct_routes(router, app);
    add_policy_routes(router, app);
    add_policy_diff_routes(router, app);
    add_receipt_routes(router, app);
    add_export_routes(router, app);
    add_restriction_routes(router, app);
    add_erasure_routes(router, app);
    add_key_routes(router, app);
    add_feed_routes(router, app);
    add_post_routes(router, app);
    add_reach_routes(router, app);
    add_preference_routes(router, app);
    add_calendar_feed_routes(router, app);
    add_channel_routes(router, app);
    add_unsubscribe_routes(router, app);
    add_dead_letter_routes(router, app);
    add_webhook_routes(router, app);
    add_point_routes(router, app);
    add_report_routes(router, app);
    add_calendar_routes(router, app);
    add_evening_routes(router, app);
    add_why_routes(router, app);
    add_update_routes(router, app);
    add_backup_routes(router, app);
    add_view_routes(router, app);
    return router;
}

}  // namespace hometime::http

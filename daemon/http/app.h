// What routes work with, and the one way a request becomes a read or a command.
#pragma once

#include <boost/json.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "daemon/accounts/accounts.h"
#include "daemon/accounts/guessing.h"
#include "daemon/accounts/secrets.h"
#include "daemon/http/problem.h"
#include "daemon/http/router.h"
#include "daemon/http/served_views.h"
#include "daemon/sequencer.h"
#include "eventstore/base/clock.h"
#include "projections/views/queries.h"
#include "projections/views/runner.h"

namespace hometime {
class Eraser;
}

namespace hometime {
class Backups;
}

namespace hometime::webhook {
class Webhooks;
}

namespace hometime::http {

using hometime::to_string;  // Beside this folder's own, so that both are found.

/// The parts of the daemon that routes use. All of them are safe from any thread.
struct App {
    EventLog& log;
    Sequencer& sequencer;
    ViewStore& view_store;  ///< routes read it through Call::views() or served()
    ViewRunner& runner;
    Accounts& accounts;
    Secrets& secrets;
    Guessing& guessing;
    const Clock& clock;
    Random& random;
    std::uint32_t owner_uid = 0;       ///< besides root, the user whose processes may administer
    Eraser* eraser = nullptr;          ///< null: nothing is erased here (some tests)
    std::function<bool()> has_room{};  ///< whether people's commands are stored now: asked before an account is touched
    Backups* backups = nullptr;        ///< null: this daemon makes none
    std::string zone_data{};           ///< the version that this process works with
    bool tells_by_email = false;       ///< people are told outside the application by e-mail
    std::string push_key{};            ///< and by push, under this public key; empty: not
    webhook::Webhooks* webhooks = nullptr;  ///< null: the configuration names no receivers

    [[nodiscard]] ServedViews served() const { return {runner, view_store}; }
};

/// A request wants its own writes in the views it reads next: it waits so long, then says views_behind. One that
/// reads views while they are still being made waits as long, then ends with the problem of that name.
inline constexpr std::chrono::milliseconds kViewsWait{2000};
/// The views do not hold yet what the log held when the daemon started.
struct ViewsBehind {};

/// One request in one school, by somebody who is known.
struct Call {
    App& app;
    const Request& request;
    const Params& params;
    Operation operation{};
    SchoolId school;
    Actor actor;
    std::uint64_t account = 0;  ///< of a person; for an administrator, derived from the user number
    std::uint64_t session = 0;
    const School& state;                    ///< as it was when the request came
    std::optional<SignInMethod> sign_in{};  ///< how the person proved who they are (S15)
    std::optional<UtcTime> verified_at{};   ///< when they last gave that secret
    mutable bool looked_at_views = false;   ///< views() was called

    /// A parameter of the path as an id; 0 when it is not a number.
    [[nodiscard]] std::uint64_t id(std::string_view name) const;
    /// The views, once they hold what the log held at the daemon's start. Waits up to kViewsWait.
    /// Throws ViewsBehind, which add_route answers: nobody is told that there is less than there is. Reading a view
    /// that has stopped throws ViewStopped, which it answers too.
    [[nodiscard]] ServedViews views() const;
    /// What the permission table says of this person, at this moment.
    [[nodiscard]] Verdict verdict(Operation about, const Object& object) const;
    [[nodiscard]] std::set<Relation> relations(const Object& object) const;
    [[nodiscard]] StaffId staff() const { return StaffId{actor.kind == ActorKind::staff ? actor.id : 0}; }
    [[nodiscard]] GuardianId guardian() const { return GuardianId{actor.kind == ActorKind::guardian ? actor.id : 0}; }
};

using CallHandler = std::function<Response(const Call&)>;
/// What the operation is asked of, from the path. Not set: the school as a whole.
using ObjectOf = std::function<Object(const Call&)>;

/// Adds "/v1/schools/{school}" + `rest`. The permission table decides before `handler` runs; for a command
/// it decides again in the sequencer, at the moment of the decision.
void add_route(Router& router, App& app, Method method, const std::string& rest, Operation operation, ObjectOf object,
               CallHandler handler);

[[nodiscard]] Object object_of(ObjectKind kind, std::uint64_t id, ThreadId thread = {});
/// The object named by a path parameter.
[[nodiscard]] ObjectOf from_path(ObjectKind kind, std::string parameter);

/// Runs a command and answers: the reply (with what `complete` adds to it), or the problem.
/// `status` is that of a success that changed something; one that changed nothing answers 200.
using Complete = std::function<void(boost::json::object& reply, const Done& done)>;
[[nodiscard]] Response run_command(const Call& call, Command command, const Object& object, int status = 201,
                                   const Complete& complete = {});
/// The outcome of a submission that is not a success, as a problem.
[[nodiscard]] Response problem_of(const Call& call, const Outcome& outcome);

/// The body as a T, or (in `refused`) the problem with all of its field errors.
template <class T>
[[nodiscard]] std::optional<T> parse_body(const Request& request, Response& refused) {
    const auto document = json::parse(request.body.empty() ? "{}" : request.body);
    if (!document) {
        refused = problem(request.id, Problem::invalid_json);
        return std::nullopt;
    }
    T value{};
    json::FieldErrors errors;
    if (!json::read(*document, value, errors, {}, json::Privacy::include)) {
        refused = problem(request.id, Problem::invalid_fields, errors);
        return std::nullopt;
    }
    return value;
}

/// For a route without a pupil in its path: the pupil named in the body, whom the table is then asked about. A body
/// that cannot be read is answered as such, by the handler, to any guardian who may ask about somebody.
template <class Body>
[[nodiscard]] Object pupil_in_body(const Call& call) {
    Response refused;
    const auto body = parse_body<Body>(call.request, refused);
    if (body) return object_of(ObjectKind::pupil, body->pupil.value);
    const auto guardian = call.state.guardian(call.guardian());
    return object_of(ObjectKind::pupil, guardian && !guardian->linked.empty() ? guardian->linked.begin()->value : 0);
}

/// 507, and when to try again.
[[nodiscard]] Response disk_full(const Request& request);
[[nodiscard]] Response ok(const boost::json::value& body, int status = 200);

/// Making accounts and signing in: with the routes before anybody is known.
void add_account_routes(Router& router, App& app);
void add_session_routes(Router& router, App& app);
void add_school_routes(Router& router, App& app);
void add_roster_routes(Router& router, App& app);
void add_staff_routes(Router& router, App& app);
void add_guardian_routes(Router& router, App& app);
void add_message_routes(Router& router, App& app);
void add_reply_routes(Router& router, App& app);
void add_cover_routes(Router& router, App& app);
void add_inbox_routes(Router& router, App& app);
void add_notice_routes(Router& router, App& app);
void add_away_routes(Router& router, App& app);
void add_oversight_routes(Router& router, App& app);
void add_pupil_code_routes(Router& router, App& app);
void add_authorship_routes(Router& router, App& app);
void add_meeting_routes(Router& router, App& app);
void add_concern_routes(Router& router, App& app);
void add_conduct_routes(Router& router, App& app);
void add_policy_routes(Router& router, App& app);
void add_policy_diff_routes(Router& router, App& app);
void add_receipt_routes(Router& router, App& app);
void add_export_routes(Router& router, App& app);
void add_restriction_routes(Router& router, App& app);
void add_erasure_routes(Router& router, App& app);
void add_key_routes(Router& router, App& app);
void add_feed_routes(Router& router, App& app);
void add_post_routes(Router& router, App& app);
void add_reach_routes(Router& router, App& app);
void add_preference_routes(Router& router, App& app);
void add_calendar_feed_routes(Router& router, App& app);
void add_channel_routes(Router& router, App& app);
void add_unsubscribe_routes(Router& router, App& app);
void add_dead_letter_routes(Router& router, App& app);
void add_webhook_routes(Router& router, App& app);
void add_point_routes(Router& router, App& app);
void add_report_routes(Router& router, App& app);
void add_calendar_routes(Router& router, App& app);
void add_evening_routes(Router& router, App& app);
void add_why_routes(Router& router, App& app);
void add_update_routes(Router& router, App& app);
void add_backup_routes(Router& router, App& app);
void add_view_routes(Router& router, App& app);

/// All of them.
[[nodiscard]] Router make_router(App& app);

}  // namespace hometime::http

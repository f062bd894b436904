// A guardian's calendar under a secret link: no sign-in, for calendar programs have none.
#include "daemon/http/calendar_feed.h"
#include "daemon/access/permissions.h"
#include "daemon/accounts/calendar_secrets.h"
#include "daemon/http/sign_in.h"

namespace hometime::http {

namespace {

constexpr std::string_view kSuffix = ".ics";
constexpr std::string_view kHourly = "private, max-age=3600";

std::optional<std::string> hash_in(std::string_view file) {
    if (!file.ends_with(kSuffix)) return std::nullopt;
    file.remove_suffix(kSuffix.size());
    return calendar_secret_hash(file);
}

/// Whose link it is, if they may still ask: weighed anew at each read, as if they asked themselves.
GuardianId owner_of(const School& state, const std::string& hash, UtcTime now) {
    const auto guardian = state.calendar_link(hash);
    const Actor actor{ActorKind::guardian, guardian.value};
    const bool may =
        guardian &&
        permit(state, {ActorKind::anonymous, 0}, Operation::read_calendar_feed, Object{}, now) == Verdict::allowed &&
        permit(state, actor, Operation::list_events, Object{}, now) == Verdict::allowed;
    return may ? guardian : GuardianId{};
}

Response read_calendar(App& app, const Request& request, const Params& params) {
    const auto school = parse_school_id(params.at("school"));
    const auto hash = hash_in(params.at("file"));
    if (!school || !hash) return problem(request.id, Problem::not_found);
    const auto now = app.clock.now();
    const auto key = "calendar " + *hash;
    if (const auto wait = app.guessing.begin(key, request.peer.address, now); wait.count() > 0) {
        return slow_down(request, wait);
    }
    const CachedRows rows(app.log);
    const School state(*school, rows);
    const auto guardian = state.school() ? owner_of(state, *hash, now) : GuardianId{};
    if (!guardian) return problem(request.id, Problem::not_found);
    app.guessing.succeeded(key, request.peer.address);
    if (!app.runner.caught_up(*school, kViewsWait)) {
        return with_retry(problem(request.id, Problem::views_behind), kBusyRetry);
    }
    Response response;
    try {
        response.body = calendar_of(app, state, guardian, now);
    } catch (const ViewError&) {
        return view_stopped(request.id);
    }
    response.content_type = "text/calendar; charset=utf-8";
    response.headers.emplace_back("Cache-Control", kHourly);
    return response;
}

}  // namespace

void add_calendar_feed_routes(Router& router, App& app) {
    router.add(Method::get, "/v1/schools/{school}/calendars/{file}", Operation::read_calendar_feed,
               [&app](const Request& request, const Params& params) { return read_calendar(app, request, params); });
}

}  // namespace hometime::http

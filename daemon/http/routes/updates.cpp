// Live updates: a stream of what changed for the person who asks (server-sent events).
#include <charconv>

#include "daemon/http/identity.h"
#include "daemon/http/update_stream.h"

namespace hometime::http {

namespace {

constexpr std::chrono::seconds kNoPlaceRetry{30};

/// Where to begin. A client that comes back says so itself, and that is newer than what its address says.
bool take_after(const Request& request, std::optional<Sequence>& after) {
    const auto header = request.header("last-event-id");
    const auto text = header.empty() ? request.query_value("after") : std::string(header);
    if (!text) return true;
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
    after = Sequence{value};
    return !text->empty() && error == std::errc{} && end == text->data() + text->size();
}

Response watch(const std::shared_ptr<Watchers>& watchers, const Call& call) {
    std::ignore = call.views();  // Nobody is shown a stream that would begin with less than there is.
    Watching what{call.school, call.actor, {}, {}, true};
    const auto follow = call.request.query_value("follow").value_or("true");
    what.follow = follow == "true";
    if (!take_after(call.request, what.after) || (!what.follow && follow != "false"))
        return problem(call.request.id, Problem::invalid_query);
    Response response;
    const auto who = identify(call.app, call.request, response);
    if (!who) return response;
    what.token = who->token;
    auto place = watchers->places.take(call.account);
    if (!place) {
        response = problem(call.request.id, Problem::overloaded);
        response.headers.emplace_back("Retry-After", std::to_string(kNoPlaceRetry.count()));
        return response;
    }
    response = {};
    response.content_type = "text/event-stream";
    response.headers.emplace_back("X-Accel-Buffering", "no");  // A proxy passes events on as they come.
    response.stream = std::make_shared<UpdateStream>(watchers, std::move(place), std::move(what));
    return response;
}

}  // namespace

void add_update_routes(Router& router, App& app) {
    const auto watchers = std::make_shared<Watchers>(app);
    add_route(router, app, Method::get, "/updates", Operation::watch_updates, {},
              [watchers](const Call& call) { return watch(watchers, call); });
}

}  // namespace hometime::http

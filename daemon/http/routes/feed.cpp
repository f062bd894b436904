// The class and school feeds: posts, what is unread, coming events.
#include <charconv>

#include "daemon/http/feed_json.h"
#include "daemon/http/paging.h"

namespace hometime::http {

namespace {

constexpr int kEventDays = 14;
constexpr int kEventDaysMax = 366;

struct PostBody {
    PostKind kind{};
    std::string title;
    std::optional<std::string> body;
    std::optional<std::string> place;
    std::optional<UtcTime> starts_at;
    std::optional<UtcTime> ends_at;
    std::optional<bool> pressing;
    std::optional<bool> also_email;
};
BOOST_DESCRIBE_STRUCT(PostBody, (), (kind, title, body, place, starts_at, ends_at, pressing, also_email))

struct SeenBody {
    PostId up_to;
};
BOOST_DESCRIBE_STRUCT(SeenBody, (), (up_to))

Response list_feeds(const Call& call) {
    const auto feeds = feeds_of(call);
    boost::json::array list;
    for (const auto& state : views::feed_states(call.views(), call.school, reader_of(call), feeds)) {
        list.push_back({{"feed", feed_name(state.feed)},
                        {"title", feed_title(call, state.feed)},
                        {"posts", state.posts},
                        {"newest", state.newest.value},
                        {"unread", state.unread}});
    }
    return ok(boost::json::object{{"feeds", std::move(list)}});
}

Response read_feed(const Call& call) {
    Response refused;
    const auto page = page_of(call.request, refused);
    if (!page) return refused;
    boost::json::array list;
    for (const auto& item : views::feed(call.views(), call.school, feed_in_path(call), reader_of(call), *page))
        list.push_back(post_json(call, item));
    return ok(boost::json::object{{"posts", std::move(list)}});
}

Response publish(const Call& call) {
    Response refused;
    const auto body = parse_body<PostBody>(call.request, refused);
    if (!body) return refused;
    const PublishPost command{feed_in_path(call),
                              body->kind,
                              body->starts_at,
                              body->ends_at,
                              {body->title, body->body.value_or(""), body->place.value_or("")},
                              body->pressing.value_or(false),
                              body->also_email.value_or(false)};
    return run_command(call, command, the_feed(call));
}

Response mark_seen(const Call& call) {
    Response refused;
    const auto body = parse_body<SeenBody>(call.request, refused);
    if (!body) return refused;
    return run_command(call, MarkFeedSeen{feed_in_path(call), body->up_to}, the_feed(call), 200);
}

Response list_events(const Call& call) {
    int days = kEventDays;
    if (const auto text = call.request.query_value("days")) {
        const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), days);
        if (error != std::errc{} || end != text->data() + text->size() || days < 1 || days > kEventDaysMax) {
            return problem(call.request.id, Problem::invalid_query);
        }
    }
    const auto reader = reader_of(call);
    const auto feeds = feeds_of(call);
    const auto until = reader.now + std::chrono::days{days};
    boost::json::array list;
    for (const auto& item : views::events_between(call.views(), call.school, feeds, reader, reader.now, until)) {
        list.push_back(post_json(call, item));
    }
    return ok(boost::json::object{{"events", std::move(list)}});
}

}  // namespace

void add_feed_routes(Router& router, App& app) {
    add_route(router, app, Method::get, "/feeds", Operation::list_feeds, {}, list_feeds);
    add_route(router, app, Method::get, "/feeds/{feed}/posts", Operation::read_feed, the_feed, read_feed);
    add_route(router, app, Method::post, "/feeds/{feed}/posts", Operation::publish_post, the_feed, publish);
    add_route(router, app, Method::post, "/feeds/{feed}/seen", Operation::mark_feed_seen, the_feed, mark_seen);
    add_route(router, app, Method::get, "/events", Operation::list_events, {}, list_events);
}

}  // namespace hometime::http

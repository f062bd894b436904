// The class and school feeds: posts, what is unread, coming events.
#include <charconv>

#include "daemon/http/app.h"
#include "daemon/http/office.h"
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
};
BOOST_DESCRIBE_STRUCT(PostBody, (), (kind, title, body, place, starts_at, ends_at))

struct SeenBody {
    PostId up_to;
};
BOOST_DESCRIBE_STRUCT(SeenBody, (), (up_to))

/// A feed that no path names: no class has this id.
constexpr std::uint64_t kNoFeed = ~std::uint64_t{0};

/// "school" is 0; a class is its number.
ClassId feed_in_path(const Call& call) {
    if (call.params.at("feed") == "school") return ClassId{0};
    const auto id = call.id("feed");
    return ClassId{id == 0 ? kNoFeed : id};
}

Object the_feed(const Call& call) {
    return object_of(ObjectKind::feed, feed_in_path(call).value);
}

std::string feed_name(ClassId feed) {
    return feed ? std::to_string(feed.value) : "school";
}

bool may_read(const Call& call, ClassId feed) {
    return call.verdict(Operation::read_feed, object_of(ObjectKind::feed, feed.value)) == Verdict::allowed;
}

std::vector<ClassId> feeds_of(const Call& call) {
    std::vector<ClassId> feeds;
    if (may_read(call, ClassId{})) feeds.emplace_back();
    call.state.each_class([&](const ClassRow& row) {
        if (may_read(call, row.id)) feeds.push_back(row.id);
        return true;
    });
    return feeds;
}

PersonKind person_kind(const Call& call) {
    return call.guardian() ? PersonKind::guardian : PersonKind::staff;
}

Response list_feeds(const Call& call) {
    const auto feeds = feeds_of(call);
    boost::json::array list;
    for (const auto& state : views::feed_states(call.views(), call.school, person_kind(call), call.actor.id, feeds)) {
        list.push_back(
            {{"feed", feed_name(state.feed)},
             {"title", state.feed ? title_of(call.app, call.state, state.feed) : school_name(call.app, call.state)},
             {"posts", state.posts},
             {"newest", state.newest.value},
             {"unread", state.unread}});
    }
    return ok(boost::json::object{{"feeds", std::move(list)}});
}

boost::json::object post_json(const Call& call, const views::PostItem& item) {
    const auto content = json::decode<PostContent>(text_at(call.app, call.school, item.post.sequence()));
    boost::json::object entry{{"post", item.post.value},
                              {"feed", feed_name(item.feed)},
                              {"kind", boost::describe::enum_to_string(item.kind, "?")},
                              {"author", name_of(call.app, call.state, item.author)},
                              {"posted_at", to_string(item.posted_at)},
                              {"title", content ? content->title : std::string(kErased)},
                              {"body", content ? content->body : std::string(kErased)}};
    if (item.starts_at) entry["starts_at"] = to_string(*item.starts_at);
    if (item.ends_at) entry["ends_at"] = to_string(*item.ends_at);
    if (content && !content->place.empty()) entry["place"] = content->place;
    return entry;
}

Response read_feed(const Call& call) {
    Response refused;
    const auto page = page_of(call.request, refused);
    if (!page) return refused;
    boost::json::array list;
    for (const auto& item : views::feed(call.views(), call.school, feed_in_path(call), *page))
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
                              {body->title, body->body.value_or(""), body->place.value_or("")}};
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
    const auto now = call.app.clock.now();
    const auto feeds = feeds_of(call);
    boost::json::array list;
    for (const auto& item :
         views::events_between(call.views(), call.school, feeds, now, now + std::chrono::days{days})) {
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

// What a guardian wants: hours to be reached in (D15), a digest of the feeds (S35), a calendar link.
#include "daemon/accounts/calendar_secrets.h"
#include "daemon/commands/guardian_hours.h"
#include "daemon/http/calendar_feed.h"
#include "daemon/http/etag.h"
#include "daemon/http/feed_json.h"
#include "daemon/http/paging.h"
#include "projections/views/feed_seen.h"

namespace hometime::http {

namespace {

struct PreferencesBody {
    std::optional<std::vector<WeeklyWindow>> hours;
    FeedDigest feed_digest = FeedDigest::off;
};
BOOST_DESCRIBE_STRUCT(PreferencesBody, (), (hours, feed_digest))

struct HoursBody {
    std::vector<WeeklyWindow> hours;
};
BOOST_DESCRIBE_STRUCT(HoursBody, (), (hours))

/// No version: nothing fits it, not even what was never set.
constexpr Sequence kNoVersion{~std::uint64_t{0}};

boost::json::value hours_json(std::vector<WeeklyWindow> hours) {
    return boost::json::parse(json::to_string(HoursBody{std::move(hours)})).at("hours");
}

Response read_preferences(const Call& call) {
    const auto row = call.state.preferences(call.guardian());
    const auto version = row ? row->version : Sequence{};
    const auto how_often = row ? row->feed_digest : FeedDigest::off;
    boost::json::object body{
        {"version", version.value},
        {"hours", row && row->hours ? hours_json(*row->hours) : boost::json::value()},
        {"school_hours", hours_json(guardian_hours(call.state.policy()->policy))},
        {"effective_hours", hours_json(guardian_calendar(call.state, call.guardian()).calendar().weekly_windows)},
        {"feed_digest", boost::describe::enum_to_string(how_often, "?")},
        {"calendar_link", row && !row->calendar_secret_hash.empty()}};
    return with_etag(ok(body), version);
}

Response set_preferences(const Call& call) {
    const auto if_match = call.request.header("if-match");
    if (if_match.empty()) return problem(call.request.id, Problem::precondition_required);
    Response refused;
    const auto body = parse_body<PreferencesBody>(call.request, refused);
    if (!body) return refused;
    const SetPreferences command{version_in(if_match).value_or(kNoVersion), body->hours, body->feed_digest};
    return run_command(call, command, Object{}, 200);
}

/// The link is in this answer and nowhere else: the same command again cannot repeat what nobody kept.
Response issue_calendar_link(const Call& call) {
    const auto secret = draw_calendar_secret(call.app.random);
    const auto add_link = [&](boost::json::object& reply, const Done& done) {
        if (!done.repeated) reply["link"] = calendar_path(call.school, secret);
    };
    return run_command(call, IssueCalendarLink{calendar_secret_hash(secret).value()}, Object{}, 201, add_link);
}

Response revoke_calendar_link(const Call& call) {
    return run_command(call, RevokeCalendarLink{}, Object{}, 200);
}

/// The posts of a digest that the guardian may still read.
boost::json::array digest_posts(const Call& call, const views::FeedDigestItem& digest) {
    boost::json::array list;
    for (const auto id : digest.posts) {
        const auto post = call.state.post(id);
        const bool theirs =
            post && call.verdict(Operation::read_post, object_of(ObjectKind::post, id.value)) == Verdict::allowed;
        const auto item = theirs ? views::post(call.views(), call.school, post->class_id, id) : std::nullopt;
        if (item) list.push_back(post_json(call, *item));
    }
    return list;
}

Response list_feed_digests(const Call& call) {
    Response refused;
    const auto page = page_of(call.request, refused);
    if (!page) return refused;
    boost::json::array list;
    for (const auto& digest : views::feed_digests(call.views(), call.school, call.guardian(), *page)) {
        list.push_back(
            {{"digest", digest.digest.value}, {"at", to_string(digest.at)}, {"posts", digest_posts(call, digest)}});
    }
    return ok(boost::json::object{{"digests", std::move(list)}});
}

}  // namespace

void add_preference_routes(Router& router, App& app) {
    add_route(router, app, Method::get, "/preferences", Operation::read_preferences, {}, read_preferences);
    add_route(router, app, Method::put, "/preferences", Operation::set_preferences, {}, set_preferences);
    add_route(router, app, Method::post, "/calendar-link", Operation::issue_calendar_link, {}, issue_calendar_link);
    add_route(router, app, Method::del, "/calendar-link", Operation::revoke_calendar_link, {}, revoke_calendar_link);
    add_route(router, app, Method::get, "/feed-digests", Operation::list_feed_digests, {}, list_feed_digests);
}

}  // namespace hometime::http

// Whom the feeds reach, for the office: who has seen a post, who has not looked for long, what goes out by e-mail (S9,
// S35).
#include <charconv>
#include <set>

#include "daemon/http/feed_json.h"
#include "daemon/http/office.h"
#include "daemon/http/paging.h"
#include "projections/state/feed_standing.h"
#include "projections/state/link_access.h"
#include "projections/views/feed_seen.h"

namespace hometime::http {

namespace {

constexpr int kUnseenDays = 14;
constexpr int kUnseenDaysMax = 366;
/// The bridge sees a post so long after the guardians do: until then one that they came to see earlier may still be on
/// its way to the log, and nothing may come to stand before what was read.
constexpr std::chrono::minutes kSettled{1};

/// The guardians of a feed, and the pupils whom nobody reads it for.
struct Audience {
    std::set<GuardianId> guardians;
    std::vector<PupilId> without_link;
};

Audience audience_of(const Call& call, ClassId feed, UtcTime now) {
    Audience audience;
    call.state.each_pupil([&](const PupilRow& pupil) {
        if (!pupil.active || (feed && pupil.class_id != feed)) return true;
        bool linked = false;
        for (const auto& link : pupil.links) {
            if (link_access(call.state, link.guardian, pupil.id, now) == LinkAccess::none) continue;
            audience.guardians.insert(link.guardian);
            linked = true;
        }
        if (!linked) audience.without_link.push_back(pupil.id);
        return true;
    });
    return audience;
}

Response read_reach(const Call& call) {
    const auto& source = call.views();
    const auto item = views::post(source, call.school, feed_in_path(call), PostId{the_post(call).id});
    if (!item) return problem(call.request.id, Problem::not_found);
    const auto audience = audience_of(call, item->feed, call.app.clock.now());
    boost::json::array seen;
    boost::json::array not_seen;
    boost::json::array without_link;
    for (const auto guardian : audience.guardians) {
        boost::json::object entry{{"guardian", guardian.value}, {"name", name_of(call.app, call.state, guardian)}};
        const auto at = views::seen_at(source, call.school, guardian, *item);
        if (at) entry["seen_at"] = to_string(*at);
        (at ? seen : not_seen).push_back(std::move(entry));
    }
    for (const auto pupil : audience.without_link) {
        without_link.push_back({{"pupil", pupil.value}, {"name", name_of(call.app, call.state, pupil)}});
    }
    const boost::json::object counts{
        {"seen", seen.size()}, {"not_seen", not_seen.size()}, {"pupils_without_link", without_link.size()}};
    return ok(boost::json::object{{"post", item->post.value},
                                  {"counts", counts},
                                  {"seen", std::move(seen)},
                                  {"not_seen", std::move(not_seen)},
                                  {"pupils_without_link", std::move(without_link)}});
}

std::uint64_t unread_of(const Call& call, GuardianId guardian, UtcTime now) {
    const auto feeds = hometime::feeds_of(call.state, guardian, now);
    std::uint64_t unread = 0;
    for (const auto& state :
         views::feed_states(call.views(), call.school, {PersonKind::guardian, guardian.value, now}, feeds)) {
        unread += state.unread;
    }
    return unread;
}

/// Guardians who saw nothing new for so long although there is something.
Response list_unseen(const Call& call) {
    int days = kUnseenDays;
    if (const auto text = call.request.query_value("days")) {
        const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), days);
        if (error != std::errc{} || end != text->data() + text->size() || days < 1 || days > kUnseenDaysMax) {
            return problem(call.request.id, Problem::invalid_query);
        }
    }
    const auto now = call.app.clock.now();
    boost::json::array list;
    call.state.each_guardian([&](const GuardianRow& row) {
        if (row.account == 0) return true;
        const auto looked = views::looked_at(call.views(), call.school, row.id);
        if (looked && now - *looked < std::chrono::days{days}) return true;
        const auto unread = unread_of(call, row.id, now);
        if (unread == 0) return true;
        list.push_back({{"guardian", row.id.value},
                        {"name", name_of(call.app, call.state, row.id)},
                        {"last_seen", looked ? boost::json::value(to_string(*looked)) : boost::json::value()},
                        {"unread", unread}});
        return true;
    });
    return ok(boost::json::object{{"days", days}, {"guardians", std::move(list)}});
}

boost::json::object email_json(const Call& call, const views::PostItem& item) {
    boost::json::object entry{{"post", item.post.value},
                              {"feed", feed_name(item.feed)},
                              {"for", feed_title(call, item.feed)},
                              {"kind", boost::describe::enum_to_string(item.kind, "?")},
                              {"shown_at", to_string(item.shown_at)}};
    if (item.pressing) entry["pressing"] = true;
    if (item.starts_at) entry["starts_at"] = to_string(*item.starts_at);
    if (item.ends_at) entry["ends_at"] = to_string(*item.ends_at);
    put_words(call, item.version, entry);
    return entry;
}

/// Each post once: `after` is the last one that was read, and what comes behind it are posts that guardians came to see
/// later, whatever their numbers.
Response list_email_posts(const Call& call) {
    Response refused;
    const auto page = page_of(call.request, refused);
    if (!page) return refused;
    const auto& source = call.views();
    std::optional<views::PostItem> after;
    if (page->after != 0) {
        const auto post = call.state.post(PostId{page->after});
        if (post) after = views::post(source, call.school, post->class_id, post->id);
    }
    const bool sensible = page->direction == Direction::forward && (page->after == 0 || (after && after->also_email));
    if (!sensible) return problem(call.request.id, Problem::invalid_query);
    boost::json::array list;
    auto next = page->after;
    const auto until = call.app.clock.now() - kSettled;
    for (const auto& item : views::email_posts(source, call.school, after, until, page->limit)) {
        list.push_back(email_json(call, item));
        next = item.post.value;
    }
    return ok(boost::json::object{{"posts", std::move(list)}, {"next", next}});
}

}  // namespace

void add_reach_routes(Router& router, App& app) {
    add_route(router, app, Method::get, "/feeds/{feed}/posts/{post}/reach", Operation::read_reach, the_post,
              read_reach);
    add_route(router, app, Method::get, "/reach", Operation::list_unseen, {}, list_unseen);
    add_route(router, app, Method::get, "/email-bridge", Operation::list_email_posts, {}, list_email_posts);
}

}  // namespace hometime::http

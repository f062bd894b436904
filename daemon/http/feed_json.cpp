#include "daemon/http/feed_json.h"

#include "daemon/http/office.h"

namespace hometime::http {

namespace {

/// What no path names: no class and no post has this id.
constexpr std::uint64_t kNothing = ~std::uint64_t{0};

bool may_read(const Call& call, ClassId feed) {
    return call.verdict(Operation::read_feed, object_of(ObjectKind::feed, feed.value)) == Verdict::allowed;
}

}  // namespace

ClassId feed_in_path(const Call& call) {
    if (call.params.at("feed") == "school") return ClassId{0};
    const auto id = call.id("feed");
    return ClassId{id == 0 ? kNothing : id};
}

Object the_feed(const Call& call) {
    return object_of(ObjectKind::feed, feed_in_path(call).value);
}

Object the_post(const Call& call) {
    const auto post = call.state.post(PostId{call.id("post")});
    const bool there = post && post->class_id == feed_in_path(call);
    return object_of(ObjectKind::post, there ? post->id.value : kNothing);
}

std::string feed_name(ClassId feed) {
    return feed ? std::to_string(feed.value) : "school";
}

std::string feed_title(const Call& call, ClassId feed) {
    return feed ? title_of(call.app, call.state, feed) : school_name(call.app, call.state);
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

views::FeedReader reader_of(const Call& call) {
    return {call.guardian() ? PersonKind::guardian : PersonKind::staff, call.actor.id, call.app.clock.now()};
}

void put_words(const Call& call, Sequence version, boost::json::object& entry) {
    const auto content = json::decode<PostContent>(text_at(call.app, call.school, version));
    entry["title"] = content ? content->title : std::string(kErased);
    entry["body"] = content ? content->body : std::string(kErased);
    if (content && !content->place.empty()) entry["place"] = content->place;
}

boost::json::object post_json(const Call& call, const views::PostItem& item) {
    boost::json::object entry{{"post", item.post.value},
                              {"feed", feed_name(item.feed)},
                              {"kind", boost::describe::enum_to_string(item.kind, "?")},
                              {"author", name_of(call.app, call.state, item.author)},
                              {"posted_at", to_string(item.posted_at)}};
    if (item.starts_at) entry["starts_at"] = to_string(*item.starts_at);
    if (item.ends_at) entry["ends_at"] = to_string(*item.ends_at);
    if (item.edited_at) entry["edited_at"] = to_string(*item.edited_at);
    if (item.shown_at != item.posted_at) entry["shown_at"] = to_string(item.shown_at);
    if (item.pressing) entry["pressing"] = true;
    if (!call.guardian() && item.also_email) entry["also_email"] = true;
    if (!call.guardian() && item.shown_at > call.app.clock.now()) entry["waiting"] = true;
    if (item.retracted_at) {
        entry["retracted_at"] = to_string(*item.retracted_at);
    } else {
        put_words(call, item.version, entry);
    }
    return entry;
}

}  // namespace hometime::http

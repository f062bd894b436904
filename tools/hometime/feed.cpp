#include "tools/hometime/commands.h"

namespace hometime::tools {

void feed(const Shell& shell, const std::string& feed) {
    if (feed.empty())
        return shell.out().table(shell.person("GET", "/feeds").at("feeds"), {"feed", "title", "unread", "newest"});
    shell.out().table(
        shell.person("GET", "/feeds/" + feed + "/posts").at("posts"),
        {"post", "kind", "author", "posted_at", "shown_at", "starts_at", "place", "title", "body", "retracted_at"});
}

void post(const Shell& shell, const PostOptions& options) {
    boost::json::object body{{"kind", options.kind}, {"title", options.title}};
    if (!options.body.empty()) body["body"] = options.body;
    if (!options.place.empty()) body["place"] = options.place;
    if (!options.starts_at.empty()) body["starts_at"] = options.starts_at;
    if (!options.ends_at.empty()) body["ends_at"] = options.ends_at;
    if (options.pressing) body["pressing"] = true;
    if (options.also_email) body["also_email"] = true;
    shell.out().object(shell.person("POST", "/feeds/" + options.feed + "/posts", body));
}

void seen(const Shell& shell, const std::string& feed, std::uint64_t up_to) {
    shell.out().object(shell.person("POST", "/feeds/" + feed + "/seen", {{"up_to", up_to}}));
}

void events(const Shell& shell, int days) {
    shell.out().table(shell.person("GET", "/events?days=" + std::to_string(days)).at("events"),
                      {"post", "feed", "starts_at", "ends_at", "place", "title"});
}

}  // namespace hometime::tools

// One post: shown, edited, taken back; whom the feeds reach, and what goes out by e-mail.
#include <iostream>

#include "tools/hometime/commands.h"

namespace hometime::tools {

namespace {

std::string path_of(const OnePost& one) {
    return "/feeds/" + one.feed + "/posts/" + std::to_string(one.post);
}

}  // namespace

void post_show(const Shell& shell, const OnePost& one) {
    const auto post = shell.person("GET", path_of(one));
    if (shell.out().json() || !post.as_object().contains("history")) return shell.out().object(post);
    auto shown = post.as_object();
    shown.erase("history");
    shell.out().object(shown);
    shell.out().table(post.at("history"), {"version", "name", "at", "starts_at", "title", "body"});
}

/// Holds only for what was read here: what somebody else has changed meanwhile is not overwritten.
void post_edit(const Shell& shell, const OnePost& one) {
    const auto post = shell.person("GET", path_of(one));
    boost::json::object body;
    const auto take = [&](const char* member, const std::optional<std::string>& given) {
        const auto* stands = post.as_object().if_contains(member);
        if (given ? !given->empty() : stands != nullptr) body[member] = given ? boost::json::value(*given) : *stands;
    };
    take("title", one.title);
    take("body", one.body);
    take("place", one.place);
    take("starts_at", one.starts_at);
    take("ends_at", one.ends_at);
    shell.out().object(shell.only_if(cell(post.at("version"))).person("PUT", path_of(one), body));
}

void post_retract(const Shell& shell, const OnePost& one) {
    shell.out().object(shell.person("POST", path_of(one) + "/retraction", {{"reason", one.reason}}));
}

void reach(const Shell& shell, const OnePost& one) {
    const auto reached = shell.person("GET", path_of(one) + "/reach");
    if (shell.out().json()) return shell.out().object(reached);
    shell.out().object(reached.at("counts"));
    shell.out().table(reached.at("seen"), {"guardian", "name", "seen_at"});
    shell.out().table(reached.at("not_seen"), {"guardian", "name"});
    shell.out().table(reached.at("pupils_without_link"), {"pupil", "name"});
}

void unseen(const Shell& shell, int days) {
    shell.out().table(shell.person("GET", "/reach?days=" + std::to_string(days)).at("guardians"),
                      {"guardian", "name", "last_seen", "unread"});
}

void email_bridge(const Shell& shell, std::uint64_t after) {
    boost::json::array all;
    for (;;) {
        const auto page = shell.person("GET", "/email-bridge?after=" + std::to_string(after));
        const auto& posts = page.at("posts").as_array();
        if (posts.empty()) break;
        for (const auto& post : posts) {
            if (shell.out().json()) std::cout << boost::json::serialize(post) << '\n';
            all.push_back(post);
        }
        after = page.at("next").to_number<std::uint64_t>();
    }
    if (shell.out().json()) return;
    shell.out().table(all, {"post", "for", "kind", "shown_at", "starts_at", "place", "title"});
    shell.out().say("Go on with --after " + std::to_string(after));
}

}  // namespace hometime::tools

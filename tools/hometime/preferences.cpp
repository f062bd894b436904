// What a guardian wants: hours to be reached in, digests of the feeds, a calendar link.
#include "tools/hometime/commands.h"

namespace hometime::tools {

namespace {

/// "sat:10:00-12:00"; without a day, every day.
boost::json::object window(const std::string& text) {
    boost::json::array days{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
    auto span = text;
    if (const auto colon = text.find(':'); colon == 3) {
        days = {text.substr(0, colon)};
        span = text.substr(colon + 1);
    }
    const auto dash = span.find('-');
    if (dash == std::string::npos) throw Failure(Exit::usage, "hours are like 18:00-19:00 or sat:10:00-12:00");
    return {{"days", std::move(days)}, {"start", span.substr(0, dash)}, {"end", span.substr(dash + 1)}};
}

}  // namespace

void preferences(const Shell& shell, const PreferencesOptions& options) {
    const auto now = shell.person("GET", "/preferences");
    if (options.hours.empty() && !options.any_hours && options.digest.empty()) return shell.out().object(now);
    boost::json::object body{{"feed_digest", now.at("feed_digest")}};
    if (!options.digest.empty()) body["feed_digest"] = options.digest;
    boost::json::array hours;
    for (const auto& one : options.hours) hours.push_back(window(one));
    if (!hours.empty()) {
        body["hours"] = std::move(hours);
    } else if (!options.any_hours && !now.at("hours").is_null()) {
        body["hours"] = now.at("hours");
    }
    shell.out().object(shell.only_if(cell(now.at("version"))).person("PUT", "/preferences", body));
}

void calendar_link(const Shell& shell, bool revoke) {
    if (revoke) return shell.out().object(shell.person("DELETE", "/calendar-link"));
    shell.out().object(shell.person("POST", "/calendar-link", boost::json::object{}));
    shell.out().say(
        "Give your calendar program this path behind your school's address. Whoever has it reads your calendar; a new "
        "link ends it.");
}

void feed_digests(const Shell& shell) {
    for (const auto& digest : shell.person("GET", "/feed-digests").at("digests").as_array()) {
        if (shell.out().json()) {
            shell.out().object(digest);
        } else {
            shell.out().say("New in your feeds, " + cell(digest.at("at")));
            shell.out().table(digest.at("posts"), {"post", "feed", "kind", "starts_at", "title"});
        }
    }
}

}  // namespace hometime::tools

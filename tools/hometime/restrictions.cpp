#include "tools/hometime/commands.h"

namespace hometime::tools {

namespace {

std::string path(std::uint64_t pupil, std::uint64_t restriction = 0, const std::string& rest = {}) {
    auto all = "/pupils/" + std::to_string(pupil) + "/restrictions";
    return restriction == 0 ? all : all + '/' + std::to_string(restriction) + rest;
}

}  // namespace

void restriction_add(const Shell& shell, const RestrictionOptions& options) {
    boost::json::object body{{"guardian", options.guardian}, {"kind", options.kind}, {"reason", options.reason}};
    if (!options.from.empty()) body["from"] = options.from;
    if (!options.until.empty()) body["until"] = options.until;
    shell.out().object(shell.person("POST", path(options.pupil), body));
}

void restriction_list(const Shell& shell, std::uint64_t pupil) {
    shell.out().table(shell.person("GET", path(pupil)).at("restrictions"),
                      {"restriction", "guardian", "name", "kind", "from", "until", "lifted_at", "in_force"});
}

void restriction_show(const Shell& shell, const RestrictionOptions& options) {
    shell.out().object(shell.person("GET", path(options.pupil, options.restriction)));
}

void restriction_lift(const Shell& shell, const RestrictionOptions& options) {
    shell.out().object(
        shell.person("POST", path(options.pupil, options.restriction, "/lift"), {{"reason", options.reason}}));
}

void undelivered(const Shell& shell) {
    shell.out().table(shell.person("GET", "/undelivered").at("messages"),
                      {"message", "from", "to", "pupil_name", "category", "sent_at", "undelivered_at", "reason"});
}

}  // namespace hometime::tools

#include "tools/hometime/commands.h"

namespace hometime::tools {

namespace {

std::string path(std::uint64_t concern, const std::string& rest = {}) {
    return "/concerns/" + std::to_string(concern) + rest;
}

}  // namespace

void safety(const Shell& shell, std::uint64_t pupil, const std::string& text) {
    const auto told = shell.person("POST", "/safety", {{"pupil", pupil}, {"text", text}});
    if (shell.out().json()) return shell.out().object(told);
    shell.out().say(cell(told.at("emergency")));
    shell.out().say("The school's safeguarding lead has been told. Number " + cell(told.at("concern")) + ".");
}

void concern_raise(const Shell& shell, const ConcernOptions& options) {
    boost::json::object body{{"pupils", boost::json::array(options.pupils.begin(), options.pupils.end())},
                             {"seen_at", options.seen_at},
                             {"facts", options.text},
                             {"immediate_action", options.action}};
    if (options.message != 0) body["message"] = options.message;
    shell.out().object(shell.person("POST", "/concerns", body));
}

void concern_list(const Shell& shell, bool mine) {
    if (mine) {
        return shell.out().table(shell.person("GET", "/my-concerns").at("concerns"),
                                 {"concern", "received_at", "acknowledged"});
    }
    shell.out().table(shell.person("GET", "/concerns").at("concerns"),
                      {"concern", "raised_at", "raised_by", "acknowledged_at", "escalated_at", "closed_at"});
}

void concern_show(const Shell& shell, std::uint64_t concern) {
    const auto whole = shell.person("GET", path(concern));
    if (shell.out().json()) return shell.out().object(whole);
    shell.out().say(cell(whole.at("raised_by")) + ", " + cell(whole.at("raised_at")));
    shell.out().table(whole.at("pupils"), {"pupil", "name"});
    shell.out().say(cell(whole.at("facts")));
    shell.out().say(cell(whole.at("immediate_action")));
    shell.out().table(whole.at("steps"), {"at", "step", "by", "text"});
}

void concern_acknowledge(const Shell& shell, std::uint64_t concern) {
    shell.out().object(shell.person("POST", path(concern, "/acknowledgement"), boost::json::object{}));
}

void concern_add(const Shell& shell, const ConcernOptions& options) {
    shell.out().object(shell.person("POST", path(options.concern, "/additions"), {{"text", options.text}}));
}

void concern_close(const Shell& shell, const ConcernOptions& options) {
    shell.out().object(shell.person("POST", path(options.concern, "/outcome"), {{"outcome", options.text}}));
}

void concern_share(const Shell& shell, const ConcernOptions& options) {
    shell.out().object(shell.person("POST", path(options.concern, "/readers"), {{"staff", options.staff}}));
}

void concern_unshare(const Shell& shell, const ConcernOptions& options) {
    shell.out().object(shell.person("DELETE", path(options.concern, "/readers/") + std::to_string(options.staff)));
}

void concern_break_glass(const Shell& shell, const ConcernOptions& options) {
    shell.out().object(shell.person("POST", path(options.concern, "/break-glass"), {{"reason", options.text}}));
}

}  // namespace hometime::tools

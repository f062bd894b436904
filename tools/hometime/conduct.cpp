#include "tools/hometime/commands.h"

namespace hometime::tools {

namespace {

void step(const Shell& shell, const ConductOptions& options, const std::string& how, boost::json::object body) {
    const auto path = "/guardians/" + std::to_string(options.guardian) + "/conduct" + how;
    shell.out().object(shell.person("POST", path, std::move(body)));
}

boost::json::object decision(const ConductOptions& options) {
    return {{"reason", options.text}, {"review_on", options.review_on}, {"appeal_contact", options.appeal_contact}};
}

}  // namespace

void conduct_list(const Shell& shell) {
    shell.out().table(shell.person("GET", "/conduct").at("guardians"),
                      {"guardian", "name", "item", "marks", "conduct"});
}

void conduct_show(const Shell& shell, std::uint64_t guardian) {
    const auto ladder = shell.person("GET", "/guardians/" + std::to_string(guardian) + "/conduct");
    if (shell.out().json()) return shell.out().object(ladder);
    shell.out().say(cell(ladder.at("name")) + ": " + cell(ladder.at("conduct")));
    shell.out().table(ladder.at("steps"), {"at", "step", "id", "by", "rule", "about", "until", "review_on", "text"});
}

void conduct_mark(const Shell& shell, const ConductOptions& options) {
    boost::json::object body{{"rule", options.rule}};
    if (!options.text.empty()) body["note"] = options.text;
    shell.out().object(shell.person("POST", "/messages/" + std::to_string(options.message) + "/misuse", body));
}

void conduct_withdraw(const Shell& shell, const ConductOptions& options) {
    step(shell, options, "/marks/" + std::to_string(options.mark) + "/withdrawal", {{"reason", options.text}});
}

void conduct_dismiss(const Shell& shell, const ConductOptions& options) {
    step(shell, options, "/dismissal", {{"reason", options.text}});
}

void conduct_suspend(const Shell& shell, const ConductOptions& options) {
    auto body = decision(options);
    body["until"] = options.until;
    step(shell, options, "/suspension", std::move(body));
}

void conduct_remove(const Shell& shell, const ConductOptions& options) {
    step(shell, options, "/removal", decision(options));
}

void conduct_reinstate(const Shell& shell, const ConductOptions& options) {
    step(shell, options, "/reinstatement", {{"reason", options.text}});
}

void reminders(const Shell& shell) {
    const auto all = shell.person("GET", "/reminders");
    if (shell.out().json()) return shell.out().object(all);
    shell.out().table(all.at("reminders"), {"reminded_at", "message", "rule", "rule_text"});
    if (all.at("conduct") != "good") shell.out().say("Messages: " + cell(all.at("conduct")));
}

}  // namespace hometime::tools

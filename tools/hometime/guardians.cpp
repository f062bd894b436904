#include "tools/hometime/commands.h"

namespace hometime::tools {

namespace {

std::string of_pupil(std::uint64_t pupil, const std::string& rest) {
    return "/pupils/" + std::to_string(pupil) + rest;
}

}  // namespace

void pupils(const Shell& shell) {
    shell.out().table(shell.person("GET", "/pupils").at("pupils"), {"pupil", "name", "class_title", "linked_adults"});
}

void pupil(const Shell& shell, std::uint64_t pupil) {
    const auto one = shell.person("GET", of_pupil(pupil, ""));
    if (shell.out().json()) return shell.out().object(one);
    shell.out().say(cell(one.at("name")) + ", " + cell(one.at("class_title")));
    if (const auto* adults = one.as_object().if_contains("adults")) {
        shell.out().table(*adults, {"guardian", "name", "relationship", "linked", "has_account"});
    }
}

void invite(const Shell& shell, const InviteOptions& options) {
    boost::json::object body{{"guardian", options.guardian}, {"reissue", options.reissue}};
    if (!options.relationship.empty()) body["relationship"] = options.relationship;
    shell.out().object(shell.person("POST", of_pupil(options.pupil, "/invites"), body));
    shell.out().say("The code is shown this once. Give it to this adult only.");
}

void adult_record(const Shell& shell, const AdultOptions& options) {
    shell.out().object(shell.person("POST", of_pupil(options.pupil, "/adults"),
                                    {{"given_name", options.given_name},
                                     {"family_name", options.family_name},
                                     {"relationship", options.relationship}}));
}

void adult_approve(const Shell& shell, std::uint64_t pupil, std::uint64_t guardian, const std::string& reason,
                   const std::string& until) {
    boost::json::object body{{"guardian", guardian}, {"reason", reason}};
    if (!until.empty()) body["until"] = until;
    shell.out().object(shell.person("POST", of_pupil(pupil, "/approvals"), body));
}

void link_code(const Shell& shell, const std::string& code) {
    shell.out().object(shell.person("POST", "/links", {{"code", code}}));
}

void unlink_guardian(const Shell& shell, std::uint64_t pupil, std::uint64_t guardian, const std::string& reason) {
    shell.out().object(shell.person("POST", of_pupil(pupil, "/guardians/" + std::to_string(guardian) + "/unlink"),
                                    {{"reason", reason}}));
}

}  // namespace hometime::tools

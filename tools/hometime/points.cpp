#include "tools/hometime/commands.h"

namespace hometime::tools {

void award(const Shell& shell, std::uint64_t pupil, const std::string& skill) {
    shell.out().object(shell.person("POST", "/pupils/" + std::to_string(pupil) + "/points", {{"skill", skill}}));
}

void retract(const Shell& shell, std::uint64_t award, const std::string& reason) {
    shell.out().object(shell.person("POST", "/points/" + std::to_string(award) + "/retraction", {{"reason", reason}}));
}

void points(const Shell& shell, std::uint64_t pupil) {
    const auto page = shell.person("GET", "/pupils/" + std::to_string(pupil) + "/points");
    if (shell.out().json()) return shell.out().object(page);
    shell.out().say("Total: " + cell(page.at("total")));
    shell.out().table(page.at("awards"), {"award", "skill", "awarded_at", "retracted"});
}

}  // namespace hometime::tools

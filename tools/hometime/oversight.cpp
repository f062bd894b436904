#include "tools/hometime/commands.h"

namespace hometime::tools {

void inspect(const Shell& shell, std::uint64_t thread, const std::string& purpose) {
    const auto whole =
        shell.person("POST", "/threads/" + std::to_string(thread) + "/inspections", {{"purpose", purpose}});
    if (shell.out().json()) return shell.out().object(whole);
    shell.out().say(cell(whole.at("guardian_name")) + " with " + cell(whole.at("staff_name")) + " about " +
                    cell(whole.at("pupil_name")));
    shell.out().table(whole.at("items"), {"id", "kind", "from", "category", "sent_at", "text"});
}

void inspections(const Shell& shell, std::uint64_t thread) {
    shell.out().table(shell.person("GET", "/threads/" + std::to_string(thread) + "/audit").at("inspections"),
                      {"inspection", "inspected_at", "by", "purpose"});
}

void message_audit(const Shell& shell, std::uint64_t message) {
    shell.out().object(shell.person("GET", "/messages/" + std::to_string(message) + "/audit"));
}

}  // namespace hometime::tools

#include <algorithm>

#include "tools/hometime/commands.h"

namespace hometime::tools {

namespace {

bool is_number(const std::string& text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// The staff number for a full name or a number. Throws Failure when nobody or several fit.
std::string staff_number(const Shell& shell, const std::string& who) {
    if (is_number(who)) return who;
    std::vector<std::string> found;
    const auto list = shell.admin("GET", "/staff");
    for (const auto& entry : list.at("staff").as_array()) {
        if (std::string_view(entry.at("name").as_string()) == who) found.push_back(cell(entry.at("staff")));
    }
    if (found.empty()) throw Failure(Exit::data, "nobody on the staff has this name; `hometime staff list` shows them");
    if (found.size() > 1)
        throw Failure(Exit::data, "several people have this name: use the number that `hometime staff list` shows");
    return found.front();
}

}  // namespace

void staff_list(const Shell& shell) {
    shell.out().table(shell.either("GET", "/staff").at("staff"), {"staff", "name", "roles", "classes", "has_account"});
}

void staff_grant(const Shell& shell, const std::string& who, const std::string& role) {
    shell.out().object(shell.admin("POST", "/staff/" + staff_number(shell, who) + "/roles", {{"role", role}}));
}

void staff_revoke(const Shell& shell, const std::string& who, const std::string& role) {
    shell.out().object(shell.admin("DELETE", "/staff/" + staff_number(shell, who) + "/roles/" + role));
}

void staff_code(const Shell& shell, const std::string& who) {
    shell.out().object(shell.admin("POST", "/staff/" + staff_number(shell, who) + "/codes", boost::json::object{}));
    shell.out().say(
        "The code is shown this once. They make their account with: hometime join --code CODE --login LOGIN");
}

}  // namespace hometime::tools

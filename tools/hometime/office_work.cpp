#include "tools/hometime/commands.h"

namespace hometime::tools {

void handled(const Shell& shell, std::uint64_t message, bool handled) {
    shell.out().object(
        shell.person("POST", "/messages/" + std::to_string(message) + "/handled", {{"handled", handled}}));
}

void away_add(const Shell& shell, const AwayOptions& options) {
    boost::json::object body{{"from", options.from}, {"kind", options.kind}};
    if (!options.to.empty()) body["to"] = options.to;
    if (!options.at.empty()) body["at"] = options.at;
    if (options.message != 0) body["message"] = options.message;
    shell.out().object(shell.person("POST", "/pupils/" + std::to_string(options.pupil) + "/away", body));
}

void away_list(const Shell& shell, const std::string& date) {
    const auto page = shell.person("GET", date.empty() ? "/away" : "/away?date=" + date);
    if (shell.out().json()) return shell.out().object(page);
    shell.out().say("Away on " + cell(page.at("date")));
    shell.out().table(page.at("away"), {"away", "pupil", "pupil_name", "class", "kind", "at", "from", "to"});
}

void away_withdraw(const Shell& shell, const AwayOptions& options) {
    const auto path = "/pupils/" + std::to_string(options.pupil) + "/away/" + std::to_string(options.away);
    shell.out().object(shell.person("DELETE", path));
}

void pupil_code(const Shell& shell, std::uint64_t pupil) {
    shell.out().object(shell.person("POST", "/pupils/" + std::to_string(pupil) + "/codes", boost::json::object{}));
    shell.out().say("The code is shown this once. The pupil makes an account with it, and sees their points there.");
}

}  // namespace hometime::tools

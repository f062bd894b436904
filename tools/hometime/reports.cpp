#include "tools/hometime/commands.h"

namespace hometime::tools {

void report(const Shell& shell, std::uint64_t message, const std::string& reason) {
    shell.out().object(shell.person("POST", "/messages/" + std::to_string(message) + "/reports", {{"reason", reason}}));
}

void reports(const Shell& shell) {
    shell.out().table(shell.person("GET", "/reports").at("reports"),
                      {"report", "message", "reported_by", "reported_at", "open"});
}

void report_show(const Shell& shell, std::uint64_t report) {
    shell.out().object(shell.person("GET", "/reports/" + std::to_string(report)));
}

void report_close(const Shell& shell, std::uint64_t report, const std::string& outcome) {
    shell.out().object(shell.person("POST", "/reports/" + std::to_string(report) + "/outcome", {{"outcome", outcome}}));
}

}  // namespace hometime::tools

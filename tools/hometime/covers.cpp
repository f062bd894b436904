#include "tools/hometime/commands.h"

namespace hometime::tools {

void cover_add(const Shell& shell, const CoverOptions& options) {
    boost::json::object body{{"absent", options.absent}, {"cover", options.staff}, {"from", options.from}};
    if (!options.to.empty()) body["to"] = options.to;
    shell.out().object(shell.either("POST", "/covers", body));
}

void cover_list(const Shell& shell) {
    shell.out().table(shell.either("GET", "/covers").at("covers"),
                      {"cover", "absent", "absent_name", "stands_in", "stands_in_name", "from", "to"});
}

void cover_end(const Shell& shell, const CoverOptions& options) {
    shell.out().object(shell.either("DELETE", "/covers/" + std::to_string(options.cover)));
}

}  // namespace hometime::tools

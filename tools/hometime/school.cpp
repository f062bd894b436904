#include "tools/hometime/commands.h"

namespace hometime::tools {

void school_open(const Shell& shell, const SchoolOpenOptions& options) {
    const boost::json::value body{
        {"zone", options.zone},
        {"name", options.name},
        {"office",
         {{"email", options.office_email}, {"phone", options.office_phone}, {"hours", options.office_hours}}}};
    const auto opened = shell.client().call("POST", "/v1/schools", body);
    shell.out().object(opened);
    shell.out().say("The school is open. Import its roster next: hometime roster import DIR");
}

void school_list(const Shell& shell) {
    shell.out().table(shell.client().call("GET", "/v1/schools").at("schools"), {"school", "name", "zone", "records"});
}

void status(const Shell& shell) {
    shell.out().object(shell.either("GET", "/status"));
}

}  // namespace hometime::tools

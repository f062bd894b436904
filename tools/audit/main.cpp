// hometime-audit: verifies, replays, exports and proves. Works on files, never unseals, changes no data folder.
#include <CLI/CLI.hpp>
#include <iostream>

#include "tools/audit/cli.h"
#include "tools/common/logging.h"

int main(int argc, char** argv) {
    using namespace hometime::tools;
    log_errors_to_stderr();
    CLI::App app{
        "hometime-audit: verifies and replays a data folder, exports it, and proves what is in it. It never "
        "unseals a text and changes nothing there."};
    app.require_subcommand(1);
    app.set_version_flag("--version", HOMETIME_VERSION);
    audit::add_verify(app);
    audit::add_replay(app);
    audit::add_export(app);
    audit::add_proof(app);
    audit::add_witness(app);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : static_cast<int>(Exit::usage);
    } catch (const Failure& failed) {
        if (*failed.what() != '\0') std::cerr << "hometime-audit: " << failed.what() << '\n';
        return static_cast<int>(failed.code());
    } catch (const std::exception& error) {
        std::cerr << "hometime-audit: " << error.what() << '\n';
        return static_cast<int>(Exit::internal);
    }
    return 0;
}

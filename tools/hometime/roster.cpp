#include <iostream>

#include "tools/hometime/commands.h"
#include "tools/hometime/oneroster.h"

namespace hometime::tools {

namespace {

Roster read_checked(const std::filesystem::path& folder) {
    std::error_code ignored;
    if (!std::filesystem::is_directory(folder, ignored)) {
        throw Failure(Exit::no_input, folder.string() + " is not a folder: give the one with manifest.csv");
    }
    RowErrors errors;
    auto roster = read_oneroster(folder, errors);
    if (errors.empty()) return roster;
    std::string words = "the roster cannot be used; nothing was changed:";
    for (const auto& error : errors) words += "\n  " + to_string(error);
    throw Failure(Exit::data, words);
}

}  // namespace

void roster_import(const Shell& shell, const RosterImportOptions& options) {
    auto roster = read_checked(options.folder);
    shell.out().say("Read " + std::to_string(roster.pupils) + " pupils, " + std::to_string(roster.adults) +
                    " adults, " + std::to_string(roster.staff) + " staff and " + std::to_string(roster.classes) +
                    " classes.");
    Progress progress("Importing", 2);
    auto& document = roster.document;
    document["confirm_removals"] = options.confirm_removals;
    document["dry_run"] = true;
    progress.at(0);
    const auto would = shell.admin("POST", "/roster-imports", document);
    progress.at(1);
    shell.out().say("This would change:");
    if (options.dry_run || !shell.out().json()) shell.out().object(would);
    if (options.dry_run) return;
    document["dry_run"] = false;
    const auto done = shell.admin("POST", "/roster-imports", document);
    progress.at(2);
    shell.out().say("Changed:");
    shell.out().object(done);
}

}  // namespace hometime::tools

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

std::uint64_t count(const boost::json::value& reply, const char* member) {
    return reply.at(member).to_number<std::uint64_t>();
}

/// Who loses what is said before it happens and after, whatever else changes.
std::string removals(const boost::json::value& reply, const std::string& verb) {
    return verb + " " + std::to_string(count(reply, "links_ending")) +
           " links of guardians: " + std::to_string(count(reply, "pupils_leaving")) + " pupils leave.";
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
    if (count(would, "pupils_leaving") != 0) shell.out().say(removals(would, "It would remove"));
    if (options.dry_run) return;
    if (would.at("needs_confirmation").as_bool() && !options.confirm_removals) {
        throw Failure(Exit::data, removals(would, "this would remove") + " " + cell(would.at("staff_leaving")) +
                                      " staff leave. Look at it with --dry-run; if they have really left, confirm it "
                                      "with --confirm-removals. Nothing was changed.");
    }
    document["dry_run"] = false;
    const auto done = shell.admin("POST", "/roster-imports", document);
    progress.at(2);
    shell.out().say("Changed:");
    shell.out().object(done);
    if (count(done, "pupils_leaving") != 0) shell.out().say(removals(done, "Removed"));
}

}  // namespace hometime::tools

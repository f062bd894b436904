#include <CLI/CLI.hpp>

#include "eventstore/audit.h"
#include "tools/audit/cli.h"
#include "tools/audit/export_log.h"
#include "tools/audit/folded.h"
#include "tools/audit/moments.h"

namespace hometime::tools::audit {

namespace {

struct Options {
    std::string folder;
    std::string school;
    std::string into;
    std::string from;
    std::string to;
    bool json = false;
};

ExportRange range_of(const Options& options, SchoolId school) {
    const auto from = value_or_end(Moment::parse(options.from, "--from"));
    const auto to = value_or_end(Moment::parse(options.to, "--to"));
    if (options.from.empty() && options.to.empty()) return {};
    const auto audit = value_or_end(open_for_audit(options.folder, posix_files(), {std::nullopt, true}));
    const auto head = value_or_end(head_of(audit, school));
    const auto first = value_or_end(find_begin(*audit.log, head, from));
    const auto last = options.to.empty() ? Sequence{} : value_or_end(find_end(*audit.log, head, to)).sequence;
    if (!options.to.empty() && !last) throw Failure(Exit::usage, "--to lies before the first record");
    return {first.value, last.value};
}

void run(const Options& options) {
    const auto school = school_of(options.school);
    const auto range = range_of(options, school);
    auto done = [&] {
        Bar bar("Exporting");
        return export_log(options.folder, school, range, options.into, bar.progress());
    }();
    if (!done && done.error().code == ErrorCode::conflict) throw Failure(Exit::cannot_create, done.error().detail);
    const auto manifest = value_or_end(std::move(done));
    const Output out(options.json);
    if (options.json) {
        out.object(boost::json::object{{"school", to_string(school)},
                                       {"size", manifest.size},
                                       {"first", manifest.first},
                                       {"last", manifest.last}});
    }
    out.say("Records " + std::to_string(manifest.first) + " to " + std::to_string(manifest.last) + " of a log of " +
            std::to_string(manifest.size) + ". hometime-audit verify " + options.into +
            " reads it without the database.");
}

}  // namespace

void add_export(CLI::App& app) {
    const auto options = std::make_shared<Options>();
    auto* command = app.add_subcommand("export", "Write a school, or a part of its history, with the proof of it");
    command->add_option("folder", options->folder, "The data folder")->required();
    command->add_option("--school", options->school, "Which school")->required();
    command->add_option("-o,--output", options->into, "The folder to write; it must not exist")->required();
    command->add_option("--from", options->from, "From this instant or sequence on; the first, when left out");
    command->add_option("--to", options->to, "Up to this instant or sequence; what was signed for, when left out");
    command->add_flag("--json", options->json, "Print JSON, for machines");
    command->callback([options] { run(*options); });
}

}  // namespace hometime::tools::audit

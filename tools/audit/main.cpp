// hometime-audit: verifies, replays and dumps a data folder. Works on files, never unseals, changes nothing.
#include <CLI/CLI.hpp>
#include <iostream>

#include "tools/audit/replay.h"
#include "tools/audit/verify.h"
#include "tools/common/exit.h"
#include "tools/common/logging.h"
#include "tools/common/output.h"

namespace hometime::tools {
namespace {

struct Options {
    std::string folder;
    std::string school;
    std::string at;
    std::uint64_t from = 1;
    std::uint64_t to = 0;
    bool json = false;
};

Failure failure(const Error& error) {
    switch (error.code) {
        case ErrorCode::not_found: return {Exit::no_input, error.detail};
        case ErrorCode::permission: return {Exit::permission, error.detail};
        case ErrorCode::invalid: return {Exit::usage, error.detail};
        case ErrorCode::unavailable: return {Exit::io, error.detail};
        default: return {Exit::data, error.detail};
    }
}

SchoolId school_of(const Options& options) {
    const auto school = parse_school_id(options.school);
    if (!school) throw Failure(Exit::usage, "--school takes a school's id, like sch_7Q2K9DAB");
    return *school;
}

void run_verify(const Options& options) {
    std::unique_ptr<Progress> bar;
    const auto report = verify(options.folder, [&](std::uint64_t done, std::uint64_t total) {
        if (!bar) bar = std::make_unique<Progress>("Verifying", total);
        bar->at(done);
    });
    bar.reset();
    if (!report) throw failure(report.error());
    const Output out(options.json);
    const bool good = report->difference.empty();
    if (options.json) {
        out.object(boost::json::object{{"ok", good},
                                       {"schools", report->schools},
                                       {"records", report->records},
                                       {"state_rows", report->rows},
                                       {"views", report->views},
                                       {"difference", report->difference}});
    }
    if (!good) {
        if (!options.json) std::cout << "DIFFERENT: " << report->difference << '\n';
        throw Failure(Exit::differences, "");
    }
    out.say("OK: " + std::to_string(report->schools) + " schools, " + std::to_string(report->records) + " records, " +
            std::to_string(report->rows) + " rows of decision state, " + std::to_string(report->views) + " views");
}

void show_replay(const boost::json::object& state, const Output& out) {
    if (out.json()) return out.object(state);
    out.say("School " + cell(state.at("school")) + " at record " + cell(state.at("sequence")) + ", " +
            cell(state.at("instant")) + " (policy " + cell(state.at("policy")) + ", calendar " +
            cell(state.at("calendar")) + ")");
    out.say("\nLinks");
    out.table(state.at("links"), {"pupil", "guardian", "approval"});
    out.say("\nStaff, windows of the day, inboxes");
    boost::json::array rows;
    for (const auto& one : state.at("staff").as_array()) {
        std::string windows;
        for (const auto& window : one.at("windows_today").as_array()) {
            windows += (windows.empty() ? "" : ", ") + cell(window.at("open")) + " to " + cell(window.at("close"));
        }
        rows.push_back({{"staff", one.at("staff")},
                        {"teaches", one.at("teaches")},
                        {"windows_today", windows},
                        {"in_inbox", one.at("inbox").as_array().size()},
                        {"held", one.at("held").as_array().size()}});
    }
    out.table(rows, {"staff", "teaches", "windows_today", "in_inbox", "held"});
}

void run_replay(const Options& options) {
    const auto state = replay(options.folder, school_of(options), options.at);
    if (!state) throw failure(state.error());
    show_replay(*state, Output(options.json));
}

void run_dump(const Options& options) {
    const auto done = dump(options.folder, school_of(options), Sequence{options.from}, Sequence{options.to},
                           [](const boost::json::object& line) { std::cout << boost::json::serialize(line) << '\n'; });
    if (!done) throw failure(done.error());
}

}  // namespace
}  // namespace hometime::tools

int main(int argc, char** argv) {
    using namespace hometime::tools;
    log_errors_to_stderr();
    CLI::App app{"hometime-audit: verify, replay and dump a data folder. It never unseals a text and changes nothing."};
    app.require_subcommand(1);
    app.set_version_flag("--version", HOMETIME_VERSION);
    Options options;
    auto* verifying = app.add_subcommand("verify", "Read every byte; exit 1 with the first difference");
    auto* replaying = app.add_subcommand("replay", "Show links, windows and inboxes as they were");
    auto* dumping = app.add_subcommand("dump", "Print records as lines of JSON");
    for (auto* command : {verifying, replaying, dumping}) {
        command->add_option("folder", options.folder, "The data folder")->required();
        command->add_flag("--json", options.json, "Print JSON, for machines");
    }
    for (auto* command : {replaying, dumping})
        command->add_option("--school", options.school, "Which school")->required();
    replaying->add_option("--at", options.at,
                          "An instant like 2026-11-24T15:30:00Z, or a sequence; the newest, when left out");
    dumping->add_option("--from", options.from, "First sequence");
    dumping->add_option("--to", options.to, "Last sequence; the newest, when left out");
    try {
        app.parse(argc, argv);
        if (*verifying) run_verify(options);
        if (*replaying) run_replay(options);
        if (*dumping) run_dump(options);
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

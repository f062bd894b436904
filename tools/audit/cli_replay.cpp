#include <CLI/CLI.hpp>
#include <iostream>

#include "tools/audit/cli.h"
#include "tools/audit/difference.h"
#include "tools/audit/readers.h"
#include "tools/audit/replay.h"

namespace hometime::tools::audit {

namespace {

struct Options {
    std::string folder;
    std::string school;
    std::string at;
    std::string view;
    std::string thing;
    std::string from_moment, to_moment;
    std::uint64_t from = 1;
    std::uint64_t to = 0;
    bool json = false;
};

void print_line(const boost::json::object& line) {
    std::cout << boost::json::serialize(line) << '\n';
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

void show_readers(const boost::json::object& answer, const Output& out) {
    if (out.json()) return out.object(answer);
    out.say("Who could read " + cell(answer.at("what")) + " at record " + cell(answer.at("sequence")) + ", " +
            cell(answer.at("instant")) + " (policy " + cell(answer.at("policy")) + ")");
    boost::json::array rows;
    for (const auto& one : answer.at("readers").as_array()) {
        rows.push_back({{"person", cell(one.at("person").at("kind")) + ":" + cell(one.at("person").at("id"))},
                        {"roles", one.at("roles")},
                        {"by", one.at("by")}});
    }
    out.table(rows, {"person", "roles", "by"});
}

void run_replay(const Options& options) {
    const auto school = school_of(options.school);
    const Output out(options.json);
    if (!options.view.empty() && !options.thing.empty()) {
        throw Failure(Exit::usage, "--view and --who-could-read are two questions: ask one at a time");
    }
    if (!options.thing.empty()) {
        return show_readers(value_or_end(who_could_read(options.folder, school, options.thing, options.at)), out);
    }
    if (!options.view.empty()) {
        std::ignore = value_or_end(replay_view(options.folder, school, options.view, options.at, &print_line));
        return;
    }
    show_replay(value_or_end(replay(options.folder, school, options.at)), out);
}

void run_dump(const Options& options) {
    const auto done =
        dump(options.folder, school_of(options.school), Sequence{options.from}, Sequence{options.to}, &print_line);
    if (!done) throw failure(done.error());
}

void run_diff(const Options& options) {
    const auto count = value_or_end(difference_between(options.folder, school_of(options.school), options.from_moment,
                                                       options.to_moment, &print_line));
    if (!options.json) {
        std::cerr << count.added << " rows added, " << count.changed << " changed, " << count.removed << " removed\n";
    }
    if (count.any()) throw Failure(Exit::differences, "");
}

CLI::App* add(CLI::App& app, const char* name, const char* what, const std::shared_ptr<Options>& options) {
    auto* command = app.add_subcommand(name, what);
    command->add_option("folder", options->folder, "The data folder")->required();
    command->add_option("--school", options->school, "Which school")->required();
    command->add_flag("--json", options->json, "Print JSON, for machines");
    return command;
}

}  // namespace

void add_replay(CLI::App& app) {
    const auto options = std::make_shared<Options>();
    auto* replaying =
        add(app, "replay", "Show links, windows and inboxes as they were, a view, or who could read what", options);
    replaying->add_option("--at", options->at,
                          "An instant like 2026-11-24T15:30:00Z, or a sequence; the newest, when left out");
    replaying->add_option("--view", options->view, "Print the rows of this view, as lines of JSON");
    replaying->add_option("--who-could-read", options->thing,
                          "List who could read this, like message:10455, thread:9, post:77, points:17, concern:30");
    replaying->callback([options] { run_replay(*options); });

    auto* dumping = add(app, "dump", "Print records as lines of JSON", options);
    dumping->add_option("--from", options->from, "First sequence");
    dumping->add_option("--to", options->to, "Last sequence; the newest, when left out");
    dumping->callback([options] { run_dump(*options); });

    auto* diffing =
        add(app, "diff", "Print what changed between two moments, as lines of JSON; exit 1 when anything did", options);
    diffing->add_option("from", options->from_moment, "An instant, or a sequence")->required();
    diffing->add_option("to", options->to_moment, "The same; the newest, when left out");
    diffing->callback([options] { run_diff(*options); });
}

}  // namespace hometime::tools::audit

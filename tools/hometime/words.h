// How the words of the command line are put together: cli.cpp, and the files beside it that add a subject's own.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "tools/hometime/shell.h"

namespace hometime::tools {

/// The words of the command line, and what to run once they are understood.
struct Words {
    CLI::App app{"Hometime: administration and scripting of the home-school channel."};
    GlobalOptions global;
    std::function<void(const Shell&)> run;
};

/// A subcommand that, when chosen, runs `run` with a Shell. Options bind to what `run` captured.
inline CLI::App* verb(Words& words, CLI::App& parent, const std::string& name, const std::string& help,
                      std::function<void(const Shell&)> run) {
    auto* command = parent.add_subcommand(name, help);
    command->callback([&words, run = std::move(run)] { words.run = run; });
    return command;
}

template <class Options>
std::shared_ptr<Options> options() {
    return std::make_shared<Options>();
}

// Subjects with a file of their own.
/// The office's marks and who is away, the leadership's look at threads and messages, pupils' codes.
void add_office(Words& words);
void add_concerns(Words& words);
void add_conduct(Words& words);
void add_restrictions(Words& words);
/// The feeds: reading, posting, editing, whom they reach.
void add_feed(Words& words);
/// What a guardian wants: hours, digests, a calendar link.
void add_preferences(Words& words);
void add_policy_diff(Words& words, CLI::App& policy);
/// A member of staff's own windows, and parents' evenings.
void add_own_windows(Words& words, CLI::App& calendar);
/// Holds, erasure, and the key store.
void add_erasures(Words& words);
/// What people read: how it is doing, building it anew.
void add_views(Words& words);
/// Exports of everything about one person, receipts, and why a message is seen when it is.
void add_exports(Words& words);
void add_backup(Words& words);
/// Being told outside the application.
void add_notifications(Words& words);
/// Programs that are told by HTTPS.
void add_webhooks(Words& words);
/// Listening to the bus, and who may.
void add_bus(Words& words);

}  // namespace hometime::tools

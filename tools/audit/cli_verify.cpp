#include <CLI/CLI.hpp>
#include <iostream>

#include "tools/audit/cli.h"
#include "tools/audit/export_format.h"
#include "tools/audit/verify_export.h"

namespace hometime::tools::audit {

namespace {

struct Options {
    std::string folder;
    std::vector<std::string> checkpoints;
    std::string key;
    std::string key_store;
    bool without_keys = false;
    bool log_only = false;
    bool json = false;
};

VerifyOptions library_options(const Options& options) {
    VerifyOptions library;
    library.log_only = options.log_only;
    library.without_keys = options.without_keys;
    if (!options.key.empty()) library.key = options.key;
    if (!options.key_store.empty()) library.key_store = options.key_store;
    library.checkpoints.assign(options.checkpoints.begin(), options.checkpoints.end());
    return library;
}

boost::json::object describe(const VerifyReport& report) {
    boost::json::array differences;
    for (const auto& one : report.differences) differences.emplace_back(one);
    return {{"ok", report.difference.empty()},
            {"schools", report.schools},
            {"records", report.records},
            {"state_rows", report.rows},
            {"views", report.views},
            {"checkpoints", report.checkpoints},
            {"not_compared", report.not_compared},
            {"difference", report.difference},
            {"differences", std::move(differences)}};
}

std::string sentence(const VerifyReport& report, const Options& options, bool is_export) {
    auto text = "OK: " + std::to_string(report.schools) + " schools, " + std::to_string(report.records) + " records";
    if (!is_export && !options.log_only) {
        text +=
            ", " + std::to_string(report.rows) + " rows of decision state, " + std::to_string(report.views) + " views";
    }
    if (report.checkpoints > 0) text += ", " + std::to_string(report.checkpoints) + " checkpoints kept elsewhere";
    if (report.not_compared > 0) {
        text += " (" + std::to_string(report.not_compared) +
                " of them not compared: this part of the log does not reach "
                "them)";
    }
    if (!is_export && options.without_keys) text += "; keys were not looked for";
    return text;
}

void run(const Options& options) {
    const bool is_export = tools::is_export(options.folder);
    auto report = [&] {
        Bar bar("Verifying");
        return value_or_end(is_export ? verify_export(options.folder, library_options(options), bar.progress())
                                      : verify(options.folder, library_options(options), bar.progress()));
    }();
    const Output out(options.json);
    if (options.json) out.object(describe(report));
    if (!report.difference.empty()) {
        if (!options.json) {
            for (const auto& one : report.differences) std::cout << "DIFFERENT: " << one << '\n';
        }
        throw Failure(Exit::differences, "");
    }
    out.say(sentence(report, options, is_export));
}

}  // namespace

void add_verify(CLI::App& app) {
    const auto options = std::make_shared<Options>();
    auto* command = app.add_subcommand("verify", "Read every byte; exit 1 when anything differs");
    command->add_option("folder", options->folder, "A data folder, a copy of one, or an export")->required();
    command->add_option("--checkpoints", options->checkpoints,
                        "Checkpoints that were kept elsewhere: files, or folders of them");
    command->add_option("--key", options->key, "The public key to trust, instead of the folder's own checkpoint.pub");
    command->add_option("--key-store", options->key_store, "The key store, where it is kept apart");
    command->add_flag("--without-keys", options->without_keys, "The key store is not at hand: look for no key");
    command->add_flag("--log-only", options->log_only,
                      "Only records, trees, keys and signatures; not what they fold into");
    command->add_flag("--json", options->json, "Print JSON, for machines");
    command->callback([options] { run(*options); });
}

}  // namespace hometime::tools::audit

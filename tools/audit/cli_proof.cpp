#include <CLI/CLI.hpp>

#include "tools/audit/cli.h"
#include "tools/audit/prove.h"
#include "tools/audit/trusted_key.h"

namespace hometime::tools::audit {

namespace {

struct Options {
    std::string folder;
    std::string school;
    std::uint64_t record = 0;
    std::optional<std::uint64_t> from_size;
    bool without_record = false;
    std::string output;
    std::string proof;
    std::string key;
    std::vector<std::string> witnesses;
    std::string record_bytes;
    bool json = false;
};

void run_proof(const Options& options) {
    if ((options.record == 0) == !options.from_size.has_value()) {
        throw Failure(Exit::usage,
                      "say what to prove: --record N that a record is there, or --from-size N that the log "
                      "grew from N records");
    }
    std::optional<std::filesystem::path> key;
    if (!options.key.empty()) key = options.key;
    const auto log = value_or_end(ProvenLog::open(options.folder, school_if_named(options.school), key));
    give_out(options.output,
             value_or_end(options.from_size ? prove_growth(*log, *options.from_size)
                                            : prove_record(*log, Sequence{options.record}, !options.without_record)));
}

boost::json::object describe(const ProofVerdict& verdict) {
    boost::json::array seen;
    for (const auto& [name, at] : verdict.seen_by) seen.push_back({{"witness", name}, {"at", to_string(at)}});
    boost::json::object all{{"ok", verdict.wrong.empty()},
                            {"wrong", verdict.wrong},
                            {"log", verdict.checkpoint.origin},
                            {"size", verdict.checkpoint.size},
                            {"seen_by", std::move(seen)}};
    if (verdict.header) {
        all["sequence"] = verdict.header->sequence.value;
        all["type"] = name_of(verdict.header->tag);
        all["recorded_at"] = to_string(verdict.header->recorded_at);
    }
    return all;
}

void run_check(const Options& options) {
    const auto key = value_or_end(trusted_key(options.key));
    std::vector<evidence::NoteKey> witnesses;
    for (const auto& file : options.witnesses) witnesses.push_back(value_or_end(trusted_key(file)));
    std::optional<std::string> record;
    if (!options.record_bytes.empty()) record = take_in(options.record_bytes);
    const auto verdict = value_or_end(check_proof(take_in(options.proof), key, witnesses, record));
    const Output out(options.json);
    if (options.json) out.object(describe(verdict));
    if (!verdict.wrong.empty()) throw Failure(Exit::differences, options.json ? "" : verdict.wrong);
    std::string what = "These bytes are";
    if (const auto& header = verdict.header) {
        what = "Record " + std::to_string(header->sequence.value) + ", " + std::string(name_of(header->tag)) +
               ", recorded " + to_string(header->recorded_at) + ", is";
    }
    out.say("OK: " + what + " in " + verdict.checkpoint.origin + ", which was signed for " +
            std::to_string(verdict.checkpoint.size) + " records");
    for (const auto& [name, at] : verdict.seen_by) out.say("Seen by " + name + " at " + to_string(at));
}

}  // namespace

void add_proof(CLI::App& app) {
    const auto options = std::make_shared<Options>();
    auto* proving = app.add_subcommand("proof", "Write a file that shows, offline, that a record is in a signed log");
    proving->add_option("folder", options->folder, "A data folder, or an export")->required();
    proving->add_option("--school", options->school, "Which school; not needed where there is one");
    proving->add_option("--record", options->record, "The record's sequence");
    proving->add_option("--from-size", options->from_size,
                        "Instead: that the log grew from one of so many records, for a witness");
    proving->add_option("--key", options->key, "The public key to trust, instead of the folder's own");
    proving->add_flag("--without-record", options->without_record, "Leave the record itself out of the file");
    proving->add_option("-o,--output", options->output, "The file to write; standard output, when left out");
    proving->callback([options] { run_proof(*options); });

    auto* checking = app.add_subcommand("check-proof", "Check such a file; nothing else is needed but the public key");
    checking->add_option("file", options->proof, "The proof")->required();
    checking->add_option("--key", options->key, "checkpoint.pub, as it was obtained from somebody trusted")->required();
    checking->add_option("--record-bytes", options->record_bytes, "The record, instead of the one in the proof");
    checking->add_option("--witness", options->witnesses, "Public keys of witnesses whose signatures to look for");
    checking->add_flag("--json", options->json, "Print JSON, for machines");
    checking->callback([options] { run_check(*options); });
}

}  // namespace hometime::tools::audit

#include <CLI/CLI.hpp>
#include <iostream>

#include "eventstore/base/clock.h"
#include "tools/audit/cli.h"
#include "tools/audit/evidence/proof_file.h"
#include "tools/audit/trusted_key.h"
#include "tools/audit/witness.h"

namespace hometime::tools::audit {

namespace {

struct Options {
    std::string state;
    std::string name;
    std::string key;
    std::string note;
    std::string proof;
    std::string from;
    std::string school;
    std::string output;
};

void run_init(const Options& options) {
    SystemRandom random;
    const auto made = Witness::init(options.state, options.name, random);
    if (!made && made.error().code == ErrorCode::conflict) throw Failure(Exit::cannot_create, made.error().detail);
    std::cout << value_or_end(made).to_string() << '\n';
}

/// What was sent: a note alone, or a note with the proof before it.
struct Sent {
    std::string note;
    GrowthProof proof;
};

Sent sent_in(const Options& options) {
    Sent sent{take_in(options.note), nullptr};
    const auto with_proof = [&](const std::string& text) {
        auto parsed = value_or_end(evidence::parse_consistency(text));
        sent.proof = proof_at_hand(parsed.old, std::move(parsed.hashes));
        return parsed.note;
    };
    if (sent.note.starts_with("old ")) sent.note = with_proof(sent.note);
    if (!options.proof.empty()) std::ignore = with_proof(take_in(options.proof));
    if (!options.from.empty()) sent.proof = proof_from(options.from, school_if_named(options.school));
    return sent;
}

void run_see(const Options& options) {
    if (options.note.empty() || options.key.empty()) {
        throw Failure(Exit::usage, "a note and --key, the public key of its log, are needed; or: witness init");
    }
    const auto log = value_or_end(trusted_key(options.key));
    const auto witness = value_or_end(Witness::open(options.state));
    const auto sent = sent_in(options);
    const auto answer = value_or_end(witness.see(sent.note, log, sent.proof, SystemClock{}.now()));
    if (!answer.refused.empty()) {
        std::cout << "REFUSED: " << answer.refused << '\n';
        throw Failure(Exit::differences, "");
    }
    give_out(options.output, answer.note);
}

}  // namespace

void add_witness(CLI::App& app) {
    const auto options = std::make_shared<Options>();
    auto* command =
        app.add_subcommand("witness", "Remember a log's newest checkpoint; sign only one that grew from it");
    command->add_option("--state", options->state, "The witness's own folder")->required();
    auto* see = command;
    see->add_option("note", options->note, "A signed checkpoint, alone or with the proof that it grew");
    see->add_option("--key", options->key, "The public key of its log");
    see->add_option("--proof", options->proof, "The proof that it grew from what is remembered (proof --from-size)");
    see->add_option("--from", options->from, "Instead: a data folder or an export to make the proof from");
    see->add_option("--school", options->school, "Which school there; not needed where there is one");
    see->add_option("-o,--output", options->output, "Where the note with this witness's signature goes");
    auto* init = command->add_subcommand("init", "Make a witness with a key of its own");
    init->fallthrough();
    init->add_option("--name", options->name, "Its name, like witness.example.org/w1")->required();
    command->callback([options, init] { init->parsed() ? run_init(*options) : run_see(*options); });
}

}  // namespace hometime::tools::audit

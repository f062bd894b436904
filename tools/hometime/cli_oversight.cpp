// The words for what a school looks at afterwards: exports, receipts, and what another policy would have changed.
#include "tools/hometime/commands.h"
#include "tools/hometime/words.h"

namespace hometime::tools {

void add_policy_diff(Words& words, CLI::App& policy) {
    auto sides = options<std::vector<std::string>>();
    auto diff = options<PolicyDiffOptions>();
    auto* command =
        verb(words, policy, "diff", "List what would have been different under another policy (SLT, administrator)",
             [=](const Shell& s) {
                 diff->b = sides->back();
                 if (sides->size() == 2) diff->a = sides->front();
                 policy_diff(s, *diff);
             });
    command
        ->add_option(
            "policies", *sides,
            "[A] B: each a file like that of `policy show`, or a version; without A, at each moment the policy "
            "of the time")
        ->required()
        ->expected(1, 2);
    command->add_option("--from", diff->from, "Beginning, like 2026-11-01T00:00:00Z; four weeks before the end");
    command->add_option("--to", diff->to, "End; now, when left out");
}

void add_exports(Words& words) {
    auto about = options<ExportOptions>();
    auto* command = verb(words, words.app, "export",
                         "Everything about one person, for subject access; that it was made is recorded (SLT, DSL)",
                         [=](const Shell& s) { subject_export(s, *about); });
    command->add_option("person", about->person, "Who: pupil:17, guardian:5 or staff:3")->required();
    command->add_option("--purpose", about->purpose, "What it is for; is recorded")->required();
    command->add_flag("--safeguarding", about->safeguarding, "The safeguarding part instead, which is apart (DSL)");
    command->add_option("--output", about->output, "A new file for machines (JSON)");
    command->add_option("--readable", about->readable, "A new file for people (HTML; text, when it ends with .txt)");

    auto message = options<std::uint64_t>();
    auto* receipts = verb(words, words.app, "receipt", "What you were told when you sent a message",
                          [=](const Shell& s) { receipt(s, *message); });
    receipts->add_option("message", *message, "Its number")->required();
    auto* explain =
        verb(words, words.app, "why", "Why a message is seen when it is (teacher, office, SLT, administrator)",
             [=](const Shell& s) { why(s, *message); });
    explain->add_option("message", *message, "Its number")->required();
}

}  // namespace hometime::tools

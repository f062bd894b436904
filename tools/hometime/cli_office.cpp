// The words for the office's work, for the leadership's look at what others wrote, and for pupils' codes.
#include "tools/hometime/commands.h"
#include "tools/hometime/words.h"

namespace hometime::tools {

namespace {

void add_away(Words& words) {
    auto* away = words.app.add_subcommand("away", "Who is away")->require_subcommand(1);
    auto said = options<AwayOptions>();
    auto* adding =
        verb(words, *away, "add", "Record that a pupil is away (office)", [=](const Shell& s) { away_add(s, *said); });
    adding->add_option("pupil", said->pupil, "The pupil's number")->required();
    adding->add_option("--from", said->from, "First day, like 2026-11-24")->required();
    adding->add_option("--to", said->to, "Last day; the first, when left out");
    adding->add_option("--kind", said->kind, "absent, late or leaves_early")
        ->capture_default_str()
        ->check(CLI::IsMember({"absent", "late", "leaves_early"}));
    adding->add_option("--at", said->at, "When they come, or go, like 10:30");
    adding->add_option("--message", said->message, "The message that says so; it is then handled");
    auto date = options<std::string>();
    auto* listing = verb(words, *away, "list", "Who is away on a date: all (office), or of your classes",
                         [=](const Shell& s) { away_list(s, *date); });
    listing->add_option("--date", *date, "Like 2026-11-24; today, when left out");
    auto* withdrawing =
        verb(words, *away, "withdraw", "Not away after all (office)", [=](const Shell& s) { away_withdraw(s, *said); });
    withdrawing->add_option("pupil", said->pupil, "The pupil's number")->required();
    withdrawing->add_option("away", said->away, "Its number in `away list`")->required();
}

void add_oversight(Words& words) {
    auto id = options<std::uint64_t>();
    auto purpose = options<std::string>();
    auto* inspecting =
        verb(words, words.app, "inspect", "Read a thread of others; that you did, and why, is recorded (SLT)",
             [=](const Shell& s) { inspect(s, *id, *purpose); });
    inspecting->add_option("thread", *id)->required();
    inspecting->add_option("--purpose", *purpose, "Why; the thread's parties see it")->required();
    auto* listing = verb(words, words.app, "inspections", "Who read a thread, when, and why",
                         [=](const Shell& s) { inspections(s, *id); });
    listing->add_option("thread", *id)->required();
    auto* audit = verb(words, words.app, "message-audit",
                       "Under which sign-in a message was sent; that you looked is recorded (SLT)",
                       [=](const Shell& s) { message_audit(s, *id); });
    audit->add_option("message", *id)->required();
}

}  // namespace

void add_office(Words& words) {
    auto id = options<std::uint64_t>();
    auto undo = options<bool>();
    auto* marking = verb(words, words.app, "handled", "Mark a message to the office as dealt with",
                         [=](const Shell& s) { handled(s, *id, !*undo); });
    marking->add_option("message", *id)->required();
    marking->add_flag("--undo", *undo, "Take the mark back");
    auto* code = verb(words, words.app, "pupil-code", "Issue a code for a pupil's own account (teacher, office)",
                      [=](const Shell& s) { pupil_code(s, *id); });
    code->add_option("pupil", *id, "The pupil's number")->required();
    add_away(words);
    add_oversight(words);
}

}  // namespace hometime::tools

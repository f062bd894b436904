// The words for safeguarding, for misuse and for contact restrictions.
#include "tools/hometime/commands.h"
#include "tools/hometime/words.h"

namespace hometime::tools {

void add_concerns(Words& words) {
    auto* concern = words.app.add_subcommand("concern", "Safeguarding and wellbeing concerns")->require_subcommand(1);
    auto told = options<ConcernOptions>();
    auto mine = options<bool>();
    auto* raise = verb(words, *concern, "raise", "Raise a concern about a child (staff)",
                       [=](const Shell& s) { concern_raise(s, *told); });
    raise->add_option("--pupil", told->pupils, "About whom, by number; may stand several times")->required();
    raise->add_option("--seen-at", told->seen_at, "When it was seen or heard, like 2026-11-24T10:15:00Z")->required();
    raise->add_option("--facts", told->text, "What it was, in your own words")->required();
    raise->add_option("--action", told->action, "What was done at once")->required();
    raise->add_option("--message", told->message, "The message in which it was noticed");
    auto* list = verb(words, *concern, "list", "All concerns (safeguarding team)",
                      [=](const Shell& s) { concern_list(s, *mine); });
    list->add_flag("--mine", *mine, "Those that you raised: that they were received, and no more");
    auto* show = verb(words, *concern, "show", "One concern, whole: that you read it is recorded",
                      [=](const Shell& s) { concern_show(s, told->concern); });
    auto* ack = verb(words, *concern, "ack", "Take a concern in hand (safeguarding team)",
                     [=](const Shell& s) { concern_acknowledge(s, told->concern); });
    auto* add = verb(words, *concern, "add", "Add to a concern; nothing in it is ever changed",
                     [=](const Shell& s) { concern_add(s, *told); });
    auto* outcome = verb(words, *concern, "outcome", "Record what came of it (safeguarding team)",
                         [=](const Shell& s) { concern_close(s, *told); });
    auto* share = verb(words, *concern, "share", "Name a colleague who may read it (safeguarding team)",
                       [=](const Shell& s) { concern_share(s, *told); });
    auto* unshare = verb(words, *concern, "unshare", "And no longer (safeguarding team)",
                         [=](const Shell& s) { concern_unshare(s, *told); });
    auto* glass = verb(words, *concern, "break-glass", "Read one without being named, for a reason (SLT)",
                       [=](const Shell& s) { concern_break_glass(s, *told); });
    for (auto* command : {show, ack, add, outcome, share, unshare, glass}) {
        command->add_option("concern", told->concern, "Its number")->required();
    }
    for (auto* command : {add, outcome}) command->add_option("--text", told->text)->required();
    for (auto* command : {share, unshare}) command->add_option("--staff", told->staff, "By number")->required();
    glass->add_option("--reason", told->text, "The safeguarding team sees who did so, and reads why")->required();

    auto pupil = options<std::uint64_t>();
    auto text = options<std::string>();
    auto* worried = verb(words, words.app, "safety", "Tell the safeguarding lead that you worry about a child's safety",
                         [=](const Shell& s) { safety(s, *pupil, *text); });
    worried->add_option("--pupil", *pupil, "The pupil's number")->required();
    worried->add_option("text", *text, "What you are worried about")->required();
}

void add_conduct(Words& words) {
    auto* conduct =
        words.app.add_subcommand("conduct", "Misuse of messages: marks, reminders, decisions")->require_subcommand(1);
    auto told = options<ConductOptions>();
    verb(words, *conduct, "list", "Guardians about whom something is to be decided (SLT)", conduct_list);
    auto* mark = verb(words, *conduct, "mark", "Mark a message as misuse: its guardian is reminded of the rule",
                      [=](const Shell& s) { conduct_mark(s, *told); });
    mark->add_option("message", told->message)->required();
    mark->add_option("--rule", told->rule, "The rule's number in `policy show`")->required();
    mark->add_option("--note", told->text, "For the senior leadership team; the guardian never sees it");
    auto* show = verb(words, *conduct, "show", "The whole ladder of a guardian (SLT): that you read it is recorded",
                      [=](const Shell& s) { conduct_show(s, told->guardian); });
    auto* withdraw = verb(words, *conduct, "withdraw", "Take a mark back (SLT)",
                          [=](const Shell& s) { conduct_withdraw(s, *told); });
    auto* dismiss = verb(words, *conduct, "dismiss", "Decide that nothing follows (SLT)",
                         [=](const Shell& s) { conduct_dismiss(s, *told); });
    auto* suspend = verb(words, *conduct, "suspend", "No messaging until an instant (SLT)",
                         [=](const Shell& s) { conduct_suspend(s, *told); });
    auto* remove = verb(words, *conduct, "remove", "No messaging until they are reinstated (SLT)",
                        [=](const Shell& s) { conduct_remove(s, *told); });
    auto* reinstate = verb(words, *conduct, "reinstate", "End a suspension or removal (SLT)",
                           [=](const Shell& s) { conduct_reinstate(s, *told); });
    for (auto* command : {show, withdraw, dismiss, suspend, remove, reinstate}) {
        command->add_option("guardian", told->guardian, "The guardian's number")->required();
    }
    for (auto* command : {withdraw, dismiss, suspend, remove, reinstate}) {
        command->add_option("--reason", told->text, "Recorded; for the senior leadership team")->required();
    }
    withdraw->add_option("--mark", told->mark, "Its id in `conduct show`")->required();
    suspend->add_option("--until", told->until, "Like 2026-12-18T16:00:00Z")->required();
    for (auto* command : {suspend, remove}) {
        command->add_option("--review-on", told->review_on, "The day of its review, like 2027-01-08")->required();
        command->add_option("--appeal-contact", told->appeal_contact, "To whom the guardian can turn")->required();
    }
    verb(words, words.app, "reminders", "What the school has reminded you of", reminders);
}

void add_restrictions(Words& words) {
    auto* restriction = words.app.add_subcommand("restriction", "Contact restrictions: what beats every link and code")
                            ->require_subcommand(1);
    auto told = options<RestrictionOptions>();
    auto* add = verb(words, *restriction, "add", "Restrict an adult's contact about a pupil (SLT, DSL)",
                     [=](const Shell& s) { restriction_add(s, *told); });
    auto* list = verb(words, *restriction, "list", "The restrictions about a pupil (office, SLT, DSL)",
                      [=](const Shell& s) { restriction_list(s, told->pupil); });
    auto* show = verb(words, *restriction, "show", "One restriction with its reason: that you read it is recorded",
                      [=](const Shell& s) { restriction_show(s, *told); });
    auto* lift = verb(words, *restriction, "lift", "End a restriction (SLT, DSL)",
                      [=](const Shell& s) { restriction_lift(s, *told); });
    for (auto* command : {add, list, show, lift}) {
        command->add_option("pupil", told->pupil, "The pupil's number")->required();
    }
    for (auto* command : {show, lift}) {
        command->add_option("restriction", told->restriction, "Its number in `restriction list`")->required();
    }
    for (auto* command : {add, lift}) {
        command->add_option("--reason", told->reason, "Recorded; only SLT and DSL can read it")->required();
    }
    add->add_option("adult", told->guardian, "The adult's number")->required();
    add->add_option("--kind", told->kind, "no_contact, no_data_access or court_order")
        ->required()
        ->check(CLI::IsMember({"no_contact", "no_data_access", "court_order"}));
    add->add_option("--from", told->from, "Holds from then on, like 2026-12-01T00:00:00Z; now, when left out");
    add->add_option("--until", told->until, "Ends then; until it is lifted, when left out");
    verb(words, words.app, "undelivered", "Messages that were never delivered, and why (office, SLT)", undelivered);
}

}  // namespace hometime::tools

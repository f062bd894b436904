// The words for holds, erasure and the key store.
#include "tools/hometime/erasures.h"
#include "tools/hometime/words.h"

namespace hometime::tools {

namespace {

constexpr const char* kWhom = "Whom it is about: pupil:17, guardian:5, staff:3, class:9 or concern:40";
constexpr const char* kClasses = "identity, messages, feed, points, reports, calendar, links, policy, safeguarding";

void add_holds(Words& words) {
    auto* hold = words.app.add_subcommand("hold", "Legal holds: what is kept, whatever is due or asked for")
                     ->require_subcommand(1);
    auto told = options<ErasureOptions>();
    auto* place = verb(words, *hold, "place", "Keep what is about somebody (SLT, DSL)",
                       [=](const Shell& s) { hold_place(s, *told); });
    place->add_option("whom", told->subject, kWhom)->required();
    place->add_option("--classes", told->classes, std::string("Only these: ") + kClasses)->delimiter(',');
    place->add_option("--until", told->until, "An instant like 2027-03-01T00:00:00Z; else until it is lifted");
    verb(words, *hold, "list", "All holds, also those that are over (SLT, DSL)", [](const Shell& s) { hold_list(s); });
    auto* lift = verb(words, *hold, "lift", "End a hold (SLT, DSL)", [=](const Shell& s) { hold_lift(s, *told); });
    lift->add_option("hold", told->hold, "Its number in `hold list`")->required();
    for (auto* command : {place, lift}) command->add_option("--reason", told->reason, "Why; is recorded")->required();
}

void add_keys(Words& words) {
    auto* keys =
        words.app.add_subcommand("keys", "The key store: what seals every text about a person")->require_subcommand(1);
    verb(words, *keys, "show", "How many keys there are (administrator)", [](const Shell& s) { keys_show(s); });
    verb(words, *keys, "rotate", "Wrap every key anew; older copies of the key store open no more (administrator)",
         [](const Shell& s) { keys_rotate(s); });
    auto change = options<ChangeKekOptions>();
    auto* kek = verb(words, *keys, "change-kek", "Another key-encrypting key, while the daemon does not run",
                     [=](const Shell& s) { keys_change_kek(s, *change); });
    kek->add_option("--data", change->data, "The data folder")->required();
    kek->add_option("--old", change->old_kek, "The file with the old key, 32 bytes")->required();
    kek->add_option("--new", change->new_kek, "The file with the new key, 32 bytes")->required();
}

}  // namespace

void add_erasures(Words& words) {
    auto told = options<ErasureOptions>();
    auto* command = verb(words, words.app, "erase", "Destroy what is about somebody; `erase list` shows how far it is",
                         [=](const Shell& s) {
                             if (told->subject == "list") return erasure_list(s);
                             erase(s, *told);
                         });
    command->add_option("whom", told->subject, std::string(kWhom) + "; or list")->required();
    command->add_option("--classes", told->classes, kClasses)->delimiter(',');
    command->add_option("--reason", told->reason, "Why; is recorded");
    command->add_flag("--dry-run", told->dry_run, "Only say whether it may be erased");
    add_holds(words);
    add_keys(words);
}

}  // namespace hometime::tools

// The words for backups: making, listing, verifying, restoring, pruning, and the drill.
#include "tools/hometime/backup.h"
#include "tools/hometime/words.h"

namespace hometime::tools {

namespace {

using Told = std::shared_ptr<BackupOptions>;

void name_keys(CLI::App& command, const Told& told) {
    command.add_option("--keys", told->keys, "The folder of key store copies");
}

void name_one(CLI::App& command, const Told& told) {
    command.add_option("backup", told->backup, "Its id in `backup list`; the newest, when left out");
    command.add_option("--from", told->from, "The folder of backups")->required();
}

void add_restore(Words& words, CLI::App& backup) {
    auto told = options<BackupOptions>();
    auto* restoring = verb(words, backup, "restore", "Restore a backup into an empty folder, as a new epoch",
                           [told](const Shell& s) { backup_restore(s, *told); });
    name_one(*restoring, told);
    name_keys(*restoring, told);
    restoring->add_option("--to", told->to, "The folder that becomes a data folder; empty, or not there")->required();
    restoring->add_option("--kek", told->kek, "A file with the key-encrypting key; the key copy's own, when left out");
    restoring->add_option("--at", told->at, "The last record of one school (--school) that is to come back");
    restoring->add_option("--lost-from", told->lost_from,
                          "A damaged data folder, or signed notes kept elsewhere: say exactly what is lost");
    auto* drilling = verb(words, backup, "drill", "Restore into a temporary folder, verify, and remove it",
                          [told](const Shell& s) { backup_drill(s, *told); });
    name_one(*drilling, told);
    name_keys(*drilling, told);
    drilling->add_option("--kek", told->kek, "A file with the key-encrypting key");
    drilling->add_option("--in", told->to, "Where the temporary folder is made");
    drilling->add_option("--lost-from", told->lost_from,
                         "Signed notes kept elsewhere, which the backup must agree with");
}

}  // namespace

void add_backup(Words& words) {
    auto* backup = words.app.add_subcommand("backup", "Backups: making, verifying, restoring (administrator)")
                       ->require_subcommand(1);
    auto told = options<BackupOptions>();
    auto* creating = verb(words, *backup, "create", "Have the daemon make a backup, and wait until it is verified",
                          [told](const Shell& s) { backup_create(s, *told); });
    creating->add_option("--data", told->data, "Instead: the data folder of a daemon that does not run");
    creating->add_option("--to", told->to, "With --data: the folder of backups, on another disk");
    name_keys(*creating, told);
    auto* listing = verb(words, *backup, "list", "List the backups", [told](const Shell& s) { backup_list(s, *told); });
    listing->add_option("--from", told->from, "The folder of backups; the daemon is asked, when left out");
    name_keys(*listing, told);
    auto* verifying = verb(words, *backup, "verify", "Read every byte of a backup again",
                           [told](const Shell& s) { backup_verify(s, *told); });
    name_one(*verifying, told);
    verifying->add_flag("--all", told->all, "All of them, oldest first");
    auto* pruning = verb(words, *backup, "prune", "Forget old backups, and key copies whose time has passed",
                         [told](const Shell& s) { backup_prune(s, *told); });
    pruning->add_option("--from", told->from, "The folder of backups")->required();
    pruning->add_option("--keep-days", told->keep_days, "Younger ones stay")->capture_default_str();
    pruning->add_option("--keep-at-least", told->keep_at_least, "So many of the newest stay, whatever their age")
        ->capture_default_str()
        ->check(CLI::Range(1, 10'000));
    name_keys(*pruning, told);
    add_restore(words, *backup);
}

}  // namespace hometime::tools

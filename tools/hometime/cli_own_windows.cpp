#include "tools/hometime/commands.h"
#include "tools/hometime/words.h"

namespace hometime::tools {

void add_own_windows(Words& words, CLI::App& calendar) {
    auto told = options<WindowsOptions>();
    auto* windows = verb(words, calendar, "windows", "Set your own windows, within the school's working hours",
                         [=](const Shell& s) { calendar_windows(s, *told); });
    windows->add_option("windows", told->windows, "Like 15:30-16:00, or mon,wed:15:30-16:00 for some days");
    windows->add_flag("--school", told->school, "The school's windows again");
    windows->add_option("--staff", told->staff,
                        "A colleague's, by number in `staff list` (office, SLT, administrator)");

    auto* evening =
        calendar.add_subcommand("evening", "Parents' evenings (office, SLT, administrator)")->require_subcommand(1);
    auto one = options<EveningOptions>();
    auto* add =
        verb(words, *evening, "add", "Announce a parents' evening", [=](const Shell& s) { evening_add(s, *one); });
    add->add_option("--date", one->date, "The day, like 2027-03-11")->required();
    add->add_option("--start", one->start, "From, like 17:00")->required();
    add->add_option("--end", one->end, "Until, like 19:30")->required();
    add->add_option("--label", one->label, "The school's public words for it")->required();
    auto* cancel =
        verb(words, *evening, "cancel", "Call it off", [=](const Shell& s) { evening_cancel(s, one->evening); });
    cancel->add_option("evening", one->evening, "Its number in `calendar show`")->required();

    auto leave = options<bool>();
    auto* join = verb(words, calendar, "join", "Join a parents' evening: a window of yours is open then",
                      [=](const Shell& s) { evening_join(s, one->evening, !*leave); });
    join->add_option("evening", one->evening, "Its number in `calendar show`")->required();
    join->add_flag("--leave", *leave, "Not after all");
}

}  // namespace hometime::tools

// The words for being told outside the application.
#include "tools/hometime/commands.h"
#include "tools/hometime/words.h"

namespace hometime::tools {

void add_notifications(Words& words) {
    auto chosen = options<NotificationOptions>();
    auto* telling = verb(words, words.app, "notifications", "Show or choose how you are told outside Hometime",
                         [=](const Shell& s) { notifications(s, *chosen); });
    const auto on_or_off = CLI::IsMember({"on", "off", "default"});
    telling->add_option("--email", chosen->email, "on, off or default")->check(on_or_off);
    telling->add_option("--push", chosen->push, "on, off or default; a device is added in the browser")
        ->check(on_or_off);
    telling->add_option("--follow-ups", chosen->follow_ups, "Also what comes while a window is open")->check(on_or_off);

    auto* dead = words.app.add_subcommand("dead-letters", "What went through nowhere, for the office");
    dead->require_subcommand(1);
    verb(words, *dead, "list", "Those that nobody has looked at", dead_letters);
    auto number = options<std::uint64_t>();
    auto* retry = verb(words, *dead, "retry", "Try the address again with the next thing there is to tell",
                       [=](const Shell& s) { dead_letter_close(s, *number, true); });
    retry->add_option("notification", *number)->required();
    auto* close = verb(words, *dead, "close", "Leave it alone: somebody has looked",
                       [=](const Shell& s) { dead_letter_close(s, *number, false); });
    close->add_option("notification", *number)->required();

    auto* push = words.app.add_subcommand("push", "Pushes to browsers and telephones");
    push->require_subcommand(1);
    auto secret = options<std::filesystem::path>();
    auto* keygen = verb(words, *push, "keygen", "Make the server's key for pushes",
                        [=](const Shell& s) { push_keygen(s, *secret); });
    keygen->add_option("--secret", *secret, "A new file for it, readable by its owner alone")->required();
}

}  // namespace hometime::tools

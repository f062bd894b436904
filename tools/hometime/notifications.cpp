// How somebody is told outside the application, what went through nowhere, and the key of pushes.
#include "eventstore/base/random.h"
#include "notifier/channels/push/vapid.h"
#include "tools/hometime/commands.h"
#include "tools/hometime/new_file.h"

namespace hometime::tools {

namespace {

/// "on", "off", "default": as the interface has it.
boost::json::value wanted(const std::string& word, const boost::json::value& now) {
    if (word == "default") return nullptr;
    if (!word.empty()) return word == "on";
    return now.at("from") == "own" ? now.at("on") : boost::json::value();
}

}  // namespace

void notifications(const Shell& shell, const NotificationOptions& options) {
    const auto now = shell.person("GET", "/notifications");
    const bool changes = !(options.email.empty() && options.push.empty() && options.follow_ups.empty());
    if (!changes) return shell.out().object(now);
    shell.out().object(
        shell.person("PUT", "/notifications",
                     boost::json::object{{"email", wanted(options.email, now.at("email"))},
                                         {"push", wanted(options.push, now.at("push"))},
                                         {"follow_ups", wanted(options.follow_ups, now.at("follow_ups"))}}));
}

void dead_letters(const Shell& shell) {
    const auto answer = shell.person("GET", "/dead-letters");
    const auto& list = answer.at("dead_letters");
    if (shell.out().json()) return shell.out().object(answer);
    if (list.as_array().empty()) return shell.out().say("Everything went through, or was looked at.");
    shell.out().table(list, {"notification", "name", "channel", "kind", "reason", "since"});
}

void dead_letter_close(const Shell& shell, std::uint64_t notification, bool retry) {
    shell.out().object(
        shell.person("POST", "/dead-letters/" + std::to_string(notification), boost::json::object{{"retry", retry}}));
}

void push_keygen(const Shell& shell, const std::filesystem::path& secret) {
    SystemRandom random;
    const auto key = push::generate_vapid_key(random);
    write_new(secret, push::secret_text(key) + "\n", 0600);
    shell.out().object(boost::json::object{{"public_key", push::public_text(key)}});
    shell.out().say(
        "Keep the file, and a copy of it apart: browsers are bound to this key, and with another one everybody has to "
        "add their devices anew.");
}

}  // namespace hometime::tools

// Receivers of webhooks: how they are doing, going on with one, and what somebody who sets one up needs.
#include "daemon/webhooks/receiver_files.h"
#include "eventstore/base/clock.h"
#include "notifier/channels/webhook/sender.h"
#include "tools/hometime/commands.h"
#include "tools/hometime/new_file.h"
#include "tools/hometime/words.h"

namespace hometime::tools {

namespace {

struct WebhookTestOptions {
    std::filesystem::path folder = "/etc/hometimed/webhooks.d";
    std::string name;
    std::filesystem::path ca;
    bool private_addresses = false;
};

void webhook_list(const Shell& shell) {
    const auto answer = shell.client().call("GET", "/v1/webhooks");
    if (shell.out().json()) return shell.out().object(answer);
    const auto& list = answer.at("webhooks");
    if (list.as_array().empty()) return shell.out().say("Nobody gets webhooks: see [webhooks] in the configuration.");
    shell.out().table(list,
                      {"receiver", "origin", "state", "waiting", "last_success", "until", "off_since", "off_why"});
    for (const auto& one : list.as_array()) {
        for (const auto& stream : one.at("streams").as_array()) {
            shell.out().say(cell(one.at("receiver")) + ": " + cell(stream.at("stream")) + " up to " +
                            cell(stream.at("number")) + ", " + cell(stream.at("waiting")) + " waiting");
        }
    }
}

void webhook_enable(const Shell& shell, const std::string& name) {
    shell.out().object(shell.client().call("POST", "/v1/webhooks/" + name + "/enable", boost::json::object{}));
}

void webhook_keygen(const Shell& shell, const std::filesystem::path& secret) {
    SystemRandom random;
    write_new(secret, webhook::WebhookSecret::generate(random).text() + "\n", 0600);
    shell.out().object(boost::json::object{{"file", secret.string()}});
    shell.out().say("The receiver needs the same line. Give it over by hand, not by e-mail.");
}

/// From here, and not from the daemon: the same files, the same way out, an event of its own.
void webhook_test(const Shell& shell, const WebhookTestOptions& options) {
    auto read = read_receiver_files(options.folder);
    if (!read.errors.empty()) throw Failure(Exit::data, to_string(read.errors.front()));
    for (auto& one : read.receivers) {
        if (one.name != options.name) continue;
        SystemRandom random;
        const SystemClock clock;
        const auto id = to_string(random.uuid());
        HttpsPoster poster({.public_only = !options.private_addresses, .ca_file = options.ca});
        webhook::WebhookSender sender(poster, std::move(one.secrets));
        const auto body = boost::json::serialize(boost::json::object{{"specversion", "1.0"},
                                                                     {"id", id},
                                                                     {"source", "/webhooks/" + one.name},
                                                                     {"type", "org.hometime.ping.v1"},
                                                                     {"datacontenttype", "application/json"},
                                                                     {"data", boost::json::object{}}});
        const auto sent = sender.send(one.url, "ping-" + id, body, clock.now());
        const bool taken = sent.result == SendResult::accepted;
        shell.out().object(boost::json::object{{"receiver", one.name}, {"taken", taken}, {"answer", sent.why}});
        if (!taken) throw Failure(Exit::unavailable, "the receiver did not take it");
        return;
    }
    throw Failure(Exit::usage, options.folder.string() + " names no receiver " + options.name);
}

}  // namespace

void add_webhooks(Words& words) {
    auto* webhook =
        words.app.add_subcommand("webhook", "Programs that are told by HTTPS (administrator)")->require_subcommand(1);
    verb(words, *webhook, "list", "Each receiver: how far it is, what waits, whether it was switched off",
         webhook_list);
    auto name = options<std::string>();
    auto* enable = verb(words, *webhook, "enable", "Go on with one that was switched off, from its place",
                        [=](const Shell& s) { webhook_enable(s, *name); });
    enable->add_option("name", *name, "The receiver's name")->required();
    auto secret = options<std::filesystem::path>();
    auto* keygen = verb(words, *webhook, "keygen", "Make a receiver's secret",
                        [=](const Shell& s) { webhook_keygen(s, *secret); });
    keygen->add_option("--secret", *secret, "A new file for it, readable by its owner alone")->required();
    auto told = options<WebhookTestOptions>();
    auto* test = verb(words, *webhook, "test", "Send a receiver one signed event of its own, org.hometime.ping.v1",
                      [=](const Shell& s) { webhook_test(s, *told); });
    test->add_option("name", told->name, "The receiver's name")->required();
    test->add_option("--dir", told->folder, "The folder of receivers' files")->capture_default_str();
    test->add_option("--ca", told->ca, "PEM: an authority to trust beside the system's");
    test->add_flag("--private-addresses", told->private_addresses, "The receiver stands in the school's own network");
}

}  // namespace hometime::tools

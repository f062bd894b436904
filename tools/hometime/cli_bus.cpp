// The words for the bus: listening to it, and who may.
#include "tools/hometime/bus_subscribers.h"
#include "tools/hometime/commands.h"
#include "tools/hometime/words.h"

namespace hometime::tools {

namespace {

using Told = std::shared_ptr<BusSubscriberOptions>;

void name_folder(CLI::App& command, const Told& told) {
    command.add_option("--dir", told->folder, "The folder of subscribers' files")->capture_default_str();
}
void name_one(CLI::App& command, const Told& told) {
    command.add_option("name", told->name, "The subscriber's name")->required();
    name_folder(command, told);
}

void add_keys(Words& words, CLI::App& subscriber) {
    auto told = options<BusSubscriberOptions>();
    auto* keygen = verb(words, subscriber, "keygen", "Make a pair of keys, for a subscriber or for the bus itself",
                        [told](const Shell& s) { subscriber_keygen(s, *told); });
    keygen->add_option("--secret", told->secret, "A new file for the secret key, readable by its owner alone")
        ->required();
    auto* print = verb(words, subscriber, "fingerprint", "What two people compare over the telephone",
                       [told](const Shell& s) { subscriber_fingerprint(s, *told); });
    auto* by_key = print->add_option("--public-key", told->public_key, "A public key");
    auto* by_file = print->add_option("--secret", told->secret, "A secret key's file");
    by_key->excludes(by_file);
    print->require_option(1);
}

void add_grants(Words& words, CLI::App& subscriber) {
    auto told = options<BusSubscriberOptions>();
    auto* add = verb(words, subscriber, "add", "Let a key hear some streams until a day",
                     [told](const Shell& s) { subscriber_add(s, *told); });
    name_one(*add, told);
    add->add_option("--public-key", told->public_key, "Its public key")->required();
    add->add_option("--stream", told->streams, "e1/sch_7Q2K9DAB/flow/, or flow with --school; several are possible")
        ->required();
    add->add_option("--until", told->until, "The last day, like 2027-07-31")->required();
    add->add_option("--owner", told->owner, "Who answers for it, and under which agreement")->required();
    add->add_option("--network", told->network, "Only from there, like 10.1.0.0/16");
    auto* list = verb(words, subscriber, "list", "Who may hear what, until when",
                      [told](const Shell& s) { subscriber_list(s, *told); });
    name_folder(*list, told);
    auto* revoke =
        verb(words, subscriber, "revoke", "Take it all away", [told](const Shell& s) { subscriber_revoke(s, *told); });
    name_one(*revoke, told);
    auto* test = verb(words, subscriber, "test", "Say what a subscriber would be told",
                      [told](const Shell& s) { subscriber_test(s, *told); });
    name_one(*test, told);
    test->add_option("--secret", told->secret, "Its secret key's file: then the bus itself is asked");
    test->add_option("--server-key", told->server_key, "The bus's public key");
    test->add_option("--events", told->events, "Where the bus is")->capture_default_str();
    test->add_option("--replay", told->replay, "Where its replay channel is")->capture_default_str();
    test->add_option("--seconds", told->seconds, "How long to wait")
        ->capture_default_str()
        ->check(CLI::Range(0.1, 600.0));
}

}  // namespace

void add_bus(Words& words) {
    auto subscribed = options<SubscribeOptions>();
    auto* command = verb(words, words.app, "subscribe", "Print bus events as lines of JSON",
                         [=](const Shell& s) { subscribe(s, *subscribed); });
    command->add_option("--endpoint", subscribed->endpoint)->capture_default_str();
    command->add_option("--replay", subscribed->replay, "The replay channel: with it nothing is missed");
    command->add_option("--server-key", subscribed->server_key, "The bus's public key, where it has subscribers");
    command->add_option("--secret", subscribed->secret, "Our secret key's file");
    command->add_option("--ledger", subscribed->ledger,
                        "With --replay: go on where the last run ended, as this file says");
    command->add_option("--stream", subscribed->streams,
                        "ops, calendar, flow, posts, points or links; all, when left out");
    command->add_option("--count", subscribed->count, "Stop after so many events");
    command->add_option("--idle", subscribed->idle_seconds, "Stop after so many seconds without an event");
    auto* subscriber =
        words.app.add_subcommand("subscriber", "Who may hear the bus: files of the server")->require_subcommand(1);
    add_keys(words, *subscriber);
    add_grants(words, *subscriber);
}

}  // namespace hometime::tools

#include "tools/hometime/bus_subscribers.h"
#include "tools/hometime/new_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "eventstore/base/clock.h"
#include "notifier/bus/subscribers.h"
#include "projections/streams.h"
#include "tools/hometime/bus_probe.h"

namespace hometime::tools {

namespace {

constexpr const char* kReload = "It holds after: systemctl reload hometimed";

std::filesystem::path file_of(const BusSubscriberOptions& options) {
    if (!bus::is_subscriber_name(options.name)) {
        throw Failure(Exit::usage, "a subscriber's name is at most 40 small letters, digits and '-'");
    }
    return options.folder / (options.name + ".zpl");
}

std::string full_stream(const Shell& shell, const std::string& told) {
    if (bus::parse_stream_prefix(told)) return told;
    if (parse_stream(told) && parse_school_id(shell.school())) return "e1/" + shell.school() + "/" + told + "/";
    throw Failure(Exit::usage, "'" + told + "' is no stream: write e1/sch_7Q2K9DAB/flow/, or flow with --school");
}

bus::Subscribers read_all(const BusSubscriberOptions& options) {
    auto read = bus::read_subscribers(options.folder);
    if (read.errors.empty()) return std::move(read.subscribers);
    std::string all = "the subscribers cannot be used, and a reload would be refused:";
    for (const auto& error : read.errors) all += "\n" + to_string(error);
    throw Failure(Exit::data, all);
}

std::string joined(const std::set<std::string>& streams) {
    std::string all;
    for (const auto& stream : streams) all += (all.empty() ? "" : " ") + stream;
    return all;
}

boost::json::object describe(const bus::Subscriber& one) {
    return {{"name", one.name},
            {"state", bus::has_expired(one, SystemClock().now()) ? "expired" : "valid"},
            {"until", to_string(one.until)},
            {"streams", joined(one.streams)},
            {"owner", one.owner},
            {"fingerprint", bus::fingerprint(one.public_key)}};
}

/// One in 85 begins with a dash, and behind --public-key it would be taken for an option.
bus::KeyPair make_pair_to_type() {
    auto pair = bus::make_key_pair();
    while (pair.public_key.front() == '-') pair = bus::make_key_pair();
    return pair;
}

}  // namespace

void subscriber_keygen(const Shell& shell, const BusSubscriberOptions& options) {
    const auto pair = make_pair_to_type();
    auto text = bus::to_z85(pair.secret.view()) + "\n";
    write_new(options.secret, text, 0600);
    wipe(text.data(), text.size());
    shell.out().object(
        boost::json::object{{"public_key", pair.public_key}, {"fingerprint", bus::fingerprint(pair.public_key)}});
    shell.out().say("The secret key stays where it is; the public key is for the other side.");
}

void subscriber_fingerprint(const Shell& shell, const BusSubscriberOptions& options) {
    auto key = options.public_key;
    if (key.empty()) {
        const auto pair = bus::load_secret_key(posix_files(), options.secret);
        if (!pair) throw Failure(Exit::data, options.secret.string() + ": " + pair.error().detail);
        key = pair->public_key;
    }
    if (!bus::is_z85_key(key)) throw Failure(Exit::usage, "that is no key of 40 characters");
    shell.out().object(boost::json::object{{"public_key", key}, {"fingerprint", bus::fingerprint(key)}});
}

void subscriber_add(const Shell& shell, const BusSubscriberOptions& options) {
    const auto file = file_of(options);
    bus::Subscriber one;
    one.name = options.name;
    one.public_key = options.public_key;
    one.owner = options.owner;
    for (const auto& stream : options.streams) one.streams.insert(full_stream(shell, stream));
    const auto until = parse_local_date(options.until);
    if (!until) throw Failure(Exit::usage, "--until takes a date, like 2027-07-31");
    one.until = *until;
    const auto text = bus::to_zpl(one, options.network);
    const auto read = bus::parse_subscriber(text, file);
    if (!read.errors.empty()) throw Failure(Exit::usage, to_string(read.errors.front()));
    for (const auto& other : read_all(options)) {
        if (other.public_key == one.public_key) throw Failure(Exit::data, "that key is " + other.name + "'s");
    }
    write_new(file, text, 0644);
    shell.out().object(describe(read.subscribers.front()));
    shell.out().say(kReload);
}

void subscriber_list(const Shell& shell, const BusSubscriberOptions& options) {
    boost::json::array rows;
    for (const auto& one : read_all(options)) rows.push_back(describe(one));
    shell.out().table(rows, {"name", "state", "until", "streams", "owner", "fingerprint"});
}

void subscriber_revoke(const Shell& shell, const BusSubscriberOptions& options) {
    const auto file = file_of(options);
    std::error_code wrong;
    if (!std::filesystem::remove(file, wrong)) {
        if (wrong) throw Failure(Exit::permission, file.string() + ": " + wrong.message());
        throw Failure(Exit::no_input, "there is no subscriber " + options.name + " in " + options.folder.string());
    }
    shell.out().object(boost::json::object{{"name", options.name}, {"state", "revoked"}});
    shell.out().say("All connections are cut, and who may comes back, at: systemctl reload hometimed");
}

void subscriber_test(const Shell& shell, const BusSubscriberOptions& options) {
    std::ignore = file_of(options);
    const auto all = read_all(options);
    const auto* one = bus::find_subscriber(all, options.name);
    if (one == nullptr) throw Failure(Exit::no_input, "there is no subscriber " + options.name);
    auto told = describe(*one);
    if (options.secret.empty()) {
        shell.out().object(told);
        shell.out().say("By its file alone. With --secret, its own key's file, the bus itself is asked.");
        return;
    }
    const auto pair = bus::load_secret_key(posix_files(), options.secret);
    if (!pair) throw Failure(Exit::data, options.secret.string() + ": " + pair.error().detail);
    if (pair->public_key != one->public_key) throw Failure(Exit::data, "that secret key is not this subscriber's");
    if (!bus::is_z85_key(options.server_key)) throw Failure(Exit::usage, "--server-key takes the server's public key");
    told["bus"] = probe_bus({options.events, options.replay, options.server_key,
                             std::chrono::milliseconds(static_cast<std::int64_t>(options.seconds * 1000))},
                            *pair, one->streams);
    shell.out().object(told);
}

}  // namespace hometime::tools

#include "tests/support/running_daemon.h"

#include <fstream>
#include <stdexcept>

#include "notifier/channels/webhook/signature.h"

namespace hometime::test {

RunningDaemon::RunningDaemon(RunningOptions options)
    : data_(options.data_there.empty() ? temp_ / "data" : options.data_there),
      socket_(temp_ / "d.sock"),
      options_(std::move(options)),
      clock_(options_.start) {
    start();
}

RunningDaemon::~RunningDaemon() {
    stop();
}

void RunningDaemon::start() {
    DaemonOptions options;
    options.config.data_dir = data_;
    options.config.unix_socket = socket_;
    options.config.http_listen = "127.0.0.1:0";
    options.config.http_plain = true;
    if (options_.backups) options.config.backup = {backups(), key_copies(), std::chrono::days{kKeyCopyDays}};
    if (options_.webhooks) options.config.webhooks.folder = receivers();
    if (options_.bus) options.config.bus_events = "tcp://127.0.0.1:*";
    options.argon2 = kCheapArgon2;
    options.follow_time = options_.follow_time;
    options.http = options_.http;
    options.evidence = options_.evidence;
    options.disk = options_.disk;
    options.config.space = options_.space;
    options.zone_data = options_.zone_data;
    auto started = Daemon::start(std::move(options), clock_, random_, [this](const Error& error) {
        const std::scoped_lock lock(mutex_);
        fatal_ = error;
    });
    if (!started) throw std::runtime_error("the daemon does not start: " + started.error().detail);
    if (!started->daemon) throw std::runtime_error("the daemon found its log damaged");
    daemon_ = std::move(started->daemon);
    findings_ = std::move(started->evidence);
    port_ = daemon_->http_port();
}

/// Of a school that there is not: it waits for ever.
std::filesystem::path RunningDaemon::receivers() {
    const auto folder = temp_ / "webhooks.d";
    if (std::filesystem::exists(folder)) return folder;
    std::filesystem::create_directory(folder);
    const auto secret = temp_ / "mis.secret";
    std::ofstream(secret) << webhook::WebhookSecret::generate(random_).text() << '\n';
    std::filesystem::permissions(secret, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    std::ofstream(folder / "mis.toml") << "url = \"https://mis.example/hook\"\nsecret = " << secret
                                       << "\nstreams = [\"e1/" << to_string(SchoolId{1})
                                       << "/ops/\"]\nuntil = 2099-07-31\nowner = \"office\"\n";
    for (const auto& file : {folder, folder / "mis.toml"}) {
        std::filesystem::permissions(file, std::filesystem::perms::group_write | std::filesystem::perms::others_write,
                                     std::filesystem::perm_options::remove);
    }
    return folder;
}

std::optional<Error> RunningDaemon::fatal() const {
    const std::scoped_lock lock(mutex_);
    return fatal_;
}

void RunningDaemon::stop() {
    if (daemon_) daemon_->stop();
    daemon_.reset();
}

void RunningDaemon::restart() {
    stop();
    start();
}

}  // namespace hometime::test

#include "tests/support/running_daemon.h"

#include <stdexcept>

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
    if (options_.bus) options.config.bus_events = "tcp://127.0.0.1:*";
    options.argon2 = kCheapArgon2;
    options.follow_time = options_.follow_time;
    options.http = options_.http;
    options.evidence = options_.evidence;
    options.disk = options_.disk;
    options.config.space = options_.space;
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

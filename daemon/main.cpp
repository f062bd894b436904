// hometimed: reads its configuration, starts the daemon, waits for signals, stops it.
#include <signal.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <atomic>
#include <fstream>
#include <iostream>
#include <sstream>
#include <utility>

#include "daemon/bus_keys.h"
#include "daemon/daemon.h"
#include "daemon/demonstration.h"
#include "daemon/logging.h"
#include "daemon/service_manager.h"
#include "daemon/webhooks/receiver_files.h"

namespace hometime {
namespace {

/// sysexits; docs/operations.md says what a person does at each.
enum ExitCode : int {
    kOk = 0,
    kUsage = 64,
    kData = 65,
    kNoInput = 66,
    kUnavailable = 69,
    kSoftware = 70,
    kIo = 74,
    kTemporary = 75,
    kPermission = 77,
    kConfig = 78
};

struct Arguments {
    std::string config_file = "/etc/hometimed/hometimed.toml";
    bool check_config = false;
    std::string demo_clock;
    double speed = 1;
    bool accept_clock = false;
    bool evidence = false;
};

/// A full disk is no failing one: starting again helps once there is room, and reads until then.
int exit_code(const Error& error) {
    if (says_no_space(error)) return kTemporary;
    switch (error.code) {
        case ErrorCode::busy:
        case ErrorCode::conflict: return kTemporary;
        case ErrorCode::not_found: return kNoInput;
        case ErrorCode::corrupt: return kData;
        case ErrorCode::permission: return kPermission;
        case ErrorCode::key_missing:
        case ErrorCode::invalid: return kConfig;
        default: return kIo;
    }
}

/// Reads and checks the whole file. False: the errors are printed.
bool load_config(const std::string& file, Config& config) {
    std::ifstream in(file);
    if (!in) {
        std::cerr << file << ": error: the configuration cannot be read\n";
        return false;
    }
    std::stringstream text;
    text << in.rdbuf();
    auto result = read_config(text.str());
    for (const auto& error : result.errors) std::cerr << render(error, file, text.str());
    config = std::move(result.config);
    return result.errors.empty();
}

/// A credential that the unit hands over only where there is one.
std::optional<std::filesystem::path> existing_credential(const std::string& name) {
    const auto path = credential_path(name);
    std::error_code ignored;
    if (!path || !std::filesystem::exists(*path, ignored)) return std::nullopt;
    return *path;
}

/// What a start and a reload would say of the subscribers' files. False: the errors are printed.
bool check_subscribers(const Config& config) {
    if (config.bus_subscribers.empty()) return true;
    const auto read = read_bus_subscribers(config.bus_subscribers);
    if (!read) std::cerr << read.error().detail << '\n';
    return read.has_value();
}

/// The same for the receivers of webhooks.
bool check_receivers(const Config& config) {
    if (config.webhooks.folder.empty()) return true;
    const auto read = load_receivers(config.webhooks.folder);
    if (!read) std::cerr << read.error().detail << '\n';
    return read.has_value();
}

void on_fatal(const Error& error) {
    spdlog::critical("stopping: {} ({}). Nothing that was acknowledged depends on what failed; start again to see",
                     error.detail, to_string(error.code));
    spdlog::default_logger()->flush();
    _exit(exit_code(error));  // At once: no destructor may write any more.
}

void block_signals(sigset_t& signals) {
    sigemptyset(&signals);
    for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&signals, signal);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    signal(SIGPIPE, SIG_IGN);
}

void reload_subscribers(Daemon& daemon) {
    if (const auto done = daemon.reload_subscribers(); !done) {
        spdlog::error("the old subscribers stay in force: {}", done.error().detail);
    } else {
        spdlog::info("subscribers of the bus read again");
    }
}

void reload_webhooks(Daemon& daemon) {
    if (const auto done = daemon.reload_webhooks(); !done) {
        spdlog::error("the old receivers stay in force: {}", done.error().detail);
    } else {
        spdlog::info("receivers of webhooks read again");
    }
}

/// Waits for the end. Once a second: checkpoints, status, and the watchdog, which the commit loop itself
/// feeds when a probe has passed through it.
int wait_for_end(Daemon& daemon, const sigset_t& signals, const Arguments& arguments) {
    const timespec tick{.tv_sec = 0, .tv_nsec = 500'000'000};
    const bool watched = watchdog_interval().has_value();
    bool healthy = true;
    for (;;) {
        const int signal = sigtimedwait(&signals, nullptr, &tick);
        if (signal == SIGTERM || signal == SIGINT) return kOk;
        if (signal == SIGHUP) {
            Config again;
            if (load_config(arguments.config_file, again)) {
                set_log_level(again.log_level);
                spdlog::info("configuration read again: the log level is in force, the rest at the next start");
                reload_subscribers(daemon);
                reload_webhooks(daemon);
            } else {
                spdlog::error("the configuration has errors: the old one stays in force");
            }
        }
        if (std::exchange(healthy, daemon.healthy()) && !healthy) {
            spdlog::error("the views stand still and cannot be read: stop, delete the folder views, start again");
        }
        daemon.look_at_disk();
        daemon.look_at_zone_data();
        if (daemon.could_start_anew()) {
            spdlog::warn("there is room on the disk again: starting anew");
            return kTemporary;
        }
        daemon.write_checkpoints();
        notify_status(daemon.status_line());
        if (watched) daemon.probe(notify_watchdog);
    }
}

void say_what_is_served(const Daemon& daemon, const Findings& findings) {
    switch (daemon.serving()) {
        case Serving::whole: return;
        case Serving::no_room:
            spdlog::critical(
                "reading goes on; nothing is taken until there is room on the disk. Then this ends with {} "
                "and starts anew",
                static_cast<int>(kTemporary));
            return;
        case Serving::evidence:
            spdlog::warn("evidence: what can be read is served, and nothing is taken or changed. {} findings",
                         findings.size());
            for (const auto& finding : findings) spdlog::error("  {}", to_string(finding));
    }
}

int run(const Arguments& arguments, const Config& config) {
    sigset_t signals;
    block_signals(signals);
    start_logging(config.log_level);
    const auto demonstration = prepare_demonstration(config, arguments.demo_clock, arguments.speed, arguments.evidence);
    if (!demonstration) {
        std::cerr << "hometimed: " << demonstration.error().detail << '\n';
        return kConfig;
    }
    SystemRandom random;
    DaemonOptions options;
    options.config = config;
    if (const auto credential = credential_path("kek")) options.kek_credential = *credential;
    options.bus_key_credential = existing_credential("bus.key");
    options.outside.email_password = existing_credential("email.password").value_or("");
    options.outside.push_key = existing_credential("push.key").value_or("");
    options.https_socket = socket_named("https");
    options.evidence = arguments.evidence;
    const bool real_clock = arguments.demo_clock.empty();
    if (real_clock && !arguments.accept_clock) options.clock_limits = ClockLimits{build_time()};
    auto started = Daemon::start(std::move(options), **demonstration, random, on_fatal);
    if (!started) {
        spdlog::critical("cannot start: {}", started.error().detail);
        return exit_code(started.error());
    }
    if (!started->daemon) {
        spdlog::critical(
            "not everything that was acknowledged is here. Nothing is served; restore a backup, or look at what there "
            "is with hometimed --evidence or hometime-audit:");
        for (const auto& finding : started->evidence) spdlog::critical("  {}", to_string(finding));
        return kData;
    }
    auto& daemon = *started->daemon;
    say_what_is_served(daemon, started->evidence);
    spdlog::info("ready: {}", daemon.status_line());
    if (daemon.http_port() != 0) spdlog::info("listening on port {}", daemon.http_port());
    notify_ready();
    const int code = wait_for_end(daemon, signals, arguments);
    spdlog::info("stopping");
    notify_stopping();
    daemon.stop();
    return code;
}

}  // namespace
}  // namespace hometime

int main(int argc, char** argv) {
    using namespace hometime;
    CLI::App app{"hometimed: the daemon of Hometime, a home-school channel that waits for response windows."};
    Arguments arguments;
    app.set_version_flag("--version", HOMETIME_VERSION);
    app.add_option("--config", arguments.config_file, "The configuration file")->capture_default_str();
    app.add_flag("--check-config", arguments.check_config, "Check the configuration file and stop");
    app.add_option(
        "--demo-clock", arguments.demo_clock,
        "Demonstrations only: start the clock here, like 2026-11-24T11:10 (UTC); needs a data folder of its own");
    app.add_flag("--evidence", arguments.evidence,
                 "Look only: serve what can be read of the data folder, damaged or whole, and change nothing in it");
    app.add_flag("--accept-clock", arguments.accept_clock,
                 "Start although the computer's clock is far from the newest record's time");
    app.add_option("--speed", arguments.speed, "Demonstrations only: how many times as fast the clock runs")
        ->check(CLI::Range(1.0, 100000.0));
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? kOk : kUsage;
    }
    Config config;
    if (!load_config(arguments.config_file, config)) return kConfig;
    if (arguments.check_config) {
        const bool good = check_subscribers(config);
        return check_receivers(config) && good ? kOk : kConfig;
    }
    try {
        return run(arguments, config);
    } catch (const std::exception& error) {
        spdlog::critical("stopping: {}", error.what());
        return kSoftware;
    }
}

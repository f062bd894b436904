// A whole daemon inside the test's process: a temporary data folder, a Unix socket, plain HTTP on loopback.
#pragma once

#include <memory>
#include <mutex>
#include <optional>

#include "daemon/daemon.h"
#include "eventstore/base/clock.h"
#include "eventstore/base/random.h"
#include "tests/support/fake_disk.h"
#include "tests/support/raw_http.h"
#include "tests/support/temp_dir.h"

namespace hometime::test {

/// Hashes as cheap as Argon2id allows, so that a test signs in a hundred people in no time.
inline constexpr Argon2Cost kCheapArgon2{8192, 1};

struct RunningOptions {
    UtcTime start = parse_utc_time("2026-11-24T15:35:00Z").value();  ///< a Tuesday; the afternoon window is open
    bool follow_time = false;                                        ///< with a notifier
    bool bus = false;                                                ///< with a publisher, on any free port
    http::ServerLimits http{};
    bool backups = false;                ///< with folders for them, beside the data folder
    bool webhooks = false;               ///< with a receiver "mis", of a stream that says nothing
    std::filesystem::path data_there{};  ///< a data folder that is there already; empty: a new one
    bool evidence = false;               ///< look only
    std::shared_ptr<const DiskSpace> disk = std::make_shared<FakeDisk>(std::uint64_t{1} << 40);
    SpaceLimits space{.ballast = 0};
    std::function<std::string()> zone_data{};  ///< the version of the zone data; null: this computer's
};

class RunningDaemon {
public:
    /// Throws std::runtime_error when it does not start.
    explicit RunningDaemon(RunningOptions options = {});
    ~RunningDaemon();
    RunningDaemon(const RunningDaemon&) = delete;
    RunningDaemon& operator=(const RunningDaemon&) = delete;

    [[nodiscard]] ManualClock& clock() { return clock_; }
    [[nodiscard]] Daemon& daemon() { return *daemon_; }
    [[nodiscard]] http::App& app() { return daemon_->app(); }
    [[nodiscard]] const std::filesystem::path& folder() const { return data_; }
    [[nodiscard]] std::filesystem::path backups() const { return temp_ / "backups"; }
    [[nodiscard]] std::filesystem::path key_copies() const { return temp_ / "key copies"; }
    /// Whether the daemon would have ended by itself, and for what.
    [[nodiscard]] bool failed() const { return fatal().has_value(); }
    [[nodiscard]] std::optional<Error> fatal() const;

    /// The server's administrator: the peer of the Unix socket.
    [[nodiscard]] HttpClient administrator() const { return {{socket_, 0}, {}}; }
    /// Over TCP, without a sign-in.
    [[nodiscard]] HttpClient nobody() const { return as({}); }
    /// Over TCP, as the person whose token this is.
    [[nodiscard]] HttpClient as(std::string token) const { return {{{}, port_}, std::move(token)}; }

    /// Stops the daemon and starts it again on the same folder. Clients keep working, but for a new port over TCP.
    void restart();
    void stop();
    /// For the next start.
    [[nodiscard]] RunningOptions& options() { return options_; }
    /// What the last start found missing, of a daemon that serves nevertheless.
    [[nodiscard]] const Findings& findings() const { return findings_; }

private:
    void start();
    [[nodiscard]] std::filesystem::path receivers();

    TempDir temp_;
    std::filesystem::path data_;
    std::filesystem::path socket_;
    RunningOptions options_;
    ManualClock clock_;
    SystemRandom random_;
    mutable std::mutex mutex_;
    std::optional<Error> fatal_;
    std::unique_ptr<Daemon> daemon_;
    Findings findings_;
    std::uint16_t port_ = 0;
};

}  // namespace hometime::test

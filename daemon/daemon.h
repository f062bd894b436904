// The daemon, wired: one log, one sequencer, and everything that follows it. main.cpp starts and stops it;
// tests run it inside a process.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "daemon/accounts/accounts.h"
#include "daemon/accounts/secrets.h"
#include "daemon/clock_check.h"
#include "daemon/config.h"
#include "daemon/http/app.h"
#include "daemon/http/server.h"
#include "daemon/opening.h"
#include "eventstore/base/clock.h"
#include "eventstore/base/random.h"
#include "eventstore/recovery.h"

namespace hometime {

struct DaemonOptions {
    Config config;
    std::optional<std::filesystem::path> kek_credential;
    std::optional<std::filesystem::path> bus_key_credential;
    OutsideCredentials outside;
    int https_socket = -1;  ///< a listening socket that the service manager handed over
    Argon2Cost argon2;
    SessionPolicy sessions;
    http::ServerLimits http;
    bool follow_time = true;  ///< false: no notifier, for tests that ask for deliveries themselves
    bool evidence = false;    ///< look only: whatever would change something is refused, and nothing in the folder does
    std::optional<ClockLimits> clock_limits;  ///< set: a clock that cannot be right is refused
    std::shared_ptr<const DiskSpace> disk;    ///< null: the one that holds the data folder
    std::function<std::string()> zone_data;   ///< the version of the zone data; null: as this computer has it
};

class Daemon {
public:
    /// What a start came to. Without a daemon: what was acknowledged is not all there (`evidence`), and nothing is
    /// served. With one: what it serves is not whole.
    struct Started {
        std::unique_ptr<Daemon> daemon;
        Findings evidence;
    };
    /// Opens the data folder and starts every part. `on_fatal` is called once when the disk refused or data is
    /// damaged: the process must end at once (74, 65), answering nobody.
    /// Errors: those of open_folder; `conflict` the clock cannot be right; `invalid` a listener's configuration;
    /// `unavailable` it cannot listen.
    [[nodiscard]] static Result<Started> start(DaemonOptions options, const Clock& clock, Random& random,
                                               std::function<void(const Error&)> on_fatal);
    ~Daemon();
    Daemon(const Daemon&) = delete;
    Daemon& operator=(const Daemon&) = delete;

    /// Stops in order: no new requests, those in hand finish, then the notifier, the bus, the sequencer, the
    /// views, and a last checkpoint. Within about 20 s.
    void stop();

    /// Writes checkpoints of schools that changed. At most 1 s apart while something changes.
    void write_checkpoints();
    /// Looks how full the disk is. To be called about once a second.
    void look_at_disk();
    /// Looks whether the zone data on the computer is still what this process works with, and says so in the journal
    /// when it is not. To be called about once a second; looks once in kLookAtZoneData.
    void look_at_zone_data();
    /// Whether it serves without being able to write, and a start would now find the room to.
    [[nodiscard]] bool could_start_anew() const;
    [[nodiscard]] Serving serving() const;
    /// `passed` is called once a probe has passed through the commit loop.
    void probe(std::function<void()> passed);
    [[nodiscard]] std::string status_line() const;
    [[nodiscard]] std::string metrics() const;
    [[nodiscard]] bool healthy() const;

    [[nodiscard]] std::uint16_t http_port() const;
    /// Where the bus is bound; empty: nowhere.
    [[nodiscard]] std::string bus_endpoint() const;
    [[nodiscard]] std::string bus_replay_endpoint() const;
    /// Reads the subscribers' folder again, all of it before any of it counts. When it returns, nobody is sent what
    /// they may have no more. Without a bus with keys there is nothing to read. Errors: `invalid` a file is wrong: the
    /// old rules stay, and the detail names each mistake; `unavailable` the bus did not take them over.
    [[nodiscard]] Result<void> reload_subscribers();
    /// Reads the receivers of webhooks again, all of them before any counts. When it returns, no attempt at a receiver
    /// that is gone begins any more. Errors: `invalid` a file is wrong: the old ones stay, and the detail names each
    /// mistake.
    [[nodiscard]] Result<void> reload_webhooks();
    [[nodiscard]] http::App& app();

private:
    struct Parts;
    explicit Daemon(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> parts_;
};

}  // namespace hometime

// The daemon's configuration file: where things are. What a school decides is policy, in its log.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/backup/settings.h"
#include "daemon/couriers/settings.h"
#include "daemon/space_limits.h"

namespace hometime {

struct Config {
    std::filesystem::path data_dir = "/var/lib/hometimed";
    std::filesystem::path unix_socket = "/run/hometimed/hometimed.sock";
    std::string http_listen;  ///< "host:port"; empty: no TCP listener of our own
    std::filesystem::path certificate;
    std::filesystem::path key;
    bool http_plain = false;                ///< plain HTTP on loopback; for a demonstration only
    std::string bus_events;                 ///< ZeroMQ endpoint; empty: no bus
    std::string bus_replay;                 ///< the same for replay; empty: there is none
    std::filesystem::path bus_subscribers;  ///< folder of who may hear what; empty: nobody needs a key
    std::filesystem::path bus_key;          ///< file of the bus's secret key, where no credential brings it
    int bus_high_water_mark = 2000;         ///< messages that wait for one subscriber
    std::string public_url;  ///< where people reach this server, "https://…", without a slash at its end; for letters
    EmailConfig email;
    PushConfig push;
    WebhookConfig webhooks;
    std::string log_level = "info";
    BackupSettings backup;
    SpaceLimits space;
};

/// One thing wrong with the file, in the form that editors jump to: "FILE:LINE:COLUMN: error: …".
struct ConfigError {
    std::uint32_t line = 0;  ///< 0: the file as a whole
    std::uint32_t column = 0;
    std::string message;
};

/// At most this many errors are reported at once. Source: reliability contract, 8.3.
inline constexpr std::size_t kConfigErrorsMax = 20;

struct ConfigResult {
    Config config;
    std::vector<ConfigError> errors;
};

/// Reads and checks the whole file before anything is opened. `errors` empty: the configuration is good.
[[nodiscard]] ConfigResult read_config(std::string_view text);
/// The error as it is printed, with the line of the file and a caret under the column.
[[nodiscard]] std::string render(const ConfigError& error, std::string_view file_name, std::string_view text);

/// "host:port" taken apart; IPv6 hosts stand in brackets. nullopt: not of that form.
struct HostPort {
    std::string host;
    std::uint16_t port = 0;
};
[[nodiscard]] std::optional<HostPort> parse_host_port(std::string_view text);
[[nodiscard]] bool is_loopback(std::string_view host);

}  // namespace hometime

#include "daemon/config.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <functional>

#include "daemon/toml_reader.h"
#include "notifier/channels/email/address.h"

namespace hometime {

namespace {

using namespace toml_reader;

/// Less is no reserve: a flush of the views alone may be as much. More is somebody else's disk. Bytes.
constexpr std::uint64_t kReserveMin = std::uint64_t{4} << 20;
constexpr std::uint64_t kReserveMax = std::uint64_t{16} << 30;

/// A number of days from 1 to `most`.
std::function<void(const toml::node&, Errors&)> days(std::chrono::days& target, int most) {
    return [&target, most](const toml::node& node, Errors& errors) {
        const auto* value = node.as_integer();
        if (value != nullptr && value->get() >= 1 && value->get() <= most) {
            target = std::chrono::days{static_cast<int>(value->get())};
        } else {
            add(errors, node.source(), "must be a whole number of days from 1 to " + std::to_string(most));
        }
    };
}

/// "64 MiB": bytes with a unit. nullopt: not of that form.
std::optional<std::uint64_t> parse_size(std::string_view text) {
    constexpr std::array<std::pair<std::string_view, int>, 4> kUnits{{{"B", 0}, {"KiB", 10}, {"MiB", 20}, {"GiB", 30}}};
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{}) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    while (text.starts_with(' ')) text.remove_prefix(1);
    for (const auto& [unit, shift] : kUnits) {
        if (text == unit) return number <= (UINT64_MAX >> shift) ? std::optional(number << shift) : std::nullopt;
    }
    return std::nullopt;
}

std::function<void(const toml::node&, Errors&)> size(std::uint64_t& target, std::uint64_t least, std::uint64_t most) {
    return [&target, least, most](const toml::node& node, Errors& errors) {
        const auto* value = node.as_string();
        const auto bytes = value != nullptr ? parse_size(value->get()) : std::nullopt;
        if (!bytes) return add(errors, node.source(), "must be a size with its unit, for example \"64 MiB\"");
        if (*bytes < least || *bytes > most) {
            return add(
                errors, node.source(),
                "must be between " + std::to_string(least >> 20) + " MiB and " + std::to_string(most >> 20) + " MiB");
        }
        target = *bytes;
    };
}

std::function<void(const toml::node&, Errors&)> percent(unsigned& target) {
    return [&target](const toml::node& node, Errors& errors) {
        const auto* value = node.as_integer();
        if (value == nullptr || value->get() < 0 || value->get() > 50) {
            return add(errors, node.source(), "must be a whole number from 0 to 50");
        }
        target = static_cast<unsigned>(value->get());
    };
}

/// A number of attempts a minute.
std::function<void(const toml::node&, Errors&)> per_minute(std::uint32_t& target) {
    constexpr std::int64_t kMost = 100'000;
    return [&target](const toml::node& node, Errors& errors) {
        const auto* value = node.as_integer();
        if (value == nullptr || value->get() < 1 || value->get() > kMost) {
            return add(errors, node.source(), "must be a whole number from 1 to " + std::to_string(kMost));
        }
        target = static_cast<std::uint32_t>(value->get());
    };
}

std::function<void(const toml::node&, Errors&)> yes_or_no(bool& target) {
    return [&target](const toml::node& node, Errors& errors) {
        if (const auto* value = node.as_boolean()) {
            target = value->get();
        } else {
            add(errors, node.source(), "must be true or false");
        }
    };
}

/// Messages that wait for one subscriber. More than a hundred thousand is memory for nobody's good.
std::function<void(const toml::node&, Errors&)> messages(int& target) {
    constexpr std::int64_t kMost = 100'000;
    return [&target](const toml::node& node, Errors& errors) {
        const auto* value = node.as_integer();
        if (value == nullptr || value->get() < 1 || value->get() > kMost) {
            return add(errors, node.source(), "must be a whole number from 1 to " + std::to_string(kMost));
        }
        target = static_cast<int>(value->get());
    };
}

std::string complain_listen(const std::string& value) {
    return parse_host_port(value) ? "" : "must be host:port, for example 0.0.0.0:8443";
}

/// The host of a tcp endpoint; empty: it stays on this computer without one.
std::optional<std::string> bus_host(const std::string& value) {
    if (value.empty() || value.starts_with("ipc://")) return std::string();
    const auto address =
        value.starts_with("tcp://") ? parse_host_port(std::string_view(value).substr(6)) : std::nullopt;
    if (!address) return std::nullopt;
    return address->host;
}

std::string complain_endpoint(const std::string& value) {
    return bus_host(value) ? "" : "must be a ZeroMQ endpoint, for example tcp://127.0.0.1:5601";
}

std::string complain_public_url(const std::string& value) {
    const bool good = value.starts_with("https://") && value.size() > 8 && !value.ends_with('/') &&
                      value.find_first_of(" <>\"?#") == std::string::npos;
    return good ? ""
                : "must be an https address without a slash at its end, for example https://hometime.school.example";
}

std::string complain_relay(const std::string& value) {
    return parse_host_port(value) ? "" : "must be host:port, for example mail.school.example:587";
}

std::string complain_security(const std::string& value) {
    const bool good = value == "starttls" || value == "tls" || value == "none";
    return good ? "" : "must be starttls, tls, or none for a relay on this computer";
}

std::string complain_address(const std::string& value) {
    return email::check_address(value);
}

std::string complain_level(const std::string& value) {
    constexpr std::array<std::string_view, 5> kLevels{"debug", "info", "warn", "error", "critical"};
    return std::find(kLevels.begin(), kLevels.end(), value) != kLevels.end()
               ? ""
               : "must be debug, info, warn, error or critical";
}

/// Whether `path` is `folder` or lies below it, by their names.
bool is_within(const std::filesystem::path& path, const std::filesystem::path& folder) {
    const auto below = path.lexically_normal().lexically_relative(folder.lexically_normal());
    return !below.empty() && *below.begin() != "..";
}

void check_backup(const toml::table& root, const Config& config, Errors& errors) {
    const auto& backup = config.backup;
    const auto* part = root.get("backup");
    if (part == nullptr) return;
    const auto complain = [&](const char* what) { add(errors, part->source(), what); };
    if (backup.folder.empty() || backup.keys_folder.empty()) {
        return complain("backups need both 'folder' and 'keys_folder': a log without its keys can be read by nobody");
    }
    if (backup.folder.is_relative() || backup.keys_folder.is_relative()) {
        return complain("'folder' and 'keys_folder' must be absolute paths");
    }
    if (is_within(backup.keys_folder, backup.folder) || is_within(backup.folder, backup.keys_folder)) {
        complain("'keys_folder' must lie apart from 'folder': copies of keys go after a time, backups of logs stay");
    }
    if (is_within(backup.folder, config.data_dir) || is_within(backup.keys_folder, config.data_dir)) {
        complain("backups must not lie in 'data_dir': they would be lost with it");
    }
}

void check_bus(const toml::table& root, const Config& config, Errors& errors) {
    const auto* bus = root.get_as<toml::table>("bus");
    if (bus == nullptr) return;
    const auto complain = [&](const char* key, const char* what) {
        const auto* node = bus->get(key);
        add(errors, node != nullptr ? node->source() : bus->source(), what);
    };
    for (const auto& [key, value] : {std::pair{"events", &config.bus_events}, {"replay", &config.bus_replay}}) {
        const auto host = bus_host(*value);
        if (host && !host->empty() && !is_loopback(*host) && config.bus_subscribers.empty()) {
            complain(key,
                     "binds beyond loopback, which is not possible until subscribers have keys: see 'subscribers'");
        }
    }
    if (!config.bus_replay.empty() && config.bus_events.empty()) complain("replay", "needs 'events' beside it");
    if (!config.bus_key.empty() && config.bus_subscribers.empty()) complain("key", "needs 'subscribers' beside it");
    if (config.bus_subscribers.is_relative() && !config.bus_subscribers.empty()) {
        complain("subscribers", "must be an absolute path");
    }
    if (config.bus_key.is_relative() && !config.bus_key.empty()) complain("key", "must be an absolute path");
}

void check_outside(const toml::table& root, const Config& config, Errors& errors) {
    const auto need = [&](const char* section, bool wanted, bool there, const char* what) {
        const auto* part = root.get(section);
        if (part != nullptr && wanted && !there) add(errors, part->source(), what);
    };
    const auto& email = config.email;
    const bool mails = !email.relay.empty();
    need("email", true, mails, "needs 'relay': the mail relay that takes the letters");
    need("email", mails, !email.from.empty(), "needs 'from': the address that letters come from, and bounces go to");
    need("email", mails, !config.public_url.empty(), "needs 'public_url' under [http]: letters lead there");
    const auto relay = parse_host_port(email.relay);
    need("email", mails && email.security == "none", relay && is_loopback(relay->host),
         "'security' must be starttls or tls, unless the relay runs on this computer");
    need("push", true, !config.push.contact.empty(),
         "needs 'contact': whom the push services may ask, mailto: and an address, or an https page");
    const auto& webhooks = config.webhooks;
    need("webhooks", true, !webhooks.folder.empty(), "needs 'folder': where the receivers' files are");
    need("webhooks", true, webhooks.folder.empty() || webhooks.folder.is_absolute(),
         "'folder' must be an absolute path");
}

void check_whole(const toml::table& root, const Config& config, Errors& errors) {
    const auto where = [&](const char* key) {
        const auto* http = root.get_as<toml::table>("http");
        const auto* node = http != nullptr ? http->get(key) : nullptr;
        return node != nullptr ? node->source() : root.source();
    };
    if (config.data_dir.is_relative()) add(errors, root.source(), "'data_dir' must be an absolute path");
    check_backup(root, config, errors);
    check_outside(root, config, errors);
    if (config.http_listen.empty()) return;
    const auto address = parse_host_port(config.http_listen);
    if (config.http_plain && address && !is_loopback(address->host)) {
        add(errors, where("plain"), "plain HTTP is for a demonstration on loopback only: give 'certificate' and 'key'");
    }
    if (!config.http_plain && (config.certificate.empty() || config.key.empty())) {
        add(errors, where("listen"), "HTTPS needs both 'certificate' and 'key'");
    }
}

}  // namespace

std::optional<HostPort> parse_host_port(std::string_view text) {
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos || colon == 0) return std::nullopt;
    std::string_view host = text.substr(0, colon);
    if (host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
    const std::string_view digits = text.substr(colon + 1);
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (error != std::errc{} || end != digits.data() + digits.size() || digits.empty() || host.empty())
        return std::nullopt;
    return HostPort{std::string(host), port};
}

bool is_loopback(std::string_view host) {
    return host == "::1" || host == "localhost" || host.starts_with("127.");
}

ConfigResult read_config(std::string_view text_of_file) {
    ConfigResult result;
    Config& config = result.config;
    const auto parsed = parse(text_of_file, result.errors);
    if (!parsed) return result;
    const toml::table& root = *parsed;
    read_table(root,
               {{"data_dir", text(config.data_dir)},
                {"unix_socket", text(config.unix_socket)},
                {"http", table({{"listen", checked(config.http_listen, complain_listen)},
                                {"certificate", text(config.certificate)},
                                {"key", text(config.key)},
                                {"plain", yes_or_no(config.http_plain)},
                                {"public_url", checked(config.public_url, complain_public_url)}})},
                {"backup", table({{"folder", text(config.backup.folder)},
                                  {"keys_folder", text(config.backup.keys_folder)},
                                  {"keys_days", days(config.backup.keys_kept, kKeyCopyDays)}})},
                {"bus", table({{"events", checked(config.bus_events, complain_endpoint)},
                               {"replay", checked(config.bus_replay, complain_endpoint)},
                               {"subscribers", text(config.bus_subscribers)},
                               {"key", text(config.bus_key)},
                               {"high_water_mark", messages(config.bus_high_water_mark)}})},
                {"disk", table({{"reserve", size(config.space.reserve, kReserveMin, kReserveMax)},
                                {"ballast", size(config.space.ballast, 0, kReserveMax)},
                                {"read_only_percent", percent(config.space.read_only_percent)},
                                {"alarm_percent", percent(config.space.alarm_percent)}})},
                {"email", table({{"relay", checked(config.email.relay, complain_relay)},
                                 {"security", checked(config.email.security, complain_security)},
                                 {"user", text(config.email.user)},
                                 {"password", text(config.email.password)},
                                 {"ca", text(config.email.ca)},
                                 {"from", checked(config.email.from, complain_address)},
                                 {"helo", text(config.email.helo)},
                                 {"per_minute", per_minute(config.email.per_minute)}})},
                {"push", table({{"contact", text(config.push.contact)},
                                {"key", text(config.push.key)},
                                {"ca", text(config.push.ca)},
                                {"private_addresses", yes_or_no(config.push.private_addresses)},
                                {"per_minute", per_minute(config.push.per_minute)}})},
                {"webhooks", table({{"folder", text(config.webhooks.folder)},
                                    {"ca", text(config.webhooks.ca)},
                                    {"private_addresses", yes_or_no(config.webhooks.private_addresses)}})},
                {"log", table({{"level", checked(config.log_level, complain_level)}})}},
               result.errors);
    check_bus(root, config, result.errors);
    if (result.errors.empty()) check_whole(root, config, result.errors);
    return result;
}

std::string render(const ConfigError& error, std::string_view file_name, std::string_view text_of_file) {
    std::string out(file_name);
    if (error.line != 0) out += ':' + std::to_string(error.line) + ':' + std::to_string(error.column);
    out += ": error: " + error.message + '\n';
    std::size_t begin = 0;
    for (std::uint32_t line = 1; line < error.line && begin != std::string_view::npos; ++line) {
        begin = text_of_file.find('\n', begin);
        if (begin != std::string_view::npos) ++begin;
    }
    if (error.line == 0 || begin == std::string_view::npos || begin >= text_of_file.size()) return out;
    const auto line = text_of_file.substr(begin, text_of_file.find('\n', begin) - begin);
    const std::string number = std::to_string(error.line);
    out += "  " + number + " | " + std::string(line) + '\n';
    out += "  " + std::string(number.size(), ' ') + " | ";
    out += std::string(error.column > 0 ? error.column - 1 : 0, ' ') + "^\n";
    return out;
}

}  // namespace hometime

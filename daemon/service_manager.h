// Talking to the service manager (systemd): readiness, status, watchdog, sockets it hands over.
#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace hometime {

/// Without a service manager all of these do nothing.
void notify_ready();
void notify_stopping();
void notify_status(const std::string& status);
void notify_watchdog();
/// How often the watchdog wants to hear of us; nullopt: it does not watch.
[[nodiscard]] std::optional<std::chrono::microseconds> watchdog_interval();
/// The listening socket handed over under `name`; -1: none.
[[nodiscard]] int socket_named(const std::string& name);
/// The path of a credential, if it was given to this unit.
[[nodiscard]] std::optional<std::string> credential_path(const std::string& name);
/// Whether standard output goes to the journal.
[[nodiscard]] bool under_journal();

}  // namespace hometime

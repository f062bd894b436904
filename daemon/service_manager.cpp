#include "daemon/service_manager.h"

#include <systemd/sd-daemon.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <memory>

namespace hometime {

void notify_ready() {
    sd_notify(0, "READY=1");
}
void notify_stopping() {
    sd_notify(0, "STOPPING=1");
}
void notify_status(const std::string& status) {
    sd_notify(0, ("STATUS=" + status).c_str());
}
void notify_watchdog() {
    sd_notify(0, "WATCHDOG=1");
}

std::optional<std::chrono::microseconds> watchdog_interval() {
    std::uint64_t usec = 0;
    if (sd_watchdog_enabled(0, &usec) <= 0) return std::nullopt;
    return std::chrono::microseconds(usec);
}

int socket_named(const std::string& name) {
    char** names = nullptr;
    const int count = sd_listen_fds_with_names(0, &names);
    int found = -1;
    for (int i = 0; i < count; ++i) {
        if (name == names[i]) found = SD_LISTEN_FDS_START + i;
        std::free(names[i]);
    }
    std::free(names);
    return found;
}

std::optional<std::string> credential_path(const std::string& name) {
    const char* folder = std::getenv("CREDENTIALS_DIRECTORY");
    if (folder == nullptr) return std::nullopt;
    const auto path = std::filesystem::path(folder) / name;
    std::error_code ec;
    return std::filesystem::exists(path, ec) ? std::optional(path.string()) : std::nullopt;
}

bool under_journal() {
    return std::getenv("JOURNAL_STREAM") != nullptr;
}

}  // namespace hometime
